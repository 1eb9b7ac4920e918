"""Bytes and messages from kernel to browser."""

import time

from benchmarks.browser import ENVELOPE, Browser
from sse_widgets.dialects import find
from sse_widgets.frame import Frame
from sse_widgets.run import Run

TOKENS = 10_000
TEXT = "word "


def _frame(n: int, at: float) -> Frame:
    data = f'{{"messageId":"answer","token":"{TEXT}","isComplete":false}}'
    return Frame("message_token", data, str(n), None, at)


def _browsed() -> tuple[Run, Browser]:
    find("agent_network")
    run = Run()
    browser = Browser(run.model)
    browser.hello()
    browser.bytes = browser.messages = 0
    return run, browser


def _until_shown(run: Run, browser: Browser) -> None:
    """Wait until the browser has everything; what never arrives ends in the count."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if browser.document["stream"]["received"] == len(run.frames):
            return
        time.sleep(0.01)
    raise AssertionError(f"the browser has {browser.document['stream']['received']} of {len(run.frames)} frames")


def tokens(rate: float | None) -> Browser:
    """Return a browser that was sent 10,000 tokens, at `rate` a second or as fast as they come."""
    run, browser = _browsed()
    start = time.perf_counter()
    for n in range(1, TOKENS + 1):
        due = 0.0 if rate is None else n / rate
        while rate is not None and (wait := start + due - time.perf_counter()) > 0:
            time.sleep(wait)
        run.feed(_frame(n, due))
    _until_shown(run, browser)
    assert browser.document["state"]["messages"][0]["parts"][0]["text"] == TEXT * TOKENS
    return browser


def naive() -> int:
    """Return bytes of re-assigning a growing trait for every token: the peer at any rate that loses nothing."""
    size = len(TEXT)
    return sum(ENVELOPE + 60 + n * size for n in range(1, TOKENS + 1))


def flood(runs: int, rate: float, seconds: float) -> tuple[float, int]:
    """Return messages a second to all browsers, and frames that did not arrive.

    Args:
        runs: how many at once.
        rate: events a second of all together.
        seconds: how long.
    """
    browsed = [_browsed() for _ in range(runs)]
    start = time.perf_counter()
    fed = 0
    while (now := time.perf_counter() - start) < seconds:
        while fed < now * rate:
            run, _ = browsed[fed % runs]
            run.feed(_frame(fed, now))
            fed += 1
        time.sleep(0.001)
    sent = sum(browser.messages for _, browser in browsed)
    for run, browser in browsed:
        _until_shown(run, browser)
    gaps = sum(browser.gaps for _, browser in browsed)
    return sent / seconds, gaps


def measure() -> dict[str, float]:
    """Return bytes a byte of text, the ratio to the naive way, and messages a second."""
    size = TOKENS * len(TEXT)
    fast, slow = tokens(None), tokens(1000)
    one, lost = flood(1, 20_000, 4)
    twenty, more = flood(20, 20_000, 4)
    return {
        "wire_bytes_per_text_byte": fast.bytes / size,
        "wire_bytes_per_text_byte_1000": slow.bytes / size,
        "wire_vs_naive": naive() / slow.bytes,
        "messages_per_second": one,
        "messages_per_second_of_twenty": twenty,
        "patches_lost": lost + more,
    }
