"""An answer, and whether it is a stream, or JSON that says the same."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, Final

from sse_widgets.errors import NotAStream
from sse_widgets.json_decoder import Form, form_of, form_of_start
from sse_widgets.transport.asked import EXCERPT, Asked, readable
from sse_widgets.transport.body import unpacked
from sse_widgets.transport.statuses import Mode, refusal

LONGEST_START: Final = 4096
"""Bytes of a stream under another name that are read to find out what it is."""

_SSE_LINE: Final = re.compile(rb"\s*(:|(data|event|id|retry)(:|\r|\n|$))")


class Answer:
    """A response that is an event stream or JSON, and what had to be read of it to know."""

    def __init__(self, response: Any, asked: Asked) -> None:
        """Take a response.

        Raises:
            NotAStream: its body is packed with what cannot be unpacked within bounds.
        """
        self.asked = asked
        self.status: int = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.warning = ""
        """A sentence for people when the server calls its stream something else."""
        self.form: Form = "events"
        self._first = b""
        self._body = unpacked(aiter(response.stream), self.headers.get("content-encoding", ""), asked.shown)

    def chunks(self) -> AsyncIterator[bytes]:
        """Return the body as it comes; `broken_off` names the errors that it can raise."""
        return self._after_first() if self._first else self._body

    async def _after_first(self) -> AsyncIterator[bytes]:
        yield self._first
        async for chunk in self._body:
            yield chunk

    async def form_at_start(self, patience: float) -> Form | None:
        """Return what the body begins like, None if like nothing of ours or only after `patience` seconds."""
        try:
            async with asyncio.timeout(patience):
                async for chunk in self._body:
                    self._first += chunk
                    start = self._first.lstrip()
                    if b"\n" in start or b"\r" in start or len(self._first) > LONGEST_START:
                        break
        except TimeoutError:
            return None
        return "events" if _SSE_LINE.match(self._first.removeprefix(b"\xef\xbb\xbf")) else form_of_start(self._first)

    @property
    def start(self) -> str:
        """What was read of the body already, made readable."""
        return readable(self._first)


async def check(response: Any, asked: Asked, patience: float, mode: Mode, resumed: bool) -> Answer:
    """Return the answer that a response is.

    Args:
        response: of `httpx` or `httpx2`, its body unread.
        asked: what it answers.
        patience: seconds to wait for the beginning of a body that must be looked at.
        mode: whose rules apply.
        resumed: whether it should go on from an id.

    Raises:
        StreamError: it is not a stream.
    """
    status, shown = response.status_code, asked.shown
    if status != 200:
        begins = asked.seen(await excerpt(response, patience))
        after = response.headers.get("retry-after")
        raise refusal(status, shown, begins, mode=mode, resumed=resumed, after=after)
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    start = ""
    if kind == "text/event-stream":
        return Answer(response, asked)
    if mode == "resilient" and (form := form_of(kind)):
        answer = Answer(response, asked)
        answer.form = form
        if form == "values":
            answer.warning = f"{shown} answered with JSON and not with a stream; perhaps it has to be asked for one"
        return answer
    if kind in ("text/plain", "") and mode == "resilient":
        answer = Answer(response, asked)
        if form := await answer.form_at_start(patience):
            answer.form = form
            answer.warning = f"{shown} calls its stream {kind or 'nothing'!r}, not 'text/event-stream'"
            return answer
        start = answer.start
    else:
        start = await excerpt(response, patience)
    said = f"; it begins: {start}" if asked.seen(start) else ""
    raise NotAStream(f"{shown} answered with {kind or 'no content type'}, not an event stream{said}", url=shown)


async def excerpt(response: Any, patience: float) -> str:
    """Return how the body of a response begins, made readable; the empty text if it cannot be had."""
    body = b""
    with suppress(Exception):  # the status says enough; and the body may never end
        async with asyncio.timeout(patience):
            async for chunk in response.stream:
                body += chunk
                if len(body) > 4 * EXCERPT:
                    break
    return readable(body)
