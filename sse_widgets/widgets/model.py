"""The hidden model of a run: it carries the front end, and the comm protocol between kernel and browser.

The comm is lossy and the protocol repairs itself (kernel to browser: `snapshot`, `patch`, `seq`, `reply`;
back: `hello`, `ack`, `resync`, `call`). Patches are numbered; a browser that misses one asks for a
snapshot; the number of the last is repeated a few times, because nothing else would reveal that it
was lost. Acknowledgements pace the sending and are never needed. Everything ordered is a custom
message: traits are for what is saved with the notebook. No message has a key named `id` on top, which
ipykernel 7.4 would keep for ever.
"""

import contextvars
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from sse_widgets.patches import Op, diff, document
from sse_widgets.pieces import pieces
from sse_widgets.structures.records import Record
from sse_widgets.widgets.pacing import UNHEARD, Pacing

STATIC = Path(__file__).parent.parent / "static"

CHECKS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds after which the last number is repeated; if it is not acknowledged even then, nobody is there."""
SPARED = 2
"""Repetitions that an acknowledgement makes needless; not all, for it may be that of another page."""
LARGE = 100_000
"""Characters from which a snapshot travels as a binary buffer, which costs a tenth of the kernel's time."""

_log = logging.getLogger("sse_widgets")


class RunModel(anywidget.AnyWidget):
    """One hidden model for each run, or dashboard; views ask it to mount them."""

    _esm = STATIC / "index.js"
    _css = STATIC / "index.css"
    snapshot = traitlets.Dict(allow_none=True).tag(sync=True)

    def __init__(self, read: Callable[[], Record], clock: Callable[[], float | None]) -> None:
        """Open the model.

        Args:
            read: returns what is to be shown now, a record with a `state` and a `stream`.
            clock: returns seconds since the stream opened, None when it is over.
        """
        self._read = read
        self._clock = clock
        self._lock = threading.RLock()
        self._sent = read()
        self._seq = 0
        self._acked = 0
        self._pacing = Pacing()
        self._greeted = True  # a page that opens in a busy cell cannot say hello before the cell ends
        self._introduced = False
        self._repeats = 0
        self._last_sent = 0.0
        self._context: contextvars.Context | None = None
        self.commands: Mapping[str, Callable[..., Any]] = {}
        super().__init__()
        self.on_msg(self._receive)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Return the synced state; the snapshot is made only here, when somebody asks for it."""
        state: dict[str, Any] = super().get_state(key, drop_defaults)
        if "snapshot" in state:
            with self._lock:
                state["snapshot"] = {"seq": self._seq, "document": document(self._sent), "clock": None}
        return state

    def flush(self, *, force: bool = False) -> float | None:
        """Send what is new, if somebody is there; return seconds until the next look, None for no need."""
        with self._lock:
            if not self._greeted:
                return None
            if not self._introduced:
                self._greet()
                return self._check()
            if not force and (rest := self._pacing.rest()):
                return rest
            shown = self._read()
            ops = diff(self._sent, shown)
            if ops:
                self._sent, self._repeats = shown, 0
                self._send_patch(ops)
            return self._check()

    def _send_patch(self, ops: list[Op]) -> None:
        """Send a patch, a large one in several messages, of which all but the last say that there is more."""
        parts = list(pieces(ops))
        for place, part in enumerate(parts, 1):
            self._seq += 1
            more = {"more": True} if place < len(parts) else {}
            self._pacing.sent(self._seq)
            self._post({"kind": "patch", "seq": self._seq, "ops": part, "clock": self._clock()} | more)

    def _check(self) -> float | None:
        """Repeat the last number while somebody may have missed it; of several browsers any may answer."""
        heard = self._acked >= self._seq
        if heard:
            self._repeats = max(self._repeats, SPARED)
        if self._repeats == len(CHECKS):
            self._greeted = heard  # else nobody is there; whoever comes says hello
            return None
        waited = time.monotonic() - self._last_sent
        if waited >= CHECKS[self._repeats]:
            self._repeats, waited = self._repeats + 1, 0.0
            self._repeat()
        return CHECKS[min(self._repeats, len(CHECKS) - 1)] - waited

    def _repeat(self) -> None:
        self._post({"kind": "seq", "seq": self._seq})

    def store(self) -> None:
        """Put the present state where it is saved with the notebook, also by tools without a browser."""
        with self._lock:
            self.flush(force=True)
            self._advance()
            self._in_context(lambda: self.send_state("snapshot"))

    def _snapshot(self) -> None:
        content: dict[str, Any] = {"kind": "snapshot", "seq": self._seq, "clock": self._clock()}
        whole = document(self._sent)
        packed = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        if len(packed) < LARGE:
            self._post(content | {"document": whole})
        else:
            self._post(content | {"document": None}, [packed.encode("utf-8", "replace")])

    def _post(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        self._last_sent = time.monotonic()
        self._in_context(lambda: self.send(content, buffers))

    def _in_context(self, send: Callable[[], Any]) -> None:
        # ipykernel 7.4 hands a browser's messages to the (sub)shell that sent last on this comm. Sent
        # from the context of the browser's own message, they reach us while a cell is busy.
        if self._context is None:
            send()
        else:
            self._context.copy().run(send)

    def _receive(self, _: Any, message: dict[str, Any], buffers: list[memoryview]) -> None:
        try:
            self._context = contextvars.copy_context()
            match message:
                case {"kind": "hello"} | {"kind": "resync"}:
                    self._greet()
                case {"kind": "ack", "seq": int(seq)}:
                    self._hear(seq)
                case {"kind": "call", "call": call, "name": str(name), "args": dict(args)}:
                    self._post(self._answer(name, args) | {"kind": "reply", "call": call})
        except Exception:
            _log.exception("a message from the browser could not be handled")

    def _greet(self) -> None:
        with self._lock:
            self._introduced = self._greeted = True
            self._repeats = 0
            self._advance()
            self._snapshot()

    def _hear(self, seq: int) -> None:
        with self._lock:
            if seq > self._acked:
                self._repeats = 0
            self._acked, self._greeted = seq, True
            self._pacing.heard(seq)
            # One that is behind though nothing is on its way has missed something.
            if seq < self._seq and time.monotonic() - self._last_sent > UNHEARD:
                self._repeat()

    def _advance(self) -> None:
        """Take what is shown now as sent; a browser that was in step will find a number missing and ask."""
        shown = self._read()
        if diff(self._sent, shown):
            self._sent, self._seq = shown, self._seq + 1

    def _answer(self, name: str, args: dict[str, Any]) -> dict[str, Any]:
        command = self.commands.get(name)
        if command is None:
            return {"error": f"{name!r} is not something that can be asked for"}
        try:
            return {"result": command(**args)}
        except Exception as error:
            _log.exception("%r, asked for in the browser, failed", name)
            return {"error": f"{name} failed: {error}"}
