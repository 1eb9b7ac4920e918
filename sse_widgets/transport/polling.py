"""Polling: asking again and again for what is new, where no stream can be had."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

from sse_widgets.errors import NetworkError, NotAStream, StreamError
from sse_widgets.frame import Frame
from sse_widgets.redact import redact_url, redact_urls
from sse_widgets.transport.asked import HARMLESS, Asked
from sse_widgets.transport.body import unpacked
from sse_widgets.transport.failures import broken_off
from sse_widgets.transport.following import same_origin, send_and_follow
from sse_widgets.transport.request import Request, ask, request_headers
from sse_widgets.transport.statuses import refusal

Fallback: TypeAlias = str | Callable[[str], Iterable[Any] | Mapping[str, Any] | Awaitable[Any]]
"""An address, or a callable or async callable that takes the last event id and returns what is new."""

LARGEST: Final = 16 * 2**20
"""Bytes of one answer."""


class News(NamedTuple):
    """What one poll brought."""

    frames: list[Frame]
    done: bool = False
    """Whether nothing will follow."""


class Poller:
    """Asks a fallback for what is new: `{"events": [...], "done": false}`, or a list of events.

    An event is a `Frame`, an object with `event` or `type`, `data` and `id`, or an object that is
    the data itself.
    """

    def __init__(self, fallback: Fallback, request: Request, patience: float) -> None:
        """Prepare.

        Args:
            fallback: where to ask.
            request: of the stream, whose credentials are sent to the fallback too if it has the same origin.
            patience: seconds for an answer.
        """
        self._fallback, self._request, self._patience = fallback, request, patience
        self._told: list[Any] = []

    @property
    def shown(self) -> str:
        """Where it asks, without query and user name."""
        return redact_url(self._fallback) if isinstance(self._fallback, str) else "the fallback"

    async def poll(self, client: Any, last_event_id: str) -> News:
        """Ask once.

        Raises:
            StreamError: there is no answer, or none that makes sense; `retryable` if that may pass.
        """
        try:
            async with asyncio.timeout(self._patience):
                if isinstance(self._fallback, str):
                    body = await self._get(client, self._fallback, last_event_id)
                else:
                    body = await self._call(self._fallback, last_event_id)
        except TimeoutError:
            message = f"{self.shown} does not answer a poll within {self._patience:g} s"
            raise NetworkError(message, url=self.shown, retryable=True) from None
        if body is None:
            return News([], done=True)
        items = body.get("events") if isinstance(body, Mapping) else body
        if not isinstance(items, Iterable) or isinstance(items, str | bytes):
            what = type(items).__name__
            raise NotAStream(f"{self.shown} answers a poll with {what}, not with events", url=self.shown)
        done = isinstance(body, Mapping) and body.get("done") is True
        return News([_frame(item) for item in self._new(list(items))], done)

    def _new(self, items: list[Any]) -> list[Any]:
        """Return what the last answer had not: without ids some servers tell everything from the start each time."""
        told = self._told
        if items and not any(_id(item) for item in items):
            self._told = items
            if told and items[: len(told)] == told:
                return items[len(told) :]
        return items

    async def _call(self, fallback: Callable[[str], Any], last_event_id: str) -> Any:
        try:
            return await ask(partial(fallback, last_event_id))
        except (StreamError, TimeoutError):
            raise
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            message = f"the callable given as fallback= raised {type(error).__name__}: {redact_urls(str(error))}"
            raise NetworkError(message, retryable=isinstance(error, OSError)) from error

    async def _get(self, client: Any, url: str, last_event_id: str) -> Any:
        headers = await request_headers(self._request, last_event_id)
        if isinstance(self._request.url, str) and not same_origin(self._request.url, url):
            headers = {name: value for name, value in headers.items() if name in HARMLESS}
        headers["accept"] = "application/json"
        asked = Asked(url, headers)
        response = await send_and_follow(
            client, Request(url, private_redirects=self._request.private_redirects), url, headers, asked
        )
        try:
            if response.status_code == 204:
                return None
            if response.status_code != 200:
                after = response.headers.get("retry-after")
                raise refusal(response.status_code, self.shown, mode="resilient", resumed=False, after=after)
            with broken_off(asked):
                text = await self._text(response)
        finally:
            await response.aclose()
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise NotAStream(f"{self.shown} answers a poll with what is not JSON", url=self.shown) from None

    async def _text(self, response: Any) -> bytes:
        text = bytearray()
        async for chunk in unpacked(aiter(response.stream), response.headers.get("content-encoding", ""), self.shown):
            text += chunk
            if len(text) > LARGEST:
                raise NotAStream(f"{self.shown} answers a poll with more than {LARGEST} bytes", url=self.shown)
        return bytes(text)


def _id(item: Any) -> str:
    given = item.id if isinstance(item, Frame) else item.get("id") if isinstance(item, Mapping) else None
    return "" if given is None else str(given)


def _frame(item: Any) -> Frame:
    if isinstance(item, Frame):
        return item
    if not isinstance(item, Mapping):
        return Frame(data=_text(item))
    name = str(item.get("event") or "")
    if "data" in item:
        name = name or str(item.get("type") or "")
        data = _text(item["data"])
    else:
        data = _text(item)
    return Frame("\\" + name if name.startswith("@") else name or "message", data, _id(item))


def _text(data: Any) -> str:
    if isinstance(data, str):
        return data
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
