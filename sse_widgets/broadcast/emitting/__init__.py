"""The agent's half of the broadcast server: telling what one does, in words that are checked."""

from sse_widgets.broadcast.emitting.emitter import Emitter, EventsLost
from sse_widgets.broadcast.emitting.event_builder import EventBuilder
from sse_widgets.broadcast.emitting.sent import Sent
from sse_widgets.broadcast.emitting.trackers import ProgressTracker, ThoughtProcessTracker

__all__ = ["Emitter", "EventBuilder", "EventsLost", "ProgressTracker", "Sent", "ThoughtProcessTracker"]
