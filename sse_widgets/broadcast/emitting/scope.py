"""Scope: what has a beginning and an end, told in the words of whichever vocabulary is spoken."""

import asyncio
import secrets
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from sse_widgets.broadcast.emitting.sent import Sent

if TYPE_CHECKING:
    from sse_widgets.broadcast.emitting.emitter import Emitter

DEFAULT: Final = "ag_ui"
"""The vocabulary that has words for all of them."""


class Failure(NamedTuple):
    """Why something ended too soon."""

    text: str
    cancelled: bool

    @classmethod
    def of(cls, error: BaseException | str) -> "Failure":
        """Return what an exception says, or somebody else."""
        if isinstance(error, str):
            return cls(error, False)
        cancelled = isinstance(error, asyncio.CancelledError | KeyboardInterrupt | GeneratorExit)
        return cls("cancelled" if cancelled else f"{type(error).__name__}: {error}", cancelled)


class Scope:
    """A block that tells its beginning and its end; `begin` and `end` do so where no block can."""

    spoken: tuple[str, ...] = ()
    """The vocabularies that have words for it."""
    called = ""

    def __init__(self, emitter: "Emitter", id: str = "") -> None:
        self.emitter = emitter
        self.id = id or secrets.token_hex(6)
        self._began: float | None = None
        self._ended = False
        self._last: Sent | None = None

    @classmethod
    def check(cls, emitter: "Emitter") -> None:
        """Let an emitter that speaks nothing yet speak the vocabulary that has words for all scopes.

        Raises:
            ValueError: it speaks one that has no word for this.
        """
        emitter.vocabulary = emitter.vocabulary or DEFAULT
        if emitter.vocabulary not in cls.spoken:
            raise ValueError(f"{emitter.vocabulary!r} has no word for {cls.called}; {' and '.join(cls.spoken)} have")

    def begin(self) -> Self:
        """Tell the beginning; again is no error.

        Raises:
            ValueError: the vocabulary has no word for it.
        """
        if self._began is None:
            self.check(self.emitter)
            self._began = time.monotonic()
            self._begin()
        return self

    def end(self, error: BaseException | str | None = None) -> None:
        """Tell the end, once; with an error, that it has failed."""
        if self._began is not None and not self._ended:
            self._ended = True
            self._end(None if error is None else Failure.of(error))

    @property
    def _milliseconds(self) -> float:
        return round((time.monotonic() - (self._began or 0.0)) * 1000, 3)

    def _begin(self) -> None:
        raise NotImplementedError

    def _end(self, failure: Failure | None) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self.begin()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(error)

    async def __aenter__(self) -> Self:
        return self.begin()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end(error)
