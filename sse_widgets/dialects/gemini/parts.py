"""The parts of an answer of Gemini: text, thoughts, calls and what came of them, pictures and files."""

from collections.abc import Iterator
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.gemini.args import Arguments
from sse_widgets.dialects.gemini.wire import Code, CodeResult, FunctionCall, FunctionResponse, Media, Part
from sse_widgets.dialects.media import data_url, kind_of
from sse_widgets.events import Event
from sse_widgets.structures.remembered import Remembered


class Parts:
    """Reads the parts of one message; they carry no ids, so they are counted."""

    def __init__(self, message: str) -> None:
        self._message = message
        self._thought = ""
        self._count = 0
        self._calls: Remembered[str] = Remembered()
        """The call that an answer is to, by its id, else by the name of what was called."""
        self._streaming: Arguments | None = None
        self._called = ""
        """The call whose arguments are being streamed."""

    def read(self, part: Part) -> Iterator[Event]:
        """Yield what a part says."""
        if part.text and part.thought:
            yield from self._think(part.text)
            return
        if part.text or part.function_call or part.executable_code or part.tool_call or part.inline_data:
            yield from self._thought_over()
        if part.text:
            yield e.TextAdded(self._message, part.text)
        if part.function_call:
            yield from self._call(part.function_call, "")
        if part.tool_call:
            yield from self._call(part.tool_call, "server")
        for response in (part.function_response, part.tool_response):
            if response:
                yield from self._response(response)
        if part.executable_code:
            yield from self._code(part.executable_code)
        if part.code_execution_result:
            yield from self._code_result(part.code_execution_result)
        for media in (part.inline_data, part.file_data):
            if media:
                yield from self._media(media)

    def close(self) -> Iterator[Event]:
        """Yield the end of what goes on."""
        yield from self._thought_over()
        yield from self._args_over()

    def _next(self, what: str) -> str:
        self._count += 1
        return f"{self._message}:{what}-{self._count}"

    def _think(self, text: str) -> Iterator[Event]:
        if not self._thought:
            self._thought = self._next("thought")
            yield e.ThoughtStarted(self._thought, message_id=self._message)
        yield e.ThoughtAdded(self._thought, text)

    def _thought_over(self) -> Iterator[Event]:
        if self._thought:
            yield e.ThoughtFinished(self._thought)
            self._thought = ""

    def _call(self, call: FunctionCall, kind: str) -> Iterator[Event]:
        name = call.name or call.tool_type or ""
        if name or not self._called:
            yield from self._args_over()
            self._called = call.id or self._next("call")
            self._calls.update({key: self._called for key in (call.id, name) if key})
            yield e.ToolStarted(self._called, name, message_id=self._message, kind=kind)
        if call.partial_args:
            self._streaming = self._streaming or Arguments()
            for piece in call.partial_args:
                self._streaming.add(piece)
            yield e.ToolArgsReplaced(self._called, as_text(self._streaming.value))
        elif call.args is not None:
            yield e.ToolArgsReplaced(self._called, as_text(call.args))
        if not call.will_continue:
            yield from self._args_over()

    def _args_over(self) -> Iterator[Event]:
        if self._called:
            yield e.ToolArgsFinished(self._called)
        self._called, self._streaming = "", None

    def _answered(self, *keys: str | None) -> str:
        known = [self._calls[key] for key in keys if key and key in self._calls]
        return known[0] if known else next(filter(None, keys), "") or self._next("call")

    def _response(self, response: FunctionResponse) -> Iterator[Event]:
        given: Any = response.response
        error = given.get("error") if isinstance(given, dict) else None
        tool = self._answered(response.id, response.name, response.tool_type)
        yield e.ToolFinished(tool, output=given, error=as_text(error) if error else "")

    def _code(self, code: Code) -> Iterator[Event]:
        tool = code.id or self._next("code")
        self._calls.update({key: tool for key in (code.id, "code_execution") if key})
        yield e.ToolStarted(tool, "code_execution", message_id=self._message, kind="code")
        yield e.ToolArgsReplaced(tool, as_text({"language": (code.language or "").lower(), "code": code.code or ""}))
        yield e.ToolArgsFinished(tool)

    def _code_result(self, result: CodeResult) -> Iterator[Event]:
        failed = result.outcome not in (None, "OUTCOME_OK", "OUTCOME_UNSPECIFIED")
        error = (result.output or result.outcome or "") if failed else ""
        yield e.ToolFinished(self._answered(result.id, "code_execution"), output=result.output, error=error)

    def _media(self, media: Media) -> Iterator[Event]:
        mime = media.mime_type or ""
        url = media.file_uri or (data_url(mime, media.data) if media.data else "")
        if url:
            id, title = self._next("file"), media.display_name or ""
            kind = kind_of(mime, title)
            yield e.ArtifactOpened(id, kind, title=title, origin="agent", url=url, mime=mime, message_id=self._message)
            yield e.ArtifactFinished(id)
