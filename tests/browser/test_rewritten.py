"""The output of a cell is written once more when a run ends; a reader who is in the middle of it must not notice."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

import sse_widgets as sw
from tests.browser.bridge import Bridge
from tests.browser.lab import Lab, Notebook

LONG = """
import threading
import sse_widgets as sw

rest = threading.Event()
said = "A sentence that is read slowly. " * 12

def stream():
    yield {"type": "RUN_STARTED", "threadId": "t", "runId": "r"}
    for n in range(30):
        yield {"type": "REASONING_MESSAGE_CHUNK", "messageId": f"r{n}", "delta": f"Thought {n}, which goes on."}
        yield {"type": "REASONING_MESSAGE_END", "messageId": f"r{n}"}
        yield {"type": "TEXT_MESSAGE_CHUNK", "messageId": f"m{n}", "role": "assistant", "delta": f"Message {n}. {said}"}
        yield {"type": "TEXT_MESSAGE_END", "messageId": f"m{n}"}
    rest.wait(120)
    yield {"type": "TEXT_MESSAGE_CHUNK", "messageId": "last", "role": "assistant", "delta": "The last word."}
    yield {"type": "RUN_FINISHED", "threadId": "t", "runId": "r"}

run = sw.watch(stream())
"""
PLACE = """root => {
    const box = root.querySelector('.ssew-scroll[role=log]');
    const upper = box.getBoundingClientRect().top;
    const turn = [...box.querySelectorAll('[data-turn]')].find(turn => turn.getBoundingClientRect().bottom > upper);
    return {
        turn: turn.dataset.turn,
        below: Math.round(turn.getBoundingClientRect().top - upper),
        folds: [...root.querySelectorAll('.ssew-fold[data-open=true]')].map(fold => fold.innerText),
        frames: root.querySelector('.ssew-frames-box')?.scrollTop ?? 0,
        tab: root.querySelector('[role=tab][aria-selected=true]')?.innerText ?? '',
        height: root.getBoundingClientRect().height,
    };
}"""


def place(notebook: Notebook, cell: int) -> dict[str, Any]:
    """Where a reader of a view is: what is at the upper edge, which folds and which tab are open, how tall it is."""
    return dict(notebook.output(cell).locator(".ssew-root").evaluate(PLACE))


def scroll(notebook: Notebook, box: Locator, by: int) -> None:
    """Turn the wheel over a box that has the focus, so that it is meant."""
    box.hover()
    box.evaluate("box => box.focus({preventScroll: true})")
    notebook.page.mouse.wheel(0, by)


def read(notebook: Notebook, cell: int, tab: str) -> dict[str, Any]:
    """Go to the middle of a view as a reader does, open a fold there and a tab; return the place."""
    view = notebook.output(cell).locator(".ssew-root")
    view.get_by_text("Message 29.").wait_for()
    if tab:
        view.get_by_role("tab", name=tab).click()
        view.get_by_text("TEXT_MESSAGE_END").last.wait_for()
        scroll(notebook, view.locator(".ssew-frames-box"), -1200)
    box = view.locator(".ssew-scroll[role=log]")
    scroll(notebook, box, -2500)
    notebook.until(lambda: view.get_by_text("Latest").count())
    fold = box.locator(".ssew-thought", has_text="Thought 15").locator("button")
    fold.scroll_into_view_if_needed()
    fold.click()
    notebook.until(lambda: box.locator(".ssew-thought[data-open=true]").count() == 1)
    notebook.until(lambda: not tab or place(notebook, cell)["frames"])
    return place(notebook, cell)


@pytest.mark.parametrize(("view", "tab"), [("run", "Inspector"), ("sw.Messages(run)", "")])
def test_the_end_of_a_run_leaves_the_reader_where_it_was(lab: Lab, view: str, tab: str):
    notebook = lab.notebook([LONG + view])
    notebook.page.set_viewport_size({"width": 1800, "height": 900})  # for a console with a view beside the messages
    notebook.run(0)
    before = read(notebook, 0, tab)
    page = notebook.page.locator(".jp-WindowedPanel-outer").first
    scrolled = page.evaluate("box => box.scrollTop")

    notebook.execute("rest.set(); run.wait(30).status")
    notebook.until(lambda: "completed" in "".join(notebook.outputs(0)[0]["data"]["text/plain"]))
    notebook.until(lambda: "1 new" in notebook.output(0).inner_text())

    notebook.until(lambda: place(notebook, 0) == before)
    assert place(notebook, 0) == before
    assert before["folds"][0].startswith("Thought")
    assert page.evaluate("box => box.scrollTop") == scrolled
    assert notebook.errors == []


PARTS = [f"## Part {n}\n\n" + "A sentence that is read slowly. " * 4 + "\n\n" for n in range(600)]
AGAIN = """late => new Promise(resolve => {
    window.left?.abort();
    window.left = new AbortController();
    const el = document.createElement('div'), view = document.getElementById('view');
    view.replaceChildren();
    if (!late) view.append(el);
    window.stage.hub.mount({kind: 'messages', options: {height: '400px'}, el, key: 'it', signal: window.left.signal});
    const look = () => {
        const {scrollTop, scrollHeight} = el.querySelector('.ssew-scroll');
        resolve([Math.round(scrollTop), scrollHeight]);
    };
    const put = () => {
        if (late) view.append(el);
        requestAnimationFrame(() => setTimeout(look));  // what was painted first
    };
    setTimeout(put, late);
})"""


def test_what_is_mounted_again_is_where_it_was_from_the_first_moment(browser: Browser):
    """Also where a host puts it into the page later, and where its text is so long that it is shown bit by bit."""
    events = [{"type": "TEXT_MESSAGE_CHUNK", "messageId": "m", "role": "assistant", "delta": part} for part in PARTS]
    run = sw.watch(iter([*events, {"type": "TEXT_MESSAGE_END", "messageId": "m"}]), dialect="ag_ui").wait(30)
    with Bridge(browser, run) as page:
        page.page.evaluate(AGAIN, 0)
        box = page.page.locator(".ssew-scroll")
        page.until(lambda: page.page.get_by_text("Part 599").count())
        box.hover()
        box.evaluate("box => box.focus()")
        page.page.mouse.wheel(0, -900)
        page.until(lambda: page.page.get_by_text("Latest").count())
        before = page.until(lambda: box.evaluate("box => [Math.round(box.scrollTop), box.scrollHeight]"))

        for late in (0, 20, 2500):
            assert page.page.evaluate(AGAIN, late) == before
            page.until(lambda: page.page.get_by_text("Part 599").count())
