"""pydantic_ai: the events of a pydantic-ai agent, as `run_stream_events` yields them.

Told apart by `event_kind`. The parts of a model's answer are numbered anew in every answer; calls that
the agent makes itself are told again with their results. The result comes last.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.calls import Calls, as_text
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.media import kind_of
from sse_widgets.dialects.pydantic_ai.wire import Part, PartDelta, Told
from sse_widgets.dialects.wire import check, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame

_SILENT = {
    "final_result",
    "builtin_tool_call",
    "builtin_tool_result",
    "enqueued_messages",
    "tool_availability_delta",
    "capability_load_delta",
    "model_settings_delta",
    "deferred_tool_results",
}
"""What these say is said by others too, or is no news for people."""

_COUNTS = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")


class PydanticAi:
    """Events of a pydantic-ai agent."""

    name: ClassVar[str] = "pydantic_ai"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._turn = 0
        """Counts the answers of the model."""
        self._ended = True
        """Whether a part is next with which another answer begins."""
        self._begun = False
        self._asking = False
        self._calls = Calls()
        self._ids: dict[int, str] = {}
        """Which call each part of the answer is."""

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """The kinds of its events are its own."""
        kind = body.get("event_kind") if isinstance(body, dict) else None
        return Fit.YES if isinstance(kind, str) else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        if is_bare_error(body):
            return (bare_error(body),)
        return self._read(str(body.get("event_kind", frame.event)), body)

    def _read(self, kind: str, body: dict[str, Any]) -> Iterator[Event]:
        if not self._begun:
            self._begun = True
            yield e.RunStarted()
        told = check(Told, body)
        match kind:
            case "part_start" if told.part:
                yield from self._started(told.index, told.part)
            case "part_delta" if told.delta:
                yield from self._grown(told.index, told.delta)
            case "part_end" if told.part:
                yield from self._over(told.index, told.part)
            case "function_tool_call" | "output_tool_call" if told.part:
                yield from self._called(told.part)
            case "function_tool_result" | "output_tool_result":
                yield from self._returned(told.part or check(Part, told.result))
            case "deferred_tool_requests":
                yield from self._asked(told)
            case "agent_run_result":
                yield from self._answered()
                yield from self._finished(told.result)
            case _ if kind not in _SILENT:
                yield e.FrameUnknown(kind)

    @property
    def _message(self) -> str:
        return f"answer-{self._turn}"

    def _started(self, index: int, part: Part) -> Iterator[Event]:
        if index == 0 or not self._turn or self._ended:
            yield from self._answered()
            self._turn, self._ended, self._ids = self._turn + 1, False, {}
            yield e.MessageStarted(self._message)
        match part.part_kind:
            case "text":
                if part.content:
                    yield e.TextAdded(self._message, as_text(part.content))
            case "thinking":
                yield e.ThoughtStarted(f"{self._message}:{index}", message_id=self._message)
                if part.content:
                    yield e.ThoughtAdded(f"{self._message}:{index}", as_text(part.content))
            case call if call.endswith("-call"):
                kind = "server" if call.startswith("builtin") else ""
                id = self._ids[index] = self._calls.open(part.tool_call_id or "", f"{self._message}:{index}")
                yield e.ToolStarted(id, part.tool_name or "", message_id=self._message, kind=kind)
                if part.args is not None:
                    yield e.ToolArgsReplaced(id, as_text(part.args))
            case result if result.endswith("-return"):
                yield from self._returned(part)
            case "file":
                yield from self._file(index, part)
            case "compaction":
                yield e.Logged("the conversation was compacted")
            case unknown:
                yield e.FrameUnknown(unknown)

    def _file(self, index: int, part: Part) -> Iterator[Event]:
        held = part.content if isinstance(part.content, dict) else {}
        mime, url = str(held.get("media_type") or ""), held.get("url")
        id = f"{self._message}:{index}"
        yield e.ArtifactOpened(
            id, kind_of(mime), url=url if isinstance(url, str) else "", mime=mime, message_id=self._message
        )
        yield e.ArtifactFinished(id)

    def _grown(self, index: int, delta: PartDelta) -> Iterator[Event]:
        match delta.part_delta_kind:
            case "text":
                yield e.TextAdded(self._message, delta.content_delta or "")
            case "thinking":
                if delta.content_delta:
                    yield e.ThoughtAdded(f"{self._message}:{index}", delta.content_delta)
            case "tool_call":
                id = self._ids.setdefault(index, f"{self._message}:{index}")
                if delta.tool_name_delta:
                    yield e.ToolStarted(id, delta.tool_name_delta, message_id=self._message)
                if isinstance(delta.args_delta, dict):
                    yield e.ToolArgsReplaced(id, as_text(delta.args_delta))
                elif delta.args_delta:
                    yield e.ToolArgsAdded(id, as_text(delta.args_delta))
            case kind:
                yield e.FrameUnknown(kind)

    def _over(self, index: int, part: Part) -> Iterator[Event]:
        match part.part_kind:
            case "thinking":
                yield e.ThoughtReplaced(f"{self._message}:{index}", as_text(part.content))
                yield e.ThoughtFinished(f"{self._message}:{index}")
            case call if call.endswith("-call"):
                id = self._ids.setdefault(index, f"{self._message}:{index}")
                yield e.ToolStarted(id, part.tool_name or "", message_id=self._message)
                if part.args is not None:
                    yield e.ToolArgsReplaced(id, as_text(part.args))
                yield e.ToolArgsFinished(id)

    def _called(self, part: Part) -> Iterator[Event]:
        """The agent makes a call of its own: the answer is complete."""
        yield from self._answered()
        id = self._calls.find(part.tool_call_id or "")
        yield e.ToolStarted(id, part.tool_name or "", running=True)
        yield e.ToolArgsReplaced(id, as_text(part.args))

    def _returned(self, part: Part) -> Iterator[Event]:
        failed = part.part_kind == "retry-prompt" or part.outcome not in (None, "success")
        error = as_text(part.content) or "the call failed" if failed else ""
        id = self._calls.find(part.tool_call_id or "")
        yield e.ToolFinished(
            id, part.tool_name or "", part.content, error, status="denied" if part.outcome == "denied" else None
        )

    def _asked(self, told: Told) -> Iterator[Event]:
        """Calls that a person has to allow, or to make."""
        for call in told.requests.approvals if told.requests else ():
            self._asking = True
            id = self._calls.find(call.tool_call_id or "")
            message = f"May {call.tool_name} be called?"
            yield e.InterruptOpened(id, "approval", message, id, options=("approve", "deny"))

    def _answered(self) -> Iterator[Event]:
        if self._turn and not self._ended:
            self._ended = True
            yield e.MessageFinished(self._message)

    def _finished(self, result: Any) -> Iterator[Event]:
        fields = result if isinstance(result, dict) else {"output": result}
        spent = fields.get("usage")
        if isinstance(spent, dict):
            counts = {name: count for name in _COUNTS if isinstance(count := spent.get(name), int)}
            yield e.UsageReported(
                input_tokens=counts.get("input_tokens"),
                output_tokens=counts.get("output_tokens"),
                cached_tokens=counts.get("cache_read_tokens"),
                cache_write_tokens=counts.get("cache_write_tokens"),
            )
        yield e.RunFinished("awaiting_input" if self._asking else "completed", fields.get("output"))
