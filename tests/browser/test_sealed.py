"""What an artifact in the canvas can reach: nothing by default, and nothing over HTTP when its scripts run."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from sse_widgets import events as e
from sse_widgets.document import Document, Stream
from sse_widgets.patches import document
from sse_widgets.reducer import replay
from tests.browser.stage import Stage, stage
from tests.waiting import until

ESCAPES = """
<base href="SERVER/base/">
<meta http-equiv="refresh" content="1;url=SERVER/refresh">
<link rel="stylesheet" href="SERVER/css"><link rel="prefetch" href="SERVER/prefetch">
<link rel="preload" as="image" href="SERVER/preload"><link rel="dns-prefetch" href="SERVER">
<link rel="modulepreload" href="SERVER/modulepreload"><link rel="icon" href="SERVER/icon">
<style>@import "SERVER/import"; @font-face { font-family: x; src: url(SERVER/font); }
body { background: url(SERVER/background); font-family: x; } li { list-style-image: url(SERVER/list); }</style>
<p style="background: url(SERVER/style)">text</p><ul><li>one</li></ul>
<img src="SERVER/img"><img srcset="SERVER/srcset 2x" loading="eager"><picture><source srcset="SERVER/source"></picture>
<svg><image href="SERVER/svg"/><use href="SERVER/use#x"/></svg><input type="image" src="SERVER/input">
<video src="SERVER/video" autoplay poster="SERVER/poster"></video><audio src="SERVER/audio" autoplay></audio>
<object data="SERVER/object"></object><embed src="SERVER/embed"><iframe src="SERVER/iframe"></iframe>
<iframe srcdoc="<img src='SERVER/nested'><script>fetch('SERVER/nested-fetch')</script>"></iframe>
<form action="SERVER/form" id="f"><input name="x"></form><a href="SERVER/ping" ping="SERVER/pinged" id="a">x</a>
<script src="SERVER/script"></script>
<script>
const tries = [
    () => fetch("SERVER/fetch"),
    () => navigator.sendBeacon("SERVER/beacon", "x"),
    () => new Image().src = "SERVER/image",
    () => new WebSocket("WS/websocket"),
    () => new EventSource("SERVER/eventsource"),
    () => { const x = new XMLHttpRequest(); x.open("GET", "SERVER/xhr"); x.send(); },
    () => import("SERVER/dynamic"),
    () => new Worker("SERVER/worker"),
    () => new SharedWorker("SERVER/sharedworker"),
    () => navigator.serviceWorker.register("SERVER/serviceworker"),
    () => document.getElementById("f").submit(),
    () => document.getElementById("a").click(),
    () => window.open("SERVER/popup"),
    () => { top.location = "SERVER/top"; },
    () => { parent.location = "SERVER/parent"; },
    () => { location = "SERVER/self"; },
    () => { location.href = "SERVER/href"; },
    () => history.pushState({}, "", "SERVER/push"),
    () => { parent.document.body.dataset.hacked = "1"; },
    () => { top.hacked = localStorage.getItem("token"); },
    () => parent.postMessage({ hacked: true }, "*"),
    () => new Worker(URL.createObjectURL(new Blob(["fetch('SERVER/blob-worker')"]))),
    () => { const s = document.createElement("script"); s.src = "SERVER/injected"; document.head.append(s); },
    () => CSS.paintWorklet.addModule("SERVER/worklet"),
    () => new PresentationRequest("SERVER/present").start(),
];
top.postMessage("ran", "*");
for (const attempt of tries) { try { Promise.resolve(attempt()).catch(() => {}); } catch {} }
</script>
"""


@pytest.fixture(params=[True, False], ids=["strict", "lax"])
def canvas(browser: Browser, request: pytest.FixtureRequest) -> Any:
    """A canvas in a page that lets nobody write documents, and in one that does."""
    with stage(browser, strict=request.param) as on_stage:
        on_stage.mount("canvas")
        yield on_stage


def show(on_stage: Stage, kind: str = "web") -> None:
    html = ESCAPES.replace("SERVER", on_stage.address).replace("WS", on_stage.address.replace("http", "ws"))
    state = replay([e.ArtifactOpened("a", kind, html, "Page"), e.RunFinished()])  # type: ignore[arg-type]
    shown = document(Document(state, Stream(received=1, shown=1)))
    on_stage.page.evaluate("shown => say({kind: 'snapshot', seq: 1, clock: null, document: shown})", shown)
    on_stage.page.locator("iframe.ssew-page").wait_for()


@pytest.mark.parametrize("kind", ["web", "sandbox"])
def test_a_page_on_the_canvas_runs_nothing_and_reaches_nobody(canvas: Stage, kind: str):
    show(canvas, kind)
    canvas.page.wait_for_timeout(2500)  # longer than a refresh, and than any of these would wait
    frame = canvas.page.frames[1]

    assert canvas.requests == []
    assert frame.locator("p").inner_text() == "text"
    assert canvas.page.evaluate("document.body.dataset.hacked ?? window.hacked") is None
    assert canvas.page.url.startswith(canvas.address)


def test_scripts_that_a_person_has_run_reach_nobody_over_http_and_not_the_notebook(canvas: Stage):
    show(canvas)
    canvas.page.evaluate("addEventListener('message', event => { window.told ??= event.data; })")
    canvas.page.get_by_role("button", name="Run scripts, sealed off").click()
    canvas.page.wait_for_function("() => window.told === 'ran'")
    canvas.page.wait_for_timeout(2500)

    assert canvas.requests == []
    assert canvas.page.evaluate("document.body.dataset.hacked ?? window.hacked") is None
    assert canvas.page.url.startswith(canvas.address)


def test_the_test_itself_would_notice(browser: Browser):
    with stage(browser, strict=False) as open_stage:
        open_stage.page.evaluate(
            """html => {
                const frame = document.createElement("iframe");
                frame.sandbox = "allow-scripts";
                frame.srcdoc = html;
                document.body.append(frame);
            }""",
            ESCAPES.replace("SERVER", open_stage.address).replace("WS", open_stage.address.replace("http", "ws")),
        )

        until(lambda: open_stage.frame() or len(set(open_stage.requests)) > 10)
