"""A real Chromium that never leaves this machine."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.waiting import PATIENCE

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OUTSIDE = re.compile(r"^(?:https?|wss?)://(?!(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/]|$))")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the Chromium on PATH, or else the one Playwright has installed."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS, timeout=2 * PATIENCE * 1000)
        try:
            yield browser
        finally:
            browser.close()


def confine(context: BrowserContext) -> list[str]:
    """Abort every request that would leave this machine; return the list their addresses go to.

    A page is given as long as anything else in a test.
    """
    context.set_default_timeout(PATIENCE * 1000)
    refused: list[str] = []
    context.route(OUTSIDE, lambda route: (refused.append(route.request.url), route.abort()))
    context.route_web_socket(OUTSIDE, lambda socket: (refused.append(socket.url), socket.close()))
    return refused
