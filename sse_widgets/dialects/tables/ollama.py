"""ollama: the native streams of Ollama, `/api/chat` and `/api/generate`: a line of JSON a piece.

The last has `done`, with what was counted. Its `/v1` addresses speak as OpenAI does.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.tables.table import Rules, Table
from sse_widgets.dialects.tables.values import as_float, as_int, as_text, said
from sse_widgets.events import Event

_NANOSECONDS = 1e9


class Ollama(Table):
    """What Ollama streams in its own words."""

    name: ClassVar[str] = "ollama"
    announces_end: ClassVar[bool] = True

    def __init__(self) -> None:
        self._count = 1
        self._calls = 0
        self._thinks = False

    @classmethod
    def called(cls, event: str, body: dict[str, Any]) -> str:
        """Return `piece` for what has `done`; nothing else names itself."""
        return "piece" if "done" in body else event

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Every piece names the model and says whether it is the last."""
        if not isinstance(body, dict) or type(body.get("done")) is not bool or not isinstance(body.get("model"), str):
            return Fit.NO
        return Fit.YES if isinstance(body.get("message"), dict) or isinstance(body.get("response"), str) else Fit.NO

    def _piece(self, body: Any, name: str) -> Iterator[Event]:
        message = body.get("message") or body
        id, model = f"message-{self._count}", said(body, "model")
        if thought := said(message, "thinking"):
            if not self._thinks:
                self._thinks = True
                yield e.ThoughtStarted(f"{id}:thinking", message_id=id)
            yield e.ThoughtAdded(f"{id}:thinking", thought)
        text = said(message, "content", "response")
        if self._thinks and (text or message.get("tool_calls") or body.get("done")):
            self._thinks = False
            yield e.ThoughtFinished(f"{id}:thinking")
        if text:
            yield e.TextAdded(id, text)
        for call in message.get("tool_calls") or ():
            yield from self._call(call, id)
        if body.get("done") is True:
            yield e.MessageUpdated(id, model=model)
            yield from self._done(body, id, model)

    def _call(self, call: Any, message: str) -> Iterator[Event]:
        self._calls += 1
        function = call.get("function") or {}
        id = said(call, "id") or f"call-{self._calls}"
        yield e.ToolStarted(id, said(function, "name"), message_id=message)
        yield e.ToolArgsReplaced(id, as_text(function.get("arguments") or {}) or "{}")
        yield e.ToolArgsFinished(id)

    def _done(self, body: Any, id: str, model: str) -> Iterator[Event]:
        reason, took = said(body, "done_reason"), as_float(body.get("total_duration"))
        counts = as_int(body.get("prompt_eval_count")), as_int(body.get("eval_count"))
        if counts != (None, None):
            total = sum(count or 0 for count in counts)
            yield e.UsageReported(id, model, input_tokens=counts[0], output_tokens=counts[1], total_tokens=total)
        if reason == "length":
            yield e.Logged("the answer was cut off: it reached the limit of its length", "warning")
        yield e.MessageFinished(id, "" if reason in ("stop", "load", "unload") else reason)
        yield e.RunFinished(duration=None if took is None else took / _NANOSECONDS)
        self._count += 1

    rules: ClassVar[Rules] = {"piece": _piece}
