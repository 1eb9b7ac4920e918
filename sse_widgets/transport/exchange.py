"""One HTTP exchange: ask, follow, check the answer, and hand out its bytes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sse_widgets.errors import NetworkError
from sse_widgets.transport.answer import Answer, check
from sse_widgets.transport.asked import Asked
from sse_widgets.transport.failures import broken_off
from sse_widgets.transport.following import send_and_follow
from sse_widgets.transport.request import Request, request_headers, request_url
from sse_widgets.transport.statuses import Mode


@asynccontextmanager
async def exchange(
    client: Any, request: Request, last_event_id: str, patience: float, mode: Mode = "resilient"
) -> AsyncIterator[Answer | None]:
    """Ask once and yield the answer; None if the server says that nothing will come (204).

    Args:
        client: an `httpx.AsyncClient` or an `httpx2.AsyncClient`.
        request: what to ask for.
        last_event_id: where to go on, empty for the beginning.
        patience: seconds for the answer to a GET to begin; a POST may think as long as it likes.
        mode: whose rules apply to the answer.

    Raises:
        StreamError: of the kind that fits; `retryable` says whether it may go away by itself.
    """
    url = await request_url(request)
    headers = await request_headers(request, last_event_id)
    asked = Asked(url, headers)
    try:
        async with asyncio.timeout(patience if request.repeatable else None):
            response = await send_and_follow(client, request, url, headers, asked)
    except TimeoutError as error:
        message = f"{asked.shown} does not answer within {patience:g} s; is the server running?"
        raise NetworkError(message, url=asked.shown, retryable=True) from error
    try:
        if response.status_code == 204 and mode == "resilient":
            yield None
            return
        with broken_off(asked):
            answer = await check(response, asked, patience, mode, "last-event-id" in headers)
        yield answer
    finally:
        await response.aclose()
