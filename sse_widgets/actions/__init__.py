"""What a person can ask of the back end of a run: to be told something, answered, tried again, or stopped."""

from sse_widgets.actions.action import Action, Answer, Call, Cancel, Place, Regenerate, Send
from sse_widgets.actions.backends import Actions, BackEnd, find
from sse_widgets.actions.broadcast import Broadcast, announced
from sse_widgets.actions.custom import Custom, Target

__all__ = [
    "Action",
    "Actions",
    "Answer",
    "BackEnd",
    "Broadcast",
    "Call",
    "Cancel",
    "Custom",
    "Place",
    "Regenerate",
    "Send",
    "Target",
    "announced",
    "find",
]
