"""Who works in a session of Managed Agents, and on what: threads are agents, workflows have phases."""

from collections.abc import Iterator

from sse_widgets import events as e
from sse_widgets.dialects.anthropic.results import text_of
from sse_widgets.dialects.anthropic.sessions_wire import Ending, SessionEvent
from sse_widgets.dialects.wire import check
from sse_widgets.events import Event, PlannedPhase


class Work:
    """The threads and workflow runs of one session."""

    def __init__(self) -> None:
        self._phases: list[PlannedPhase] = []

    def read(self, kind: str, told: SessionEvent) -> Iterator[Event]:
        """Yield what an event about threads or workflows says."""
        thread = told.session_thread_id
        match kind:
            case "session.thread_created" | "session.thread_status_running":
                yield e.AgentStarted(thread, told.agent_name, parent=told.workflow_run_id)
            case "session.thread_status_rescheduled":
                yield e.AgentProgressed(thread, told.agent_name, "suspended")
            case "session.thread_status_idle":
                yield from self._idle(told)
            case "session.thread_status_terminated":
                yield e.AgentFinished(thread, told.agent_name)
            case "agent.thread_message_sent":
                yield e.Logged(f"to {told.to_agent_name or 'the first agent'}: {text_of(told.content)}")
            case "agent.thread_message_received":
                yield e.Logged(f"from {told.from_agent_name or 'the first agent'}: {text_of(told.content)}")
            case "workflow_run.created":
                yield from self._planned(told)
            case "workflow_run.phase_started":
                yield e.PhaseStarted(told.workflow_run_phase_id)
            case "workflow_run.phase_ended":
                yield e.PhaseFinished(told.workflow_run_phase_id)
            case "workflow_run.status_running":
                yield e.TaskUpdated(told.workflow_run_id, status="running")
            case "workflow_run.status_idle":
                yield e.TaskUpdated(told.workflow_run_id, status="pending")
            case "workflow_run.status_ended":
                yield from self._ended(told)
            case "workflow_run.error":
                error = told.error
                yield e.ErrorReported((error.message or error.type) if error else "the workflow failed", "workflow")
            case "span.outcome_evaluation_start" | "span.outcome_evaluation_ongoing":
                yield e.Logged(f"the outcome is being judged, attempt {(told.iteration or 0) + 1}")
            case _:
                yield e.FrameUnknown(kind)

    def _idle(self, told: SessionEvent) -> Iterator[Event]:
        thread, why = told.session_thread_id, told.stop_reason.type if told.stop_reason else ""
        match why:
            case "requires_action":
                yield e.AgentProgressed(thread, told.agent_name, "suspended")
            case "retries_exhausted":
                yield e.AgentFinished(thread, told.agent_name, "failed", error="it gave up after its last attempt")
            case "budget_reached":
                yield e.AgentFinished(thread, told.agent_name, "incomplete")
            case _:
                yield e.AgentFinished(thread, told.agent_name)

    def _planned(self, told: SessionEvent) -> Iterator[Event]:
        """Every workflow run adds its phases to the plan."""
        self._phases += [PlannedPhase(phase.id, phase.name, phase.description or "") for phase in told.phases]
        yield e.TaskUpdated(told.workflow_run_id, told.name)
        yield e.PlanCreated(told.description or told.name, tuple(self._phases))

    def _ended(self, told: SessionEvent) -> Iterator[Event]:
        ending = check(Ending, told.result) if isinstance(told.result, dict) else Ending()
        statuses: dict[str, e.TaskStatus] = {"error": "failed", "stopped": "cancelled"}
        yield e.TaskUpdated(told.workflow_run_id, status=statuses.get(ending.type, "completed"))
        if ending.error:
            yield e.ErrorReported(ending.error.message or ending.error.type, ending.error.type)
