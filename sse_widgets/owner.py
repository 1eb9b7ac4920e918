"""The owner of an event: the agent that it is of."""

from sse_widgets.events import Event
from sse_widgets.state import RunState

_OWNED = (("message_id", "messages"), ("tool_id", "tools"), ("thought_id", "thoughts"))


def owner(event: Event, state: RunState) -> str:
    """Return the id of the agent that an event is of, as far as it or its message or call says; else empty."""
    agent: str = getattr(event, "agent_id", "") or getattr(event, "agent", "")
    for field, kind in _OWNED:
        if not agent and (found := getattr(state, kind).find(getattr(event, field, ""))):
            agent = found.agent
    return agent
