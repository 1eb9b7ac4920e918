"""openai_responses: the Responses protocol of OpenAI, Azure, and the gateways that speak it.

Frames are named like the `type` in their JSON; some gateways leave the name out and send `[DONE]` at
the end, which says nothing new. What was streamed is said again as a whole by `….done`, by the item and
by the response, and the later word counts. A response that was resumed begins in its middle.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

from sse_widgets import events as e
from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.failure import failure
from sse_widgets.dialects.openai.deltas import Deltas
from sse_widgets.dialects.openai.items import Items
from sse_widgets.dialects.openai.places import Places
from sse_widgets.dialects.openai.responses_wire import (
    Annotated,
    At,
    Delta,
    Done,
    Item,
    ItemEvent,
    Mistake,
    Picture,
    Response,
    ResponseEvent,
)
from sse_widgets.dialects.stop_reasons import finished, reason
from sse_widgets.dialects.wire import check, name_of, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame
from sse_widgets.onward import Asked, Onward

_STAGE = re.compile(
    r"response\.(?P<kind>\w+)\.(?P<stage>in_progress|searching|interpreting|generating|completed|failed)"
)
_RESPONSE = {"created", "queued", "in_progress", "completed", "incomplete", "failed", "cancelled", "done"}
_SILENT = {
    "response.content_part.added",
    "response.content_part.done",
    "response.reasoning_summary_part.added",
    "response.reasoning_summary_part.done",
    "response.reasoning_part.added",
    "response.reasoning_part.done",
    "response.audio.delta",
    "response.audio.done",
    "response.audio.transcript.done",
    "response.shell_call_command.added",
    "keepalive",
}
"""What these say is said by others too, or cannot be shown."""


class OpenAiResponses:
    """The Responses protocol."""

    name: ClassVar[str] = "openai_responses"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._response = ""
        self._count = 0
        self._over = False
        self._complaint = ""
        """The last error that was told: a failed response says it again."""
        self._places = Places()
        self._items, self._deltas = Items(self._places), Deltas(self._places)

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Types that begin with `response.`, or a response as a whole."""
        if not isinstance(body, dict):
            return Fit.NO
        kind = body.get("type")
        known = isinstance(kind, str) and kind.startswith("response.")
        if known or (body.get("object") == "response" and "output" in body):
            return Fit.YES
        return Fit.MAYBE if kind == "error" and "sequence_number" in body else Fit.NO

    def onward(self, asked: Asked) -> Onward | None:
        """A response that is made in the background can be read from any number on."""
        path, _, query = asked.url.partition("?")
        kept = isinstance(asked.json, dict) and asked.json.get("background") is True
        again = asked.method == "GET" and "stream=true" in query
        if not self._response or not (kept or again) or asked.last is None:
            return None
        number = parse(asked.last.data).get("sequence_number")
        if type(number) is not int:
            return None
        path = path if again else f"{path.rstrip('/')}/{quote(self._response, safe='')}"
        return Onward(f"{path}?stream=true&starting_after={number}")

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        if frame.data.strip() == "[DONE]":
            return ()
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        return self.read(name_of("message", body) if "type" in body else frame.event, body)

    def read(self, kind: str, body: dict[str, Any]) -> Iterable[Event]:
        """Return what an event of this type says."""
        items, deltas = self._items, self._deltas
        match kind:
            case "response.output_text.delta" | "response.refusal.delta" | "response.audio.transcript.delta":
                return deltas.text_added(check(Delta, body))
            case "response.function_call_arguments.delta" | "response.mcp_call_arguments.delta":
                return deltas.args_added(check(Delta, body))
            case "response.custom_tool_call_input.delta":
                return deltas.args_added(check(Delta, body))
            case "response.reasoning_summary_text.delta" | "response.reasoning_text.delta" | "response.reasoning.delta":
                return deltas.thought_added(check(Delta, body))
            case "response.output_text.done" | "response.refusal.done":
                return deltas.text_done(check(Done, body))
            case "response.function_call_arguments.done" | "response.mcp_call_arguments.done":
                return deltas.args_done(check(Done, body))
            case "response.custom_tool_call_input.done":
                return deltas.args_done(check(Done, body))
            case "response.reasoning_summary_text.done" | "response.reasoning_text.done" | "response.reasoning.done":
                return deltas.thought_done(check(Done, body))
            case "response.output_text.annotation.added":
                return deltas.annotated(check(Annotated, body))
            case "response.output_item.added":
                return items.opened(check(ItemEvent, body))
            case "response.output_item.done":
                return items.closed(check(ItemEvent, body))
            case "response.code_interpreter_call_code.delta":
                return deltas.code_added(check(Delta, body))
            case "response.code_interpreter_call_code.done":
                return deltas.code_done(check(Done, body))
            case "response.shell_call_command.delta":
                return deltas.args_added(check(Delta, body))
            case "response.shell_call_command.done":
                return deltas.args_done(check(Done, body))
            case "response.shell_call_output_content.delta":
                return deltas.output_added(check(Delta, body))
            case "response.shell_call_output_content.done":
                return deltas.output_done(check(Done, body))
            case "response.image_generation_call.partial_image":
                return deltas.pictured(check(Picture, body))
            case "response.compaction.compacting":
                return (e.Logged("the conversation is being compacted"),)
            case "error":
                return self._failed(check(Mistake, body))
        return self._rest(kind, body)

    def item(self, item: dict[str, Any]) -> Iterable[Event]:
        """Return what an item says that comes by itself, unless it has been said already."""
        return self._items.told(check(Item, item))

    @property
    def asking(self) -> bool:
        """Whether a person has been asked, and has not answered."""
        return self._items.asking

    def _rest(self, kind: str, body: dict[str, Any]) -> Iterable[Event]:
        if kind.removeprefix("response.") in _RESPONSE and isinstance(body.get("response"), dict):
            return self._told(check(ResponseEvent, body).response, kind.removeprefix("response."))
        if stage := _STAGE.fullmatch(kind):
            return self._deltas.staged(check(At, body), *stage.groups())
        if kind in _SILENT:
            return ()
        if body.get("object") == "response":
            return self._told(check(Response, body), "completed")
        if is_bare_error(body):
            return (bare_error(body),)
        return (e.FrameUnknown(kind),)

    def _told(self, response: Response, stage: str) -> Iterator[Event]:
        """What a response says of itself: when it begins, and as a whole when it ends."""
        status = response.status or stage
        if stage == "created":
            self._count += 1
        id = response.id or (f"response-{self._count}" if self._count else self._response)
        if self._over or not self._response or id != self._response:
            self._response, self._over = id, False
            self._items.turn(id)
            yield e.RunStarted(id, model=response.model or "")
        if status in ("created", "queued", "in_progress"):
            return
        self._over = True
        yield from self._items.reconciled(response.output or ())
        if response.usage:
            yield self._usage(response)
        yield from self._ended(response, status)

    def _usage(self, response: Response) -> Event:
        spent = response.usage
        assert spent is not None
        given, made = spent.input_tokens_details, spent.output_tokens_details
        return e.UsageReported(
            key=self._response,
            model=response.model or "",
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
            total_tokens=spent.total_tokens,
            reasoning_tokens=made.reasoning_tokens if made else None,
            cached_tokens=given.cached_tokens if given else None,
            cost=spent.cost,
            cache_write_tokens=given.cache_write_tokens if given else None,
        )

    def _ended(self, response: Response, status: str) -> Iterator[Event]:
        match status:
            case "failed":
                yield from self._failed(Mistake(error=response.error))
                yield e.RunFinished("failed")
            case "cancelled":
                yield e.RunFinished("cancelled")
            case "incomplete":
                why = (response.incomplete_details.reason if response.incomplete_details else None) or ""
                yield from finished(self._places.message, why)
                cut = reason(why) in ("length", "content_filter")
                yield e.RunFinished("completed" if cut else "incomplete")
            case _:
                yield e.RunFinished("awaiting_input" if self._items.asking else "completed")

    def _failed(self, mistake: Mistake) -> Iterator[Event]:
        told = failure(mistake.error or {"message": mistake.message, "code": mistake.code})
        if told.message != self._complaint:
            self._complaint = told.message
            yield told
