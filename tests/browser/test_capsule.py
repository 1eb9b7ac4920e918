"""Capsules in a real browser: from a file, with the network cut and no kernel anywhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import sse_widgets as sw
from sse_widgets.frame import Frame
from sse_widgets.patches import document
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent.parent.parent / "js/node_modules/axe-core/axe.min.js"
FINDINGS = """async () => {
    const {violations} = await axe.run(document, {
        rules: {'page-has-heading-one': {enabled: false}},  // it is a tool with a name, not a text
    });
    return violations.flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`));
}"""
SHOW = """async n => {
    const slider = document.querySelector('.ssew-scrubber');
    slider.value = n;
    slider.dispatchEvent(new Event('input', {bubbles: true}));
    const end = performance.now() + 60_000;
    while (performance.now() < end) {
        const saved = window.run.saved();
        if (saved?.document.stream.shown === n) return saved.document;
        await new Promise(resolve => setTimeout(resolve, 1));
    }
    throw new Error('frame ' + n + ' was not shown');
}"""


@contextmanager
def opened(browser: Browser, path: Path) -> Iterator[tuple[Page, list[str]]]:
    """Open a file offline; yield the page, and what went wrong in it or was asked for."""
    context = browser.new_context(offline=True, viewport={"width": 1100, "height": 800})
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith("file:") else faults.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".ssew-scrubber")
    yield page, faults
    context.close()


@pytest.mark.parametrize("name", ["data_cleaning", "literature_review"])
def test_every_frame_of_a_capsule_is_the_state_at_that_frame(browser: Browser, tmp_path: Path, name: str):
    run = sw.load(name)
    with opened(browser, run.to_html(tmp_path / "run.html")) as (page, faults):
        for n in [*range(len(run.frames)), 3, 70, 0, len(run.frames)]:
            shown = page.evaluate(SHOW, n)

            assert shown["state"] == document(run.at(n))
            assert shown["stream"]["recorded"] is True
        assert faults == []


def test_a_capsule_plays_finds_and_inspects(browser: Browser, tmp_path: Path):
    run = sw.load("data_cleaning")
    with opened(browser, run.to_html(tmp_path / "run.html")) as (page, faults):
        page.get_by_role("tab", name="Inspector").click()
        page.get_by_label("Find in frames").fill("type:tool.* is:error")
        until(lambda: page.evaluate("document.querySelectorAll('.ssew-frame-n').length > 0"))
        found = [int(text) for text in page.locator(".ssew-frame-n").all_inner_texts()]

        assert found == [
            event.frame for event in run.events if event.type.startswith("tool.") and getattr(event, "error", "")
        ]
        page.locator(".ssew-frame").first.click()
        page.get_by_role("button", name="Go here").click()
        until(lambda: page.evaluate(f"window.run.saved().document.stream.shown === {found[0]}"))
        page.get_by_label("Speed of playing").select_option("100")
        page.get_by_role("button", name="Play").click()
        until(lambda: page.evaluate(f"window.run.saved().document.stream.shown === {len(run.frames)}"))
        page.get_by_role("tab", name="Timeline").click()
        page.locator(".ssew-span-tool").first.click()
        until(lambda: page.evaluate("window.run.saved().document.stream.live === false"))
        assert faults == []


def test_a_capsule_of_ten_thousand_frames_is_small_and_opens_soon(browser: Browser, tmp_path: Path):
    """Half a second of what a second allows is for machines that are slower or busier."""
    run = sw.Run(title="long")
    run.feed(
        *(
            Frame(
                "token",
                json.dumps({"type": "message_token", "message_id": f"m{n // 500}", "token": f"word {n % 97} "}).ljust(
                    100
                ),
            )
            for n in range(10_000)
        )
    )
    path = run.to_html(tmp_path / "run.html")
    with opened(browser, path) as (page, faults):
        took = page.evaluate("performance.now()")
        assert page.evaluate(SHOW, 5000)["state"] == document(run.at(5000))
        assert faults == []
    assert path.stat().st_size <= 2_000_000
    assert took < 60_000, "a bound for hanging; the figure is in the benchmarks"


def test_a_capsule_lets_nothing_of_the_stream_run_or_ask(browser: Browser, tmp_path: Path):
    run = sw.Run(title="</title><script>window.hurt = 1</script>")
    hostile = "</script><script>window.hurt = 1</script><img src='http://127.0.0.1:9/x' onerror='window.hurt = 1'><!--"
    run.feed(
        Frame("message", json.dumps({"type": "message_token", "message_id": "m", "token": hostile})),
        Frame("message", hostile),
    )
    with opened(browser, run.to_html(tmp_path / "run.html")) as (page, faults):
        page.get_by_role("tab", name="Inspector").click()
        page.locator(".ssew-frame").first.click()

        assert page.evaluate("window.hurt ?? null") is None
        assert page.evaluate(SHOW, 1)["state"] == document(run.at(1))
        assert faults == []


def test_a_capsule_offers_nothing_that_it_cannot_do(browser: Browser, tmp_path: Path):
    """It is made of a run that stands at a breakpoint, and whose server would take a message."""
    with sw.MockServer("data_cleaning", speed=inf) as server:
        run = sw.connect(server.url, actions={"send": "/say"})
        run.wait(PATIENCE)
    run.show(0)
    run.break_on("tool.started")
    run.resume()
    assert run.document.stream.stopped
    assert {act.id: act.reason for act in run.document.stream.acts}["send"] == ""
    with opened(browser, run.to_html(tmp_path / "run.html")) as (page, faults):
        assert "stopped at" not in page.locator(".ssew-player").inner_text()
        page.get_by_role("tab", name="Inspector").click()
        page.locator(".ssew-frame").first.click()
        page.get_by_role("button", name="Go here").wait_for()

        assert page.get_by_text("Break on").count() == 0
        assert page.get_by_label("Breakpoints").count() == 0
        assert page.locator("textarea:enabled").count() == 0
        assert page.get_by_role("button", name="Send").count() == 0
        assert faults == []


def test_axe_finds_nothing_in_a_capsule_with_its_timeline_or_a_frame_open(browser: Browser, tmp_path: Path):
    run = sw.load("data_cleaning")
    with opened(browser, run.to_html(tmp_path / "run.html")) as (page, faults):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        page.get_by_role("tab", name="Timeline").click()
        page.locator(".ssew-span-tool").first.wait_for()
        timeline = page.evaluate(FINDINGS)
        page.get_by_role("tab", name="Inspector").click()
        page.locator(".ssew-frame").first.click()
        page.get_by_role("button", name="Go here").wait_for()

        assert timeline == []
        assert page.evaluate(FINDINGS) == []
        assert faults == []


def test_without_scripts_a_capsule_shows_its_static_face(browser: Browser, tmp_path: Path):
    run = sw.load("support_answer")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(run.to_html(tmp_path / "run.html").as_uri())
    said = " ".join(page.locator("main").inner_text().split())
    context.close()

    assert " ".join(run.messages[-1].text.split())[:60].strip("*# ") in said


def test_a_player_in_a_cell_plays_inside_its_frame_and_is_text_where_frames_are_taken_out(browser: Browser):
    run = sw.load("support_answer")
    from sse_widgets import capsule

    output = capsule.framed(run._capsule(), run.document)
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.set_content(output)
    frame = page.frame_locator("iframe")
    frame.locator(".ssew-scrubber").wait_for()
    assert not page.locator(".ssew-face").is_visible()
    page.evaluate("document.querySelector('iframe').remove()")
    assert page.locator(".ssew-face").is_visible()
    context.close()
