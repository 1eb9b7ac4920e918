"""Telling a server something that it answers with a yes or a no, not with a stream."""

import asyncio
import json
from contextlib import suppress
from typing import Any, Final

from sse_widgets.errors import NetworkError
from sse_widgets.transport.answer import excerpt
from sse_widgets.transport.asked import Asked
from sse_widgets.transport.clients import new_client
from sse_widgets.transport.following import send_and_follow
from sse_widgets.transport.request import Request, request_headers, request_url
from sse_widgets.transport.statuses import refusal

LARGEST: Final = 65_536
"""Bytes of an answer that is read."""


async def tell(request: Request, client: Any = None, patience: float = 10.0) -> Any:
    """Send a request once, and return what the server answers when it has taken it: parsed JSON, or None.

    Args:
        request: what to say.
        client: an `httpx.AsyncClient` or an `httpx2.AsyncClient`; None for one of our own.
        patience: seconds for the answer.

    Raises:
        StreamError: the server refuses, or cannot be reached.
    """
    own = None if client is not None else new_client(patience)
    try:
        url = await request_url(request)
        headers = await request_headers(request, "") | {"accept": "application/json"}
        asked = Asked(url, headers)
        try:
            async with asyncio.timeout(patience):
                response = await send_and_follow(client or own, request, url, headers, asked)
        except TimeoutError as error:
            message = f"{asked.shown} does not answer within {patience:g} s"
            raise NetworkError(message, url=asked.shown, retryable=True) from error
        try:
            if not 200 <= response.status_code < 300:
                begins = asked.seen(await excerpt(response, patience))
                raise refusal(response.status_code, asked.shown, begins, mode="resilient", resumed=False)
            return await _parsed(response, patience)
        finally:
            await response.aclose()
    finally:
        if own is not None:
            await own.aclose()


async def _parsed(response: Any, patience: float) -> Any:
    """Return the body of an answer as JSON; None if it is none, or too large to be a word of consent."""
    body = b""
    with suppress(Exception):  # it has been taken, whatever follows
        async with asyncio.timeout(patience):
            async for chunk in response.stream:
                body += chunk
                if len(body) > LARGEST:
                    return None
        return json.loads(body)
    return None
