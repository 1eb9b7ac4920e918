"""Views among other things on a page: they take no more than is theirs of its room, its wheel and its keys."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

import sse_widgets as sw
from sse_widgets.frame import Frame
from sse_widgets.run import Run
from tests.browser.stage import Stage, stage

SIZED = ("console", "messages", "agents", "plan", "sources", "canvas", "timeline", "inspector", "dashboard")
FILL = "document.querySelector('main').style.padding = '300px 0 2000px'"
SCROLLED = "[document.scrollingElement.scrollTop, document.querySelector('.ssew-scroll').scrollTop]"


@pytest.fixture
def messages(browser: Browser) -> Iterator[Stage]:
    run = sw.load("support_answer")
    with stage(browser) as on_stage:
        on_stage.mount("messages", height="200px")
        on_stage.show(run.document)
        on_stage.page.evaluate(FILL)
        on_stage.page.locator(".ssew-scroll").evaluate("box => { box.scrollTop = 0; }")
        on_stage.frame()
        yield on_stage
        assert on_stage.errors == []


def _turn(on_stage: Stage, by: int) -> list[int]:
    before = on_stage.page.evaluate(SCROLLED)
    on_stage.page.mouse.wheel(0, by)
    on_stage.page.wait_for_function(f"before => String({SCROLLED}) !== String(before)", arg=before)
    on_stage.frame()
    return list(on_stage.page.evaluate(SCROLLED))


def test_the_wheel_moves_the_page_while_the_pointer_only_passes_over_a_view(messages: Stage):
    page = messages.page
    page.mouse.move(200, 100)
    page.locator(".ssew-scroll").hover()
    for turn in range(1, 4):
        assert _turn(messages, 40) == [40 * turn, 0]


def test_the_wheel_is_for_a_view_on_which_the_pointer_rests(messages: Stage):
    page = messages.page
    page.clock.install()
    page.mouse.move(200, 100)
    page.locator(".ssew-scroll").hover()
    page.clock.run_for(301)

    assert _turn(messages, 40) == [0, 40]


def test_the_wheel_is_for_a_view_that_has_the_focus(messages: Stage):
    page = messages.page
    page.mouse.move(200, 100)
    page.locator(".ssew-scroll").focus()
    page.locator(".ssew-scroll").hover()

    assert _turn(messages, 40) == [0, 40]


@pytest.mark.parametrize("kind", SIZED)
def test_a_view_has_its_height_before_it_has_anything_to_show_and_keeps_it(browser: Browser, kind: str):
    run = sw.load("literature_review") if kind != "dashboard" else sw.Dashboard([sw.load("support_answer")])._model
    shown = run.document if kind != "dashboard" else run._read()
    with stage(browser) as on_stage:
        on_stage.mount(kind)
        root = on_stage.page.locator(".ssew-root")
        height = root.bounding_box()["height"]
        on_stage.show(shown)
        seen = {root.bounding_box()["height"]}
        if kind != "dashboard":
            for part in range(6):
                run.show(len(run.frames) * part // 5)
                on_stage.show(run.document)
                seen.add(root.bounding_box()["height"])

        assert seen == {height}


STICKS_OUT = """() => {
    const skipped = '.ssew-hidden, .ssew-md-scroll, .ssew-text-data, .ssew-text-code, .ssew-tabs, .ssew-lanes';
    const root = document.querySelector('.ssew-root');
    const end = root.getBoundingClientRect().right + 1;
    return [...root.querySelectorAll('*')]
        .filter(element => element.getBoundingClientRect().right > end && !element.closest(skipped))
        .map(element => element.className);
}"""
"""What scrolls within itself may be as wide as it is."""


@pytest.mark.parametrize("width", [296, 336, 1616])
@pytest.mark.parametrize("kind", [*SIZED[:-1], "composer", "connection"])
def test_nothing_sticks_out_of_a_view_however_narrow(browser: Browser, kind: str, width: int):
    run = sw.load("literature_review")
    with stage(browser, viewport={"width": width, "height": 900}) as on_stage:
        on_stage.mount(kind)
        on_stage.show(run.document)

        assert on_stage.page.evaluate(STICKS_OUT) == []


def test_what_nobody_points_at_tells_by_keyboard_where_it_leads(browser: Browser):
    run = sw.load("literature_review")
    with stage(browser) as on_stage:
        on_stage.mount("sources")
        on_stage.show(run.document)
        link = on_stage.page.locator("a.ssew-link").first
        told = "link => getComputedStyle(link, '::after').content"

        assert link.evaluate(told) == "none"
        on_stage.page.keyboard.press("Tab")
        link.focus()
        assert link.evaluate(told) == f'"{link.get_attribute("title")}"'


def test_text_reads_in_its_own_direction_and_code_always_to_the_right(browser: Browser):
    run = Run()
    text = "مرحبا **بك**.\n\n- أول\n\n| عمود |\n|---|\n| أ |\n\nEnglish.\n\n```\nprint()\n```"
    run.feed(
        Frame("", json.dumps({"type": "TEXT_MESSAGE_CHUNK", "messageId": "m", "role": "assistant", "delta": text}))
    )
    with stage(browser) as on_stage:
        on_stage.mount("messages")
        on_stage.show(run.document)
        at_the_right = on_stage.page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('.ssew-md > *')].map(block => {
                const range = document.createRange();
                range.selectNodeContents(block.querySelector('li p, td, pre') ?? block);
                const {left, right} = range.getBoundingClientRect();
                const box = block.parentElement.getBoundingClientRect();
                return [block.tagName + block.textContent.trim().slice(0, 1), left - box.left > box.right - right];
            }))"""
        )

        assert at_the_right == {"Pم": True, "ULأ": True, "DIVع": True, "PE": False, "DIVC": False}
