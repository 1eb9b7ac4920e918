"""adk: what the servers of Google's Agent Development Kit send, `/run_sse`.

`data: {event}` frames without names or ids, and no word for the end: the end of the stream is the end of
the run. A model call comes as `partial` pieces and then whole; the whole wins, and never adds. Pieces
have the id of the whole (2.x) or ids of their own (1.x), so they go together by author and branch.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.adk.calls import AdkCalls, is_question
from sse_widgets.dialects.adk.parts import read_file, tool_events
from sse_widgets.dialects.adk.wire import AdkEvent, FunctionCall, Part
from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.grounding import read_citations, read_grounding
from sse_widgets.dialects.media import kind_of, language_of
from sse_widgets.dialects.stop_reasons import finished, reason
from sse_widgets.dialects.wire import check, epoch, parse
from sse_widgets.events import Event
from sse_widgets.frame import CLOSED, Frame

_CUT_OFF = frozenset({"MAX_TOKENS"})
"""Error codes that only say why an answer ended early."""


class Adk:
    """The events of Google's Agent Development Kit."""

    name: ClassVar[str] = "adk"
    announces_end: ClassVar[bool] = False
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._run = ""
        self._speaking: dict[str, str] = {}
        """The message that each author is in the midst of, by branch and author."""
        self._said: dict[str, str] = {}
        """Our message for the last whole event of each author, as `event message`."""
        self._agents: dict[str, bool] = {}
        """Every agent met, and whether it is at work."""
        self._calls = AdkCalls()
        self._code = ""
        """The code that ran last, to which a result without an id belongs."""
        self._error = ""

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """An author and an invocation are ADK's alone; a bare error may be its too."""
        if not isinstance(body, dict):
            return Fit.NO
        if "author" in body and ("invocationId" in body or "invocation_id" in body):
            return Fit.YES
        return Fit.MAYBE if "error_details" in body and "error" in body else Fit.NO

    def noticed(self, frame: Frame) -> Iterator[Event]:
        """Where the stream ends in good order, the agents are done."""
        if (
            frame.event == CLOSED
            and not (self._speaking or self._error)
            and not json.loads(frame.data or "{}").get("kind")
        ):
            for agent, busy in self._agents.items():
                if busy:
                    yield e.AgentFinished(agent)

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        if is_bare_error(body):
            told, before = bare_error(body), self._error
            self._error = before or told.message
            return () if before and before in told.message else (told,)
        wire = check(AdkEvent, body)
        if not (wire.author or wire.content or wire.error_code):
            return (e.FrameUnknown(str(body.get("type", frame.event))),)
        events = list(self._read(wire))
        sent = epoch(wire.timestamp)
        for event in events:
            object.__setattr__(event, "server_time", sent)
        return events

    def _read(self, wire: AdkEvent) -> Iterator[Event]:
        if wire.invocation_id and wire.invocation_id != self._run:
            self._run = wire.invocation_id
            yield e.RunStarted(self._run, model=wire.model_version or "")
        parts = (wire.content.parts or []) if wire.content else []
        agent = "" if wire.author == "user" else wire.author
        if agent and (wire.error_code or any(not part.function_response for part in parts)):
            yield from self._at_work(agent, wire)
        lane = f"{wire.branch or ''}/{wire.author}"
        if wire.partial:
            yield from self._piece(lane, agent, wire.id, parts)
        else:
            yield from self._whole(lane, agent, wire, parts)

    def _piece(self, lane: str, agent: str, id: str, parts: list[Part]) -> Iterator[Event]:
        message = self._speaking.get(lane)
        if message is None:
            message = self._speaking[lane] = id
            yield e.MessageStarted(message, agent=agent)
        for part in parts:
            if part.text and part.thought:
                yield e.ThoughtStarted(f"{message}/thought", message_id=message, agent=agent)
                yield e.ThoughtAdded(f"{message}/thought", part.text)
            elif part.text:
                yield e.TextAdded(message, part.text, agent)

    def _whole(self, lane: str, agent: str, wire: AdkEvent, parts: list[Part]) -> Iterator[Event]:
        message = wire.id
        speaks = not all(map(_is_silent, parts)) or bool(wire.finish_reason and lane in self._speaking)
        if speaks:
            anew = lane not in self._speaking and not self._said.get(lane, "").startswith(f"{wire.id} ")
            message = self._message(lane, wire.id)
            yield from self._spoken(message, agent, wire, parts, anew=anew)
        for number, part in enumerate(parts):
            if part.function_response:
                yield from self._calls.answered(part.function_response, wire.actions)
            elif part.function_call and is_question(part.function_call):
                yield from self._asked(part.function_call, agent)
            elif part.inline_data or part.file_data:
                yield from read_file(part, f"{message}/file-{number}", message)
            elif not speaks:
                yield from tool_events(part, self._code or f"{wire.id}/code", "", agent)
        yield from self._usage(message, agent, wire)
        if wire.grounding_metadata:
            yield from read_grounding(wire.grounding_metadata, message)
        if wire.citation_metadata:
            yield from read_citations(wire.citation_metadata, message)
        yield from self._acted(agent, wire)
        yield from self._failed(message, agent, wire)
        if agent and _is_final(wire, parts):
            self._agents[agent] = False
            yield e.AgentFinished(agent)

    def _message(self, lane: str, id: str) -> str:
        """Return our message for a whole event: the one whose pieces came before it, or that it came as already."""
        event, _, said = self._said.get(lane, "").partition(" ")
        message = self._speaking.pop(lane, said if event == id else id)
        self._said[lane] = f"{id} {message}"
        return message

    def _spoken(self, message: str, agent: str, wire: AdkEvent, parts: list[Part], *, anew: bool) -> Iterator[Event]:
        thoughts = [part.text for part in parts if part.text and part.thought]
        texts = [part.text for part in parts if part.text and not part.thought]
        role = "user" if wire.author == "user" else "assistant"
        yield e.MessageStarted(message, role, agent)
        if wire.model_version:
            yield e.MessageUpdated(message, model=wire.model_version)
        if thoughts:
            thought = f"{message}/thought"
            yield e.ThoughtStarted(thought, message_id=message, agent=agent)
            yield e.ThoughtReplaced(thought, "".join(thoughts))
            yield e.ThoughtFinished(thought)
        if texts and not anew:
            yield e.TextReplaced(message, "".join(texts), role, agent)
        for number, part in enumerate(parts):
            if part.text and not part.thought and anew:  # so that what it did in between is in its place
                yield e.TextAdded(message, part.text, agent)
            if part.function_call and not is_question(part.function_call):
                place, long = f"{wire.id}/call-{number}", wire.long_running_tool_ids or ()
                yield from self._calls.called(part.function_call, place, message, agent, long)
            if part.executable_code:
                self._code = part.executable_code.id or f"{wire.id}/code-{number}"
            yield from tool_events(part, self._code or f"{wire.id}/code", message, agent)
        yield from finished(message, wire.finish_reason or "")

    def _asked(self, call: FunctionCall, agent: str) -> Iterator[Event]:
        yield self._calls.question(call)
        if agent:
            self._agents[agent] = False
            yield e.AgentProgressed(agent, status="suspended")

    def _usage(self, message: str, agent: str, wire: AdkEvent) -> Iterator[Event]:
        if used := wire.usage_metadata:
            yield e.UsageReported(
                message,
                wire.model_version or "",
                agent,
                used.prompt_token_count,
                used.candidates_token_count,
                used.total_token_count,
                used.thoughts_token_count,
                used.cached_content_token_count,
            )

    def _acted(self, agent: str, wire: AdkEvent) -> Iterator[Event]:
        actions = wire.actions
        if actions.state_delta:
            yield e.DocumentMerged(actions.state_delta)
        for name, version in (actions.artifact_delta or {}).items():
            number = version + 1 if type(version) is int else None  # ADK counts from 0
            kind, language = kind_of("", name), language_of("", name)
            yield e.ArtifactOpened(name, kind, title=name, language=language, version=number, origin="agent")
        for widget in actions.render_ui_widgets or ():
            id = str(widget.get("id", ""))
            yield e.ActivityReplaced(f"widget:{id}", "ui_widget", widget)
        result = wire.output if wire.output is not None else actions.set_model_response
        if result is not None and agent:
            yield e.AgentProgressed(agent, result=result)
        if actions.compaction:
            yield e.Logged("earlier parts of the conversation were made shorter", logger="adk")
        if target := actions.transfer_to_agent:
            yield e.RoutingDecided(target, target, reasoning=actions.transfer_reason or "")
        if agent and (actions.transfer_to_agent or actions.end_of_agent):
            self._agents[agent] = False
            yield e.AgentFinished(agent)

    def _failed(self, message: str, agent: str, wire: AdkEvent) -> Iterator[Event]:
        code = wire.error_code
        if not code or not reason(code):
            return
        if code in _CUT_OFF:
            yield from finished(message, code)
            return
        self._error = wire.error_message or code
        yield e.ErrorReported(self._error, code, fatal=True, agent=agent)

    def _at_work(self, agent: str, wire: AdkEvent) -> Iterator[Event]:
        """Yield that an agent works, and those that it works for, as its path tells: `team@1/writer@2`."""
        path = wire.node_info.path or ""
        names = [step.partition("@")[0] for step in path.split("/")] if path else (wire.branch or "").split(".")
        above = names[: names.index(agent)] if agent in names else []
        for parent, name in zip(["", *above], [*above, agent], strict=True):
            if name and (name not in self._agents or (name == agent and not self._agents[name])):
                self._agents[name] = True
                yield e.AgentStarted(name, name, parent=parent)


def _is_final(wire: AdkEvent, parts: list[Part]) -> bool:
    """Return whether an agent has nothing more to say, unless it is called again."""
    if wire.error_code or not parts:
        return False
    if wire.actions.skip_summarization and not wire.actions.requested_tool_confirmations:
        return True
    return not any(
        part.function_call or part.function_response or part.code_execution_result or part.executable_code
        for part in parts
    )


def _is_silent(part: Part) -> bool:
    """Return whether a part says nothing by itself: it answers a call, or asks a person."""
    answers = part.function_response or part.code_execution_result or part.tool_response
    return bool(answers) or is_question(part.function_call)
