"""Which agent an event tells of, and when it was last heard of."""

from sse_widgets.events import Event
from sse_widgets.state import Agent, RunState, evolve


def noticed(state: RunState, event: Event) -> RunState:
    """Return the state with the agent that the event tells of noticed, to the second.

    To the second, so that a flood of tokens does not make a new agent for each, and so that
    neighbours that fall into the same second may be taken as one.
    """
    if not state.agents:
        return state
    agent = _agent(state, _whose(state, event))
    if agent is None or (agent.seen_at is not None and not event.at // 1 > agent.seen_at // 1):
        return state
    return evolve(state, agents=state.agents.put(evolve(agent, seen_at=event.at)))


def _whose(state: RunState, event: Event) -> str:
    """Return the id or name of an agent: the one named, else that of the call, message or thought told of."""
    named = getattr(event, "agent", "") or getattr(event, "agent_id", "")
    if named:
        return str(named)
    for key, things in (("message_id", state.messages), ("tool_id", state.tools), ("thought_id", state.thoughts)):
        id = getattr(event, key, "")
        if id and (thing := things.find(id)) and thing.agent:
            return str(thing.agent)
    return ""


def _agent(state: RunState, reference: str) -> Agent | None:
    if not reference:
        return None
    return state.agents.find(reference) or next((it for it in state.agents if it.name == reference), None)
