"""Discretion: what the HTTP libraries log while they ask on our behalf, without what is secret."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from sse_widgets.redact import redact_urls

LIBRARIES: Final = ("httpx", "httpx2")
"""They log every address, with its query."""
WIRES: Final = tuple(
    f"{library}.{part}"
    for library in ("httpcore", "httpcore2")
    for part in ("connection", "http11", "http2", "proxy", "socks")
)
"""They log, for whoever looks for a fault in them, every header that a server sends, its cookies too."""

_ours: ContextVar[bool] = ContextVar("sse_widgets_asks", default=False)


@contextmanager
def discreet() -> Iterator[None]:
    """Keep what is secret out of the log of the libraries, for what is asked meanwhile; others log as ever."""
    for name in LIBRARIES:
        logging.getLogger(name).addFilter(_shortened)  # again is no error
    for name in WIRES:
        logging.getLogger(name).addFilter(_without_headers)
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


def _shortened(record: logging.LogRecord) -> bool:
    if _ours.get():
        record.msg, record.args = redact_urls(record.getMessage()), ()
    return True


def _without_headers(record: logging.LogRecord) -> bool:
    return not (_ours.get() and "headers" in record.getMessage())
