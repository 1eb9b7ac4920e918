"""The reducer: the state after an event. All of the kit's domain logic is here, and in `folds`.

Pure and total: no clock, no randomness, no input or output, and it never raises. The rules that
every protocol forces on whoever merges it: a delta for an unknown id opens it; an authoritative
value wins over what was streamed; late and repeated events are legal; the end of a run closes
everything that is still open; usage is set by key and then summed.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any, assert_never

from sse_widgets import events as e
from sse_widgets.events import Event
from sse_widgets.folds import accounts, findings, talk, tools, wire, work
from sse_widgets.folds.presence import noticed
from sse_widgets.folds.progress import overall
from sse_widgets.state import Routing, RunState, evolve

_QUIET = (
    e.ConnectionOpened,
    e.ConnectionLost,
    e.ConnectionClosed,
    e.ConnectionIdentified,
    e.GapFound,
    e.HeartbeatReceived,
    e.FrameUnknown,
    e.FrameUnreadable,
    e.AgentStuck,
)
"""Events that do not show that the run has begun."""

_MOVING = (
    e.RunStarted,
    e.RunProgressed,
    e.RunFinished,
    e.RunResumed,
    e.ConnectionClosed,
    e.PlanCreated,
    e.PhaseStarted,
    e.PhaseFinished,
    e.AgentStarted,
    e.AgentProgressed,
    e.AgentFinished,
    e.TaskUpdated,
    e.ErrorReported,
)
"""Events that can move the progress of the run."""


def replay(events: Iterable[Event], state: RunState | None = None) -> RunState:
    """Return the state after all of `events`: as `reduce` one after another, and much faster for text.

    Neighbours that add to the same text are taken as one; a flood of tokens is mostly such.
    """
    after = state or RunState()
    for _, group in groupby(events, _grows):
        first, *more = group
        after = reduce(after, _joined(first, more) if more else first)
    return after


def _grows(event: Event) -> object:
    """Return the same for neighbours that add to the same text in the same second, and else something else."""
    match event:
        case e.TextAdded(message_id=id, agent=agent, at=at):
            return e.TextAdded, id, agent, at // 1
        case e.ThoughtAdded(thought_id=id, at=at):
            return e.ThoughtAdded, id, at // 1
        case e.ToolArgsAdded(tool_id=id, at=at):
            return e.ToolArgsAdded, id, at // 1
    return object()


def _joined(first: Any, more: list[Any]) -> Event:
    joined: Event = replace(first, text="".join([first.text, *(event.text for event in more)]))
    return joined


def reduce(state: RunState, event: Event) -> RunState:
    """Return the state after `event`."""
    if state.status == "pending" and not isinstance(event, _QUIET):
        state = evolve(state, status="running", run=evolve(state.run, started_at=event.at))
    state = noticed(_reduce(state, event), event)
    if isinstance(event, _MOVING):
        state = evolve(state, progress=overall(state))
    return state


def _reduce(state: RunState, event: Event) -> RunState:
    match event:
        case e.TextAdded():  # by far the most frequent come first
            return talk.text_added(state, event)
        case e.ThoughtAdded():
            return talk.thought_added(state, event)
        case e.ToolArgsAdded():
            return tools.args_added(state, event)
        case e.ConnectionOpened():
            return wire.opened(state, event)
        case e.ConnectionLost():
            return wire.lost(state, event)
        case e.ConnectionClosed():
            return wire.closed(state, event)
        case e.ConnectionIdentified():
            return wire.identified(state, event)
        case e.HeartbeatReceived():
            return wire.heartbeat(state, event)
        case e.GapFound():
            return wire.gap(state, event)
        case e.FrameUnknown():
            return wire.unknown(state, event)
        case e.FrameUnreadable():
            return wire.unreadable(state, event)
        case e.RunStarted():
            return work.run_started(state, event)
        case e.RunProgressed():
            return work.run_progressed(state, event)
        case e.RunFinished():
            return work.run_finished(state, event)
        case e.RunResumed():
            return work.run_resumed(state, event)
        case e.PlanCreated():
            return work.plan_created(state, event)
        case e.PhaseStarted():
            return work.phase_started(state, event)
        case e.PhaseFinished():
            return work.phase_finished(state, event)
        case e.RoutingStarted():
            return evolve(state, routing=Routing())
        case e.RoutingDecided():
            return work.routing_decided(state, event)
        case e.AgentStarted():
            return work.agent_started(state, event)
        case e.AgentProgressed():
            return work.agent_progressed(state, event)
        case e.AgentFinished():
            return work.agent_finished(state, event)
        case e.AgentStuck():
            return work.agent_stuck(state, event)
        case e.TaskUpdated():
            return work.task_updated(state, event)
        case e.MessageStarted():
            return talk.message_started(state, event)
        case e.TextReplaced():
            return talk.text_replaced(state, event)
        case e.MessageUpdated():
            return talk.message_updated(state, event)
        case e.MessageFinished():
            return talk.message_finished(state, event)
        case e.MessageRemoved():
            return talk.message_removed(state, event)
        case e.TypingChanged():
            return talk.typing_changed(state, event)
        case e.ThoughtStarted():
            return talk.thought_started(state, event)
        case e.ThoughtReplaced():
            return talk.thought_replaced(state, event)
        case e.ThoughtFinished():
            return talk.thought_finished(state, event)
        case e.ToolStarted():
            return tools.tool_started(state, event)
        case e.ToolArgsReplaced():
            return tools.args_replaced(state, event)
        case e.ToolArgsFinished():
            return tools.args_finished(state, event)
        case e.ToolProgressed():
            return tools.tool_progressed(state, event)
        case e.ToolFinished():
            return tools.tool_finished(state, event)
        case e.InterruptOpened():
            return tools.interrupt_opened(state, event)
        case e.InterruptResolved():
            return tools.interrupt_resolved(state, event)
        case e.SourceFound():
            return findings.source_found(state, event)
        case e.CitationAdded():
            return talk.citation_added(state, event)
        case e.SearchFinished():
            return findings.search_finished(state, event)
        case e.ArtifactOpened():
            return findings.artifact_opened(state, event)
        case e.ArtifactAdded():
            return findings.artifact_added(state, event)
        case e.ArtifactFinished():
            return findings.artifact_finished(state, event)
        case e.DocumentReplaced():
            return evolve(state, document=event.document)
        case e.DocumentMerged():
            return findings.document_merged(state, event)
        case e.DocumentPatched():
            return findings.document_patched(state, event)
        case e.ActivityReplaced():
            return findings.activity_replaced(state, event)
        case e.ActivityPatched():
            return findings.activity_patched(state, event)
        case e.UsageReported():
            return accounts.usage_reported(state, event)
        case e.Logged():
            return accounts.logged(state, event)
        case e.ErrorReported():
            return accounts.error_reported(state, event)
    assert_never(event)
