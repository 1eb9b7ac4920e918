"""vercel: the UI message stream of the Vercel AI SDK, version 1 (`ai` 5, 6 and 7, and what speaks it).

`POST` of a chat; the answer is `data: {json}` frames without names or ids, told apart by `type`, and
`[DONE]`. The ids of text and reasoning hold within a step, so a step is a message of ours: what it says
is joined, in its order, and `reset-step` takes it back. Parts of streams that the server merged overlap:
a text that begins while another is open is a message of its own. An error is no end: the frames go on.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from sse_widgets import events as e
from sse_widgets.dialects.calls import Calls, as_text
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.media import kind_of, language_of
from sse_widgets.dialects.search_results import sources_in
from sse_widgets.dialects.stop_reasons import finished
from sse_widgets.dialects.vercel import wire as w
from sse_widgets.dialects.vercel.metadata import model_in, usage_in
from sse_widgets.dialects.vercel.segments import Segments
from sse_widgets.dialects.wire import check, parse
from sse_widgets.events import Event
from sse_widgets.frame import OPENED, Frame
from sse_widgets.onward import Asked, Onward

HEADER = "x-vercel-ai-ui-message-stream"
_COMMON = frozenset({"start", "finish", "file", "custom", "abort"})


class Vercel:
    """The UI message stream of the Vercel AI SDK."""

    name: ClassVar[str] = "vercel"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._segments = Segments()
        self._thoughts: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._calls = Calls()
        self._placed: set[str] = set()
        """Calls that have their place in a message; one that a person has approved is told of again."""
        self._asked: dict[str, str] = {}
        """The call that each open approval is about."""
        self._over = False
        self._again = False
        """Whether the wire was opened anew, after which a server tells everything from the start."""

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """The header is proof, and so are chunk types that nobody else has."""
        if headers.get(HEADER) == "v1":
            return Fit.YES
        kind = body.get("type") if isinstance(body, dict) else None
        if not isinstance(kind, str) or "payload" in body:
            return Fit.NO
        if kind == "error":
            return Fit.YES if "errorText" in body else Fit.NO
        if kind in _COMMON:
            return Fit.MAYBE
        return Fit.YES if kind in w.MODELS or kind.startswith("data-") else Fit.NO

    def noticed(self, frame: Frame) -> Iterable[Event]:
        """A server that is asked again begins again."""
        if frame.event == OPENED:
            self._again = self._segments.begun and not self._over
        return ()

    def onward(self, asked: Asked) -> Onward | None:
        """A chat that is being answered can be followed from the start; 204 where it is not."""
        path, _, query = asked.url.partition("?")
        if asked.method == "GET" and path.endswith("/stream"):
            return Onward(asked.url)
        chat = asked.json.get("id") if isinstance(asked.json, dict) else None
        if not isinstance(chat, str) or not chat:
            return None
        return Onward(f"{path.rstrip('/')}/{quote(chat, safe='')}/stream{'?' if query else ''}{query}")

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        if frame.data.strip() == "[DONE]":
            return self._end()
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        kind = str(body.get("type", frame.event))
        model = w.Data if kind.startswith("data-") else w.MODELS.get(kind)
        if model is None:
            return (e.FrameUnknown(kind),)
        if self._again and model is not w.Start:
            self._again = False
        return self._read(check(model, body))

    def _read(self, wire: Any) -> Iterator[Event]:
        match wire:
            case w.TextDelta(id=id, delta=delta):
                yield e.TextAdded(self._segments.add(id, len(delta)), delta)
            case w.ToolInputDelta(tool_call_id=id, input_text_delta=text):
                yield e.ToolArgsAdded(self._calls.find(id), text)
            case w.ReasoningDelta(id=id, delta=delta):
                if id not in self._thoughts:
                    yield self._think(id)
                yield e.ThoughtAdded(self._thoughts[id], delta)
            case w.TextStart(id=id):
                yield e.MessageStarted(self._segments.begin(id))
            case w.TextEnd(id=id, citations=citations):
                yield from self._text_end(id, citations)
            case w.ReasoningStart(id=id):
                yield self._think(id)
            case w.ReasoningEnd(id=id):
                if id in self._thoughts:
                    yield e.ThoughtFinished(self._thoughts.pop(id))
            case w.ToolInput():
                yield from self._call(wire)
            case w.ToolOutput(tool_call_id=id, output=output, preliminary=True):
                yield e.ToolProgressed(self._calls.find(id), output=output)
            case w.ToolOutput(tool_call_id=id, output=output):
                yield e.ToolFinished(self._calls.find(id), output=output)
                yield from sources_in(output, self._segments.current)
            case w.ToolOutputError(tool_call_id=id, error_text=error):
                yield e.ToolFinished(self._calls.find(id), error=error or "the call failed")
            case w.ToolOutputDenied(tool_call_id=id):
                yield e.ToolFinished(self._calls.find(id), status="denied")
            case w.ApprovalRequest():
                if not wire.is_automatic:
                    self._asked[wire.approval_id] = tool = self._calls.find(wire.tool_call_id)
                    yield e.InterruptOpened(wire.approval_id, "tool_approval", wire.reason, tool)
            case w.ApprovalResponse(approval_id=id, approved=approved, reason=reason):
                yield from self._answered(id, approved, reason)
            case w.Start():
                yield from self._start(wire)
            case w.StartStep():
                self._segments.begin_step()
                yield e.PhaseStarted(f"step-{self._segments.step}", f"Step {self._segments.step}")
            case w.FinishStep():
                yield from self._finish_step()
            case w.ResetStep():
                yield from self._take_back(self._segments.reset_step())
            case w.Finish(finish_reason=reason, message_metadata=metadata):
                yield from usage_in(metadata)
                yield from self._finished(reason)
            case w.Metadata(message_metadata=metadata):
                yield from usage_in(metadata)
            case w.Failed(error_text=text):
                self._over = True
                yield e.ErrorReported(text or "the server gives no reason", "agent", fatal=True)
            case w.Abort(reason=reason):
                self._over = True
                if reason:
                    yield e.Logged(f"aborted: {reason}")
                yield e.RunFinished("cancelled")
            case w.SourceUrl(source_id=id, url=url, title=title):
                yield e.SourceFound(id, url, title, message_id=self._segments.current)
            case w.SourceDocument(source_id=id, title=title, filename=filename):
                yield e.SourceFound(id, title=title or filename, message_id=self._segments.current)
            case w.File(url=url, media_type=mime, filename=name):
                yield self._file(url, mime, name)
            case w.Steering(id=id, parts=parts):
                self._segments.current = ""
                yield e.TextReplaced(id, "".join(str(part.get("text", "")) for part in parts), "user")
                yield e.MessageFinished(id)
            case w.Data():
                yield self._data(wire)
            case w.Custom(kind=kind):
                yield e.FrameUnknown(f"custom {kind}")

    def _number(self, kind: str) -> int:
        self._counts[kind] = count = self._counts.get(kind, 0) + 1
        return count

    def _text_end(self, id: str, citations: list[w.Citation]) -> Iterator[Event]:
        message, begin = self._segments.end(id)
        if message and message != self._segments.current:
            yield e.MessageFinished(message)
        for cited in citations if message else ():
            source = cited.source
            yield e.SourceFound(source.id, source.url, source.title or source.filename, message_id=message)
            start, end = (None if at is None else at + begin for at in (cited.start_index, cited.end_index))
            yield e.CitationAdded(message, source.id, start, end, cited.cited_text)

    def _think(self, id: str) -> Event:
        message = self._segments.here()
        self._thoughts[id] = thought = f"{message}/thought-{self._number(f'{message} thought')}"
        return e.ThoughtStarted(thought, message_id=message)

    def _call(self, wire: w.ToolInput) -> Iterator[Event]:
        id = self._calls.open(wire.tool_call_id, f"step-{self._segments.step}")
        kind = "server" if wire.provider_executed else ""
        message = "" if id in self._placed else self._segments.here()
        self._placed.add(id)
        yield e.ToolStarted(id, wire.tool_name, message_id=message, kind=kind, title=wire.title)
        if isinstance(wire, w.ToolInputStart):
            return
        if wire.input is not None:
            yield e.ToolArgsReplaced(id, as_text(wire.input))
        yield e.ToolArgsFinished(id)
        if isinstance(wire, w.ToolInputError):
            yield e.ToolFinished(id, error=wire.error_text or "the arguments are not valid", status="failed")

    def _answered(self, id: str, approved: bool, reason: str) -> Iterator[Event]:
        tool = self._asked.pop(id, "")
        yield e.InterruptResolved(id, {"approved": approved} | ({"reason": reason} if reason else {}))
        if tool and approved:
            yield e.ToolStarted(tool, running=True)
        elif tool:
            yield e.ToolFinished(tool, error=reason, status="denied")

    def _start(self, wire: w.Start) -> Iterator[Event]:
        if self._again:
            yield from self._take_back(self._segments.begin_again())
            self._counts = {}
        elif self._over:
            self._segments.begin_response()
            self._asked = {}
        begins = self._again or self._over or not self._segments.begun
        self._again = self._over = False
        self._segments.chat = wire.message_id or self._segments.chat
        if begins:  # streams that the server merged may each have a start
            yield e.RunStarted(wire.message_id, model=model_in(wire.message_metadata))
        yield from usage_in(wire.message_metadata)

    def _finish_step(self) -> Iterator[Event]:
        segments = self._segments
        if segments.current and not segments.is_open(segments.current):
            yield e.MessageFinished(segments.current)
        if segments.step:
            yield e.PhaseFinished(f"step-{segments.step}")

    def _take_back(self, messages: list[str]) -> Iterator[Event]:
        for id in messages:
            yield e.MessageRemoved(id, with_parts=True)
        self._thoughts, self._placed = {}, set()

    def _finished(self, reason: str) -> Iterator[Event]:
        last = self._segments.all[-1] if self._segments.all else ""
        cut_off = reason in ("error", "interrupted") and self._segments.is_open(last)
        yield from finished("" if cut_off else last, reason)
        if reason == "error" and not self._over:
            yield e.ErrorReported("the model failed; the server does not say why", "agent", fatal=True)
        how: dict[str, e.EndStatus] = {"error": "failed", "interrupted": "incomplete"}
        yield from self._end(how.get(reason, "awaiting_input" if self._asked else "completed"))

    def _end(self, how: e.EndStatus = "completed") -> Iterator[Event]:
        over, self._over = self._over, True
        if not over:
            yield e.RunFinished("awaiting_input" if self._asked and how == "completed" else how)

    def _file(self, url: str, mime: str, name: str) -> Event:
        id = f"{self._segments.chat or 'message'}/file-{self._number('file')}"
        title = name or (url.rpartition("/")[2] if "://" in url else "")
        return e.ArtifactOpened(
            id,
            kind_of(mime, title),
            title=title,
            language=language_of(mime, title),
            version=1,  # told again after a reconnection it is the same one
            url=url,
            mime=mime,
            message_id=self._segments.here(),
        )

    def _data(self, wire: w.Data) -> Event:
        kind = wire.type.removeprefix("data-")
        if wire.transient:
            said = wire.data if isinstance(wire.data, str) else json.dumps(wire.data, ensure_ascii=False)
            return e.Logged(said, logger=kind)
        return e.ActivityReplaced(f"{kind}:{wire.id or self._number(wire.type)}", kind, wire.data)
