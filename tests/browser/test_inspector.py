"""The Inspector in a real browser, over a real log."""

import pytest
from playwright.sync_api import Browser

import sse_widgets as sw
from sse_widgets.frame import Frame
from tests.browser.bridge import Bridge

pytestmark = pytest.mark.browser

MANY = 250_000
"""Frames: more lines than a browser can draw in a box."""


def numbers(stage: Bridge) -> list[int]:
    return [int(text) for text in stage.page.locator(".ssew-frame-n").all_inner_texts()]


def first(stage: Bridge) -> int:
    """Return the number of the first frame in the list, 0 while its rows are on their way."""
    return next(iter(numbers(stage)), 0)


def test_any_of_many_frames_is_reached_by_scrolling_and_by_the_cursor(browser: Browser):
    run = sw.Run(sw.load("question_routing")._log.emptied())
    run.feed(*(Frame("tick", "x", at=n / 100) for n in range(MANY)))
    run.close()
    with Bridge(browser, run) as stage:
        stage.mount("inspector")
        stage.until(lambda: numbers(stage)[-1:] == [MANY])
        box = stage.page.locator(".ssew-frames-box")
        box.evaluate("box => { box.dispatchEvent(new WheelEvent('wheel', {deltaY: -1})); box.scrollTop = 0 }")
        stage.until(lambda: numbers(stage)[:1] == [1])
        box.evaluate("box => { box.scrollTop = box.scrollHeight / 2 }")
        stage.until(lambda: abs(first(stage) - MANY / 2) < MANY / 100)
        before = first(stage)
        box.evaluate("box => { box.scrollTop += 260 }")
        stage.until(lambda: first(stage) == before + 10)
        run.show(123_456)
        stage.until(lambda: stage.page.locator("[aria-current=step] .ssew-frame-n").all_inner_texts() == ["123456"])

        assert stage.errors == []


def test_frames_are_found_by_what_they_are(browser: Browser):
    run = sw.load("data_cleaning")
    with Bridge(browser, run) as stage:
        stage.mount("inspector")
        query = stage.page.get_by_label("Find in frames")
        query.fill('type:tool.finished is:error OR "no such words at all"')
        failed = [event.frame for event in run.events if event.type == "tool.finished" and event.error]
        stage.until(lambda: numbers(stage) == failed)
        query.fill("")
        stage.page.get_by_label("Filter by type").focus()
        stage.until(lambda: stage.page.locator("option[value='type:phase.started']").count())
        stage.page.get_by_label("Filter by type").select_option("type:phase.started")
        stage.until(lambda: numbers(stage) == [event.frame for event in run.events if event.type == "phase.started"])

        assert query.input_value() == "type:phase.started"


def test_a_frame_is_shown_whole_and_can_be_gone_to(browser: Browser):
    run = sw.load("data_cleaning")
    with Bridge(browser, run) as stage:
        stage.mount("inspector")
        stage.page.get_by_label("Find in frames").fill("n=20")
        row = stage.page.locator(".ssew-frame")
        stage.until(lambda: numbers(stage) == [20])
        row.click()
        detail = stage.page.locator(".ssew-detail")
        stage.until(lambda: detail.locator(".ssew-text").count() >= 2)
        event = next(event for event in run.events if event.frame == 20)

        assert event.type in detail.inner_text()
        stage.page.get_by_role("button", name="Go here").click()
        stage.until(lambda: run.cursor == 20)
        assert stage.errors == []


def test_a_click_sets_a_breakpoint_at_which_the_run_stops_and_goes_on(browser: Browser):
    held = sw.load("data_cleaning")
    run = sw.Run(held._log.emptied())
    frames = list(held.frames)
    run.feed(*frames[:20])
    with Bridge(browser, run) as stage:
        stage.mount("inspector")
        stage.until(lambda: numbers(stage)[-1:] == [20])
        stage.page.get_by_label("Find in frames").fill("type:tool.started n<20")
        stage.until(lambda: first(stage) > 0 and set(numbers(stage)) < set(range(20)))
        stage.page.locator(".ssew-frame").first.click()
        mark = stage.page.get_by_role("button", name="Break on tool.started")
        stage.until(lambda: mark.count())
        mark.click()
        stage.until(lambda: [str(each) for each in run.breakpoints] == ["tool.started"])
        run.feed(*frames[20:])
        note = stage.page.locator(".ssew-player-note")
        stage.until(lambda: note.inner_text().startswith("stopped at frame"))
        stop = run.stop_reason

        assert run.cursor == stop.n < len(frames)
        assert held.at(stop.n).tools[-1].name == run.tools[-1].name
        stage.page.get_by_role("button", name="Go on").click()
        stage.until(lambda: run.cursor > stop.n)
        stage.page.get_by_title("Take this breakpoint off").click()
        stage.until(lambda: run.breakpoints == ())
        assert stage.errors == []
