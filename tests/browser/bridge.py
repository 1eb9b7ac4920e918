"""A page with the built front end and a real hidden model behind it, without Jupyter between them."""

import json
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from playwright.sync_api import Browser, Page

from sse_widgets.widgets.model import STATIC
from tests.browser.chromium import confine
from tests.waiting import PATIENCE

T = TypeVar("T")

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>stage</title>
<style>%(css)s</style>
<style>body { margin: 0; padding: 12px; background: %(back)s; color-scheme: %(theme)s }</style>
<main id="view"></main></html>"""
BACK = {"light": "#ffffff", "dark": "#111214"}

MODEL = """async code => {
    const url = URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
    const {default: widget} = await import(url);
    const traits = {}, listeners = new Set();
    window.stage = {outbox: [], traits, attached: true, listeners};
    const model = {
        get: name => traits[name],
        set: (name, value) => { traits[name] = value; },
        on: (_, listener) => listeners.add(listener),
        off: (_, listener) => listeners.delete(listener),
        send: message => {
            if (!window.stage.attached) throw new Error('no comm');
            window.stage.outbox.push(message);
        },
    };
    window.stage.hub = widget.initialize({model});
}"""

MOUNT = """([kind, options]) => {
    const el = document.createElement('div');
    el.style.marginBlockEnd = '12px';
    document.getElementById('view').append(el);
    window.stage.hub.mount({kind, options, el, key: kind, signal: new AbortController().signal});
}"""

EXCHANGE = """messages => {
    for (const [content, buffer] of JSON.parse(messages))
        for (const listener of window.stage.listeners)
            listener(content, buffer === null ? [] : [new TextEncoder().encode(buffer)]);
    return window.stage.outbox.splice(0);
}"""


class Bridge:
    """One page that shows views of one run; messages pass between them while somebody waits for something."""

    def __init__(
        self, browser: Browser, run: Any, *, theme: str = "light", width: int = 1100, height: int = 900, **options: Any
    ) -> None:
        """Open a page and let it greet the run.

        Args:
            browser: that the page is opened in.
            run: what its views show.
            theme: light or dark.
            width: of the page, pixels.
            height: of the page, pixels.
            options: of the browser context.
        """
        self._context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, **options)
        self.refused = confine(self._context)
        self.errors: list[str] = []
        self.page: Page = self._context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        css = (STATIC / "index.css").read_text(encoding="utf-8")
        self.page.set_content(PAGE % {"css": css, "back": BACK[theme], "theme": theme})
        self._inbox: SimpleQueue[str] = SimpleQueue()
        self.model = run.model
        self.model.send = self._send
        self.listens = True
        self.page.evaluate(MODEL, (STATIC / "index.js").read_text(encoding="utf-8"))
        self.until(lambda: self.page.evaluate("!!window.stage.traits.snapshot?.document"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.close()

    def mount(self, kind: str, **options: Any) -> None:
        """Show a view."""
        self.page.evaluate(MOUNT, [kind, options])

    @property
    def document(self) -> Any:
        """What the page would save: the document that it shows."""
        return self.page.evaluate("window.stage.traits.snapshot?.document ?? null")

    def pump(self) -> None:
        """Let what was sent arrive, in both directions."""
        while self.exchange() or not self._inbox.empty():
            pass

    def exchange(self) -> bool:
        """Take one message to the page and all from it, as a socket does; return whether there were any from it."""
        try:
            message = [self._inbox.get_nowait()]
        except Empty:
            message = []
        answers = self.page.evaluate(EXCHANGE, f"[{','.join(message)}]")
        for answer in answers:
            if self.listens:
                self.model._receive(self.model, answer, [])
        return bool(answers)

    def until(self, predicate: Callable[[], T], timeout: float = PATIENCE) -> T:
        """Exchange messages and ask `predicate` until its answer is true; return that answer.

        Raises:
            AssertionError: it was not within `timeout` seconds.
        """
        end = time.monotonic() + timeout
        while not (answer := predicate()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {timeout:g} s; the last answer was {answer!r}; {self.errors}")
            self.pump()
            self.page.wait_for_timeout(5)
        return answer

    def _send(self, content: Any, buffers: list[bytes] | None = None) -> None:
        # As text, for Playwright takes minutes over large values.
        self._inbox.put(json.dumps([content, buffers[0].decode() if buffers else None]))
