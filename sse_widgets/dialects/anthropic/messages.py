"""anthropic: the Messages protocol of Anthropic, and of the gateways that speak it.

Every frame is named like the `type` in its JSON. A message consists of blocks, told one after another
under their indices; its usage is cumulative. `message_stop` is the end, unless the turn was only paused:
then the conversation has to be sent again. Calls that the model leaves are for the client to make.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.anthropic.blocks import Blocks
from sse_widgets.dialects.anthropic.wire import (
    BlockDelta,
    BlockStart,
    BlockStop,
    Message,
    MessageDelta,
    MessageStart,
    Spent,
)
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.failure import failure
from sse_widgets.dialects.stop_reasons import finished
from sse_widgets.dialects.wire import check, name_of, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame

_EVENTS = {
    "message_start",
    "message_delta",
    "message_stop",
    "content_block_start",
    "content_block_delta",
    "content_block_stop",
}
_HELPERS = {"text", "thinking", "signature", "input_json", "citation", "compaction"}
"""Events with which the stream helper of the vendor's library repeats what the others say."""


class Anthropic:
    """Anthropic Messages."""

    name: ClassVar[str] = "anthropic"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._message = ""
        self._count = 0
        self._over = True
        self._stop = ""
        """The stop reason of the message, once it is told."""
        self._usage: dict[str, int] = {}
        self._model = ""
        self._blocks = Blocks()

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Types of its own, or a message as a whole; `ping` and `error` are others' words too."""
        if not isinstance(body, dict):
            return Fit.NO
        kind = body.get("type")
        whole = kind == "message" and isinstance(body.get("content"), list) and "stop_reason" in body
        if whole or (isinstance(kind, str) and kind in _EVENTS):
            return Fit.YES
        return Fit.MAYBE if kind == "ping" or (kind == "error" and isinstance(body.get("error"), dict)) else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        if frame.data.strip() == "[DONE]":
            return ()
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        kind = name_of("message", body) if "type" in body else frame.event
        match kind:
            case "content_block_delta":
                delta = check(BlockDelta, body)
                return self._blocks.grown(delta.index, delta.delta)
            case "content_block_start":
                start = check(BlockStart, body)
                return self._blocks.started(start.index, start.content_block)
            case "content_block_stop":
                return self._blocks.stopped(check(BlockStop, body).index)
            case "message_start":
                return self._begun(check(MessageStart, body).message)
            case "message_delta":
                return self._told(check(MessageDelta, body))
            case "message_stop":
                return self._ended()
            case "message" if isinstance(body.get("content"), list):
                return self._whole(check(Message, body))
            case "ping":
                return (e.HeartbeatReceived(),)
        if "error" in body:
            return (failure(body["error"]),)
        return () if kind in _HELPERS else (e.FrameUnknown(kind),)

    def _begun(self, message: Message) -> Iterator[Event]:
        self._count += 1
        id = message.id or f"message-{self._count}"
        if id != self._message:
            self._usage, self._stop = {}, ""
            yield from self._blocks.message(id)
        self._message, self._model = id, message.model or self._model
        if self._over:
            self._over = False
            yield e.RunStarted(id, model=self._model)
        yield e.MessageStarted(id, message.role or "assistant")
        for index, block in enumerate(message.content or ()):
            yield from self._blocks.started(index, block)
            yield from self._blocks.stopped(index)
        yield from self._spent(message.usage)

    def _spent(self, spent: Spent | None) -> Iterator[Event]:
        """Usage is cumulative, and later counts may leave out what has not changed."""
        if spent is None:
            return
        self._usage |= spent.model_dump(exclude_none=True, exclude={"output_tokens_details"})
        if spent.output_tokens_details and spent.output_tokens_details.thinking_tokens is not None:
            self._usage["thinking_tokens"] = spent.output_tokens_details.thinking_tokens
        yield e.UsageReported(
            key=self._message,
            model=self._model,
            input_tokens=self._usage.get("input_tokens"),
            output_tokens=self._usage.get("output_tokens"),
            reasoning_tokens=self._usage.get("thinking_tokens"),
            cached_tokens=self._usage.get("cache_read_input_tokens"),
            cache_write_tokens=self._usage.get("cache_creation_input_tokens"),
        )

    def _told(self, told: MessageDelta) -> Iterator[Event]:
        yield from self._spent(told.usage)
        if told.delta.stop_reason:
            self._stop = told.delta.stop_reason
            yield from self._blocks.close()
            yield from finished(self._message, self._stop)

    def _ended(self) -> Iterator[Event]:
        self._over = True
        yield from self._blocks.close()
        if self._stop == "pause_turn":
            message = "The turn was paused: send the conversation again, and it goes on."
            yield e.InterruptOpened(f"{self._message}:pause", "pause_turn", message)
            yield e.RunFinished("awaiting_input")
        else:
            yield e.RunFinished()

    def _whole(self, message: Message) -> Iterator[Event]:
        """A message that did not come as a stream, though one was asked for."""
        yield from self._begun(message)
        self._stop = message.stop_reason or ""
        yield from finished(self._message, self._stop)
        yield from self._ended()
