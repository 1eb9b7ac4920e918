"""What an agent writes runs nothing and tells nobody: every attack, character by character, in every view."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from sse_widgets.frame import Frame
from sse_widgets.patches import document
from sse_widgets.run import Run
from tests.browser.stage import Stage, stage
from tests.waiting import until

KINDS = ("messages", "console", "agents", "plan", "sources", "canvas", "connection", "inspector")
SERVER = "SERVER"
"""Stands for the address of the server that counts."""

ATTACKS = [
    "<script>window.hacked = 1</script>",
    "<script src=SERVER/a.js></script>",
    "<img src=SERVER/b.png onerror='window.hacked = 1'>",
    "<img srcset='SERVER/c.png 1x' src=x>",
    "![alt](SERVER/d.png)",
    '![alt](SERVER/e.png "title")',
    "![alt][ref]\n\n[ref]: SERVER/f.png",
    "![a](SERVER/g.png?d=secret)![b](//SERVER/h.png)",
    "[![in a link](SERVER/i.png)](javascript:window.hacked=1)",
    "[x](javascript:window.hacked=1)",
    "[x](JaVaScRiPt:window.hacked=1)",
    "[x](java\nscript:window.hacked=1)",
    "[x](&#106;avascript:window.hacked=1)",
    "[x](\\javascript:window.hacked=1)",
    "[x]( javascript:window.hacked=1)",
    "[x](data:text/html,<script>window.hacked=1</script>)",
    "[x](vbscript:window.hacked=1)",
    "<javascript:window.hacked=1>",
    "[x]: javascript:window.hacked=1\n\n[x]",
    "<iframe src=SERVER/j></iframe><iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
    "<svg onload='window.hacked=1'><script>window.hacked=1</script><image href=SERVER/k.png /></svg>",
    "<math><mtext><img src=SERVER/l.png onerror=window.hacked=1></mtext></math>",
    "<style>@import 'SERVER/m.css'; * { background: url(SERVER/n.png) }</style>",
    "<link rel=stylesheet href=SERVER/o.css><link rel=prefetch href=SERVER/p>",
    "<meta http-equiv=refresh content='0;url=SERVER/q'>",
    "<base href=SERVER/r/>",
    "<form id=MathJax action=SERVER/s><input name=body autofocus onfocus=window.hacked=1></form>",
    "<object data=SERVER/t></object><embed src=SERVER/u>",
    "<video src=SERVER/v poster=SERVER/w autoplay></video><audio src=SERVER/x></audio>",
    "<div style='background:url(SERVER/y.png)' id=ssew-1 name=constructor>x</div>",
    "<a href='javascript:window.hacked=1' ping=SERVER/z>x</a>",
    "<details open ontoggle=window.hacked=1>x</details>",
    "<noscript><p title='</noscript><img src=SERVER/aa onerror=window.hacked=1>'>",
    "```html\n<script>window.hacked = 1</script>\n<img src=SERVER/ab>\n```\n",
    '```"><img src=SERVER/ac onerror=window.hacked=1>\nx\n```\n',
    "| a | <img src=SERVER/ad> |\n|---|---|\n| ![x](SERVER/ae) | <script>window.hacked=1</script> |\n",
    "$\\href{javascript:window.hacked=1}{x}$ $\\includegraphics{SERVER/af.png}$ $\\url{SERVER/ag}$",
    "$$\\class{x}\\style{background:url(SERVER/ah)}{y} \\htmlId{constructor}{z}$$",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)",
    "\ue0001\ue001\ue000999999\ue001\ue000<img src=SERVER/ai>\ue001",
    "__proto__ constructor [__proto__]: SERVER/aj\n\n[__proto__]",
    "\u202egnp.exe\u2066\u0000<img src=SERVER/ak>",
    "&lt;img src=SERVER/al onerror=window.hacked=1&gt; &#60;script&#62;window.hacked=1&#60;/script&#62;",
    "- <img src=SERVER/am>\n  > <script>window.hacked=1</script>\n  > ![x](SERVER/an)\n",
    "[a](http://x.example/\" onmouseover=\"window.hacked=1) <http://x.example/'onclick='window.hacked=1>",
]

STREAM = """async ([text, paths]) => {
    for (const sign of text) {
        say({kind: "patch", clock: 1, ops: paths.map(path => ["append", path, sign])});
        await new Promise(done => setTimeout(done));
    }
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 150)));
}"""
OPEN = """() => {
    for (const head of document.querySelectorAll('.ssew-fold-head[aria-expanded=false]')) head.click();
}"""
SHOWN = "message => message.querySelector('.ssew-md').childElementCount > 0 || message.textContent.length > 20"
DANGERS = """() => {
    const found = [];
    const forbidden = new Set(['script', 'style', 'link', 'meta', 'base', 'form', 'object', 'embed', 'video', 'audio',
        'iframe', 'img', 'source', 'foreignobject', 'annotation-xml']);
    for (const element of document.querySelectorAll('main *')) {
        const name = element.localName;
        if (forbidden.has(name) && !(name === 'iframe' && element.getAttribute('sandbox') === '')) found.push(name);
        for (const {name: key, value} of element.attributes) {
            if (/^on|^(name|ping|action|srcset|poster|formaction|background)$/.test(key)) found.push(`${name} ${key}`);
            if (key === 'id' && !/^(ssew-\\d+-|stage-)/.test(value)) found.push(`id ${value}`);
            if (key === 'href' && !/^(https?:|mailto:|#)/.test(value)) found.push(`href ${value}`);
            if (key === 'src') found.push(`src ${value}`);
            if (key === 'style' && /url|expression|import/i.test(value)) found.push(`style ${value}`);
        }
    }
    return found;
}"""


def _attacked(run: Run) -> tuple[dict[str, Any], list[list[Any]]]:
    """Return a document in which everything that can grow does, and where."""
    events = [
        {"type": "TEXT_MESSAGE_START", "messageId": "m", "role": "assistant"},
        {"type": "TEXT_MESSAGE_CONTENT", "messageId": "m", "delta": " "},
        {"type": "THINKING_START"},
        {"type": "THINKING_TEXT_MESSAGE_START"},
        {"type": "THINKING_TEXT_MESSAGE_CONTENT", "delta": " "},
        {"type": "TOOL_CALL_START", "toolCallId": "t", "toolCallName": "x", "parentMessageId": "m"},
        {"type": "TOOL_CALL_ARGS", "toolCallId": "t", "delta": " "},
    ]
    run.feed(Frame("", json.dumps({"type": "RUN_STARTED", "threadId": "x", "runId": "y"}), "", None, 0.0))
    for at, event in enumerate(events):
        run.feed(Frame("", json.dumps(event), "", None, at / 10))
    shown = document(run.document)
    artifact = {
        "id": "c",
        "kind": "markdown",
        "title": "x",
        "language": "",
        "body": " ",
        "version": 1,
        "origin": "",
        "updated_at": 0.0,
        "versions": [],
    }
    shown["state"]["canvas"] = [artifact]
    state = shown["state"]
    text = next(n for n, part in enumerate(state["messages"][0]["parts"]) if part["kind"] == "text")
    paths: list[list[Any]] = [["state", "messages", 0, "parts", text, "text"], ["state", "canvas", 0, "body"]]
    paths += [["state", "thoughts", n, "content"] for n in range(len(state["thoughts"]))]
    paths += [["state", "tools", n, "args_content"] for n in range(len(state["tools"]))]
    return shown, paths


def test_a_formula_is_set_and_code_is_coloured(attacked: Stage):
    """So the attacks below reach the libraries too that a page loads on first use."""
    shown, paths = _attacked(Run())
    attacked.page.evaluate("shown => say({kind: 'snapshot', seq: 0, clock: 1, document: shown})", shown)
    attacked.page.evaluate(STREAM, ["$x^2$\n\n```python\ndef f(): pass\n```\n\nend", paths])
    message = attacked.page.locator("#stage-messages .ssew-message")
    message.locator("math msup").wait_for(state="attached")
    message.locator(".ssew-hl-keyword").first.wait_for()

    assert message.locator(".ssew-hl-keyword").all_inner_texts() == ["def", "pass"]
    assert attacked.violations == []


@pytest.fixture
def attacked(browser: Browser) -> Any:
    with stage(browser) as on_stage:
        for kind in KINDS:
            on_stage.mount(kind)
        yield on_stage


def test_no_attack_runs_anything_or_leaves_the_page(attacked: Stage):
    shown, paths = _attacked(Run())
    for attack in ATTACKS:
        attacked.page.evaluate("shown => say({kind: 'snapshot', seq: 0, clock: 1, document: shown})", shown)
        text = attack.replace(SERVER, attacked.address)
        attacked.page.evaluate(OPEN)
        attacked.page.evaluate(STREAM, [text, paths])

        assert attacked.page.locator("#stage-messages .ssew-message").evaluate(SHOWN), attack
        assert attacked.page.evaluate(DANGERS) == [], attack
        assert attacked.page.evaluate("window.hacked") is None, attack
        assert attacked.requests == [], attack
    assert attacked.violations == []
    assert attacked.errors == []


def test_the_test_itself_would_notice(attacked: Stage):
    attacked.page.evaluate("address => { new Image().src = `${address}/seen.png`; }", attacked.address)
    attacked.page.evaluate("() => { try { document.body.innerHTML = '<b>'; } catch {} }")
    until(lambda: attacked.requests and attacked.violations)

    assert attacked.requests == ["/seen.png"]
    assert attacked.violations == ["require-trusted-types-for"]
