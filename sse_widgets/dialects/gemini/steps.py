"""The steps of an interaction of Gemini: output, thoughts, calls, and what came of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.calls import Calls, as_text
from sse_widgets.dialects.gemini.interactions_wire import Said
from sse_widgets.dialects.media import data_url, kind_of
from sse_widgets.events import Event

_OUTPUT = {"model_output", "text", "image", "audio", "video", "document", "user_input", ""}
_KINDS = {"function": "", "code_execution": "code", "mcp_server_tool": "mcp"}
"""Where the calls of a family of steps run, if they are no searches; `…_search` and the like are."""
_MEDIA = {"image", "audio", "video", "document"}


@dataclass
class _Step:
    kind: str
    id: str
    grown: bool = False


class Steps:
    """The steps of the interactions of one stream, by their numbers."""

    def __init__(self) -> None:
        self._interaction = ""
        self._open: dict[int, _Step] = {}
        self._calls = Calls()
        self._last_call = ""
        self._media = 0

    def begin(self, interaction: str) -> None:
        """Begin another interaction, whose steps are numbered anew."""
        self._interaction, self._open = interaction, {}

    def close(self) -> Iterator[Event]:
        """Yield the end of every step that goes on."""
        for index in list(self._open):
            yield from self.stopped(index)

    def started(self, index: int, step: Said) -> Iterator[Event]:
        """Yield that a step begins, with what it says already."""
        place = f"{self._interaction or 'interaction'}:{index}"
        kind = step.type
        if kind in _OUTPUT:
            self._open[index] = _Step("output", place)
            yield e.MessageStarted(place, "user" if kind == "user_input" else "assistant")
            pieces = step.content if isinstance(step.content, list) else [step.model_dump()]
            for piece in pieces:
                if isinstance(piece, dict):
                    yield from self._output(self._open[index], Said.model_validate(piece))
        elif kind == "thought":
            self._open[index] = _Step("thought", place)
            yield e.ThoughtStarted(place, kind="summary")
            for piece in step.summary or ():
                if text := _text(piece):
                    self._open[index].grown = True
                    yield e.ThoughtAdded(place, text)
        elif kind.endswith("_call"):
            yield from self._called(index, step, place)
        elif kind.endswith("_result"):
            self._open[index] = _Step("result", self._calls.find(step.call_id or "") or self._last_call)
            yield from self._returned(self._open[index], step)
        else:
            yield e.FrameUnknown(kind)

    def _called(self, index: int, step: Said, place: str) -> Iterator[Event]:
        family = step.type.removesuffix("_call")
        self._last_call = self._calls.open(step.id or "", place)
        self._open[index] = _Step("call", self._last_call)
        title = f"{step.server_name}: {step.name}" if step.server_name else ""
        yield e.ToolStarted(self._last_call, step.name or family, kind=_KINDS.get(family, "search"), title=title)
        yield from self._given(self._open[index], step.arguments)

    def _given(self, step: _Step, arguments: Any) -> Iterator[Event]:
        """What a call is given comes in pieces of text, or as a whole and then perhaps again."""
        if isinstance(arguments, str):
            if arguments:
                yield e.ToolArgsAdded(step.id, arguments) if step.grown else e.ToolArgsReplaced(step.id, arguments)
                step.grown = True
        elif arguments:
            yield e.ToolArgsReplaced(step.id, as_text(arguments))
            for query in arguments.get("queries") or () if isinstance(arguments, dict) else ():
                if isinstance(query, str) and query:
                    yield e.SearchFinished(query)

    def _returned(self, step: _Step, said: Said) -> Iterator[Event]:
        if said.result is None:
            return
        output = said.result
        if isinstance(output, list) and output and all(_text(piece) for piece in output):
            output = "".join(map(_text, output))
        error = as_text(output) or "the call failed" if said.is_error else ""
        yield e.ToolFinished(step.id or self._last_call, output=output, error=error)
        for found in said.result if isinstance(said.result, list) else ():
            if isinstance(found, dict) and isinstance(url := found.get("url"), str) and url:
                title = found.get("title") or found.get("name")
                yield e.SourceFound(url, url, title if isinstance(title, str) else "")

    def grown(self, index: int, delta: Said) -> Iterator[Event]:
        """Yield more of a step, which is opened if it was not."""
        kind = delta.type
        step = self._open.get(index)
        if step is None:
            yield from self._implied(index, delta)
            step = self._open[index]
        if kind in ("thought_summary", "thought"):
            text = _text(delta.content) or delta.text or ""
            if text:
                step.grown = True
                yield e.ThoughtAdded(step.id, text)
        elif kind in ("arguments_delta", "function_call"):
            yield from self._given(step, delta.arguments)
        elif kind == "text_annotation_delta" or kind in _MEDIA or kind == "text":
            yield from self._output(step, delta)
        elif kind.endswith("_call"):
            yield from self._given(step, delta.arguments)
        elif kind.endswith("_result"):
            yield from self._returned(step, delta)
        elif kind not in ("thought_signature", "signature"):
            yield e.FrameUnknown(kind)

    def _implied(self, index: int, delta: Said) -> Iterator[Event]:
        """A delta to a step that was not announced says what it is."""
        kind = delta.type
        if kind.startswith("thought"):
            kind = "thought"
        elif kind == "arguments_delta":
            kind = "function_call"
        elif not kind.endswith(("_call", "_result")):
            kind = "model_output"
        yield from self.started(index, Said(type=kind, id=delta.id, name=delta.name, call_id=delta.call_id))

    def _output(self, step: _Step, said: Said) -> Iterator[Event]:
        if said.text:
            yield e.TextAdded(step.id, said.text)
        for note in said.annotations or ():
            yield from _cited(step.id, note)
        url = said.uri or (data_url(said.mime_type or "", said.data) if said.data else "")
        if url:
            self._media += 1
            mime, id = said.mime_type or "", f"{step.id}:file-{self._media}"
            yield e.ArtifactOpened(id, kind_of(mime), origin="agent", url=url, mime=mime, message_id=step.id)
            yield e.ArtifactFinished(id)

    def stopped(self, index: int) -> Iterator[Event]:
        """Yield that a step is complete; told twice, it says nothing more."""
        step = self._open.pop(index, None)
        if step is None:
            return
        match step.kind:
            case "output":
                yield e.MessageFinished(step.id)
            case "thought":
                if not step.grown:
                    yield e.ThoughtStarted(step.id, kind="redacted")
                yield e.ThoughtFinished(step.id)
            case "call":
                yield e.ToolArgsFinished(step.id)


def _text(value: Any) -> str:
    """Return the text of a piece of content, empty where it is something else."""
    if isinstance(value, dict):
        value = value.get("text")
    return value if isinstance(value, str) else ""


def _cited(message: str, note: Any) -> Iterator[Event]:
    if not isinstance(note, dict):
        return
    url = note.get("url") or note.get("document_uri") or note.get("source")
    title = note.get("title") or note.get("file_name") or note.get("name")
    id = url or title
    if not isinstance(id, str) or not id:
        return
    start, end = (at if isinstance(at := note.get(name), int) else None for name in ("start_index", "end_index"))
    url = url if isinstance(url, str) and "://" in url else ""
    yield e.SourceFound(id, url, title if isinstance(title, str) else "", message_id=message)
    yield e.CitationAdded(message, id, start if end is None else start or 0, end, unit="byte")
