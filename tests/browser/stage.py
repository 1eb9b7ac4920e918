"""A bare page with the front end in it: no host, no kernel, strict rules, and a server that counts requests."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

import sse_widgets
from sse_widgets.document import Document
from sse_widgets.patches import diff, document
from tests.browser.chromium import confine

STATIC = Path(sse_widgets.__file__).parent / "static"
RULES = "require-trusted-types-for 'script'; trusted-types 'none'"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Stage</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/index.css"></head>
<body><main></main><script type="module">
import widget from "/index.js";
const listeners = new Set();
window.sent = [];
window.traits = {};
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
const model = {
    get: (name) => window.traits[name],
    set: (name, value) => { window.traits[name] = value; },
    on: (_, listener) => listeners.add(listener),
    off: (_, listener) => listeners.delete(listener),
    send(message) {
        window.sent.push(message);
        if (message.kind === "call" && message.name === "asset")
            fetch(`/${message.args.name}.js`)
                .then((answer) => answer.text())
                .then((result) => window.say({ kind: "reply", call: message.call, result }));
    },
};
const run = widget.initialize({ model });
let seq = 0;
window.say = (content) => {
    seq = content.kind === "patch" ? seq + 1 : (content.seq ?? seq);
    for (const listener of listeners) listener({ seq, ...content }, []);
};
window.deliver = (content, texts) => {
    const buffers = texts.map((text) => new DataView(new TextEncoder().encode(text).buffer));
    for (const listener of [...listeners]) listener(content, buffers);
};
window.mount = (kind, options) => {
    const el = document.createElement("section");
    el.id = `stage-${kind}`;
    document.querySelector("main").append(el);
    run.mount({ kind, el, key: kind, options, signal: new AbortController().signal });
};
window.ready = true;
</script></body></html>"""
FILES = {
    "/index.js": "text/javascript",
    "/index.css": "text/css",
    "/math.js": "text/javascript",
    "/colours.js": "text/javascript",
    "/form.js": "text/javascript",
}


class Stage:
    """The page; what it is told is what a kernel would tell it."""

    def __init__(self, page: Page, asked: list[str], refused: list[str], address: str) -> None:
        self.page = page
        self.address = address  #: of the server that counts
        self._asked = asked
        self._refused = refused
        self._shown: Document | None = None
        self.errors: list[str] = []  #: what the page reported
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def requests(self) -> list[str]:
        """Everything the page asked for besides the front end itself, here or elsewhere."""
        return [*self._asked, *self._refused]

    @property
    def violations(self) -> list[str]:
        """The rules of the page that something tried to break."""
        return list(self.page.evaluate("window.violations"))

    def mount(self, kind: str, **options: Any) -> None:
        """Show a view."""
        self.page.evaluate("([kind, options]) => window.mount(kind, options)", [kind, options])

    def show(self, shown: Document, clock: float | None = None) -> None:
        """Tell the page what is true now: as a snapshot the first time, then as a patch."""
        if self._shown is None:
            content: dict[str, Any] = {"kind": "snapshot", "document": document(shown), "clock": clock}
        else:
            content = {"kind": "patch", "ops": diff(self._shown, shown), "clock": clock}
        self._shown = shown
        self.page.evaluate("content => window.say(content)", content)
        self.frame()

    def deliver(self, content: dict[str, Any], texts: list[str]) -> None:
        """Hand a message of a kernel to the page as it is; buffers as the text in them."""
        self.page.evaluate("([content, texts]) => window.deliver(content, texts)", [content, texts])

    def sent(self) -> list[dict[str, Any]]:
        """Return what the page has said to the kernel since the last time."""
        return list(self.page.evaluate("window.sent.splice(0)"))

    @property
    def saved(self) -> dict[str, Any] | None:
        """What the page would save with the notebook: the document that its views show."""
        kept = self.page.evaluate("window.traits.snapshot ?? null")
        return None if kept is None else dict(kept["document"])

    def reload(self) -> None:
        """Load the page again; nothing is mounted then."""
        self.page.reload()
        self.page.wait_for_function("window.ready === true")

    def frame(self) -> None:
        """Wait until the page has been drawn twice."""
        self.page.evaluate(
            "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() => drawn())))"
        )


@contextmanager
def stage(browser: Browser, *, strict: bool = True, **options: Any) -> Iterator[Stage]:
    """Yield a page of its own.

    Args:
        browser: to open it in.
        strict: whether the page lets nobody make markup, scripts or documents of text.
        options: of the browser context, such as `color_scheme`.
    """
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(asked, RULES if strict else ""))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    context = browser.new_context(**{"viewport": {"width": 900, "height": 900}, **options})
    try:
        refused = confine(context)
        page = context.new_page()
        on_stage = Stage(page, asked, refused, address)
        page.goto(address)
        page.wait_for_function("window.ready === true")
        yield on_stage
    finally:
        context.close()
        server.shutdown()
        server.server_close()


def _answering(asked: list[str], rules: str) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/":
                self._send("text/html", PAGE.encode(), {"Content-Security-Policy": rules})
            elif self.path in FILES:
                self._send(FILES[self.path], (STATIC / self.path[1:]).read_bytes())
            else:
                asked.append(self.path)
                self.send_error(404)

        do_POST = do_GET

        def _send(self, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(200)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:
            pass

    return Answer
