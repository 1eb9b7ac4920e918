"""Which back end understands which actions: by vocabulary, for those that take them where their stream comes from."""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from sse_widgets.actions import model_apis, protocols
from sse_widgets.actions.action import Action, ActionName, Call, Place
from sse_widgets.state import Tool

Said: TypeAlias = Call | Callable[[], Any] | None
"""A request, or what to call instead of one, or None where leaving the stream says it all."""


class BackEnd(Protocol):
    """Says actions in the words of one kind of back end.

    One that has a true `listens` is told while its stream goes on too, as soon as nothing in it is unfinished.
    """

    def reason_against(self, name: ActionName, place: Place) -> str:
        """Return why an action cannot be taken now, for people; empty if it can."""
        ...

    def say(self, action: Action, place: Place) -> Said:
        """Return how an action is said."""
        ...


Words: TypeAlias = Callable[[Any, Place], Call]
Actions: TypeAlias = dict[ActionName, Words]

_BY_DIALECT: dict[str, Actions] = {
    "ag_ui": {"send": protocols.ag_ui_send, "answer": protocols.ag_ui_answer, "regenerate": protocols.ag_ui_regenerate},
    "vercel": {
        "send": protocols.vercel_send,
        "answer": protocols.vercel_answer,
        "regenerate": protocols.vercel_regenerate,
    },
    "adk": {"send": protocols.adk_send, "answer": protocols.adk_answer},
    "a2a": {"send": protocols.a2a_send, "answer": protocols.a2a_answer, "cancel": protocols.a2a_cancel},
    "langgraph": {"send": protocols.langgraph_send, "answer": protocols.langgraph_answer},
    "langgraph_events": {"answer": protocols.langgraph_events_answer},
    "openai_chat": {"send": model_apis.openai_chat_send, "regenerate": model_apis.openai_chat_regenerate},
    "openai_responses": {"send": model_apis.openai_responses_send},
    "anthropic": {"send": model_apis.anthropic_send, "regenerate": model_apis.anthropic_regenerate},
    "gemini": {"send": model_apis.gemini_send},
}


_RESULTS_FIRST = frozenset({"anthropic", "openai_chat", "openai_responses"})
"""Those that refuse a conversation in which a call has no result."""


class Spoken:
    """The back end of a run that was begun by a POST in one of the vocabularies that we know the requests of."""

    def __init__(self, actions: Actions, *, results_first: bool = False) -> None:
        self._actions, self._results_first = actions, results_first

    def reason_against(self, name: ActionName, place: Place) -> str:
        """Return why an action cannot be taken now, for people; empty if it can."""
        if name == "cancel":
            return ""  # if nothing else, its stream is left
        if name not in self._actions:
            return "this kind of back end has no such request"
        if place.method != "POST":
            return "the stream was not asked for by a POST, so nobody knows where to say it"
        if name == "send" and self._results_first and (call := next(filter(_unanswered, place.state.tools), None)):
            return f"the call of {call.name or 'a tool'} has no result yet, and this API takes no message before it"
        return ""

    def say(self, action: Action, place: Place) -> Said:
        """Return how an action is said."""
        words = self._actions.get(action.name)
        return words(action, place) if words else None


def find(dialect: str | None) -> Spoken | None:
    """Return the back end that speaks a vocabulary, None if we do not know its requests."""
    actions = _BY_DIALECT.get(dialect or "")
    return Spoken(actions, results_first=dialect in _RESULTS_FIRST) if actions else None


def _unanswered(call: Tool) -> bool:
    return call.status in ("pending", "awaiting_approval")
