"""Time travel in a real browser: what is shown at a frame is what was true at that frame."""

import pytest
from playwright.sync_api import Browser

import sse_widgets as sw
from sse_widgets.patches import document
from tests.browser.bridge import Bridge

pytestmark = pytest.mark.browser


def test_every_frame_shown_in_a_browser_is_the_state_at_that_frame(browser: Browser):
    run = sw.load("data_cleaning")
    with Bridge(browser, run) as stage:
        stage.mount("console")
        for n in [*range(len(run.frames) + 1), 3, 70, 0, 41]:
            run.show(n)
            shown = stage.until(lambda n=n: stage.document["stream"]["shown"] == n and stage.document)

            assert shown["state"] == document(run.at(n))
        assert stage.errors == []
        assert stage.refused == []


def test_the_scrubber_moves_python_and_every_view(browser: Browser):
    run = sw.load("literature_review")
    with Bridge(browser, run) as stage:
        stage.mount("console")
        stage.mount("inspector")
        sliders = stage.page.get_by_label("Frame shown")
        stage.until(lambda: sliders.count() == 2)
        sliders.first.focus()
        stage.page.keyboard.press("Shift+ArrowLeft")
        stage.until(lambda: run.cursor == len(run.frames) - 10)
        stage.until(lambda: sliders.nth(1).input_value() == str(run.cursor))
        stage.page.keyboard.press("Home")
        stage.until(lambda: run.cursor == 0)
        stage.page.keyboard.press("m")
        stage.until(lambda: len(run.messages) == 1)
        stage.page.keyboard.press("l")
        stage.until(lambda: run.cursor == len(run.frames))

        assert stage.errors == []


def test_a_run_that_is_played_goes_from_its_beginning_to_its_end(browser: Browser):
    run = sw.load("question_routing")
    with Bridge(browser, run) as stage:
        stage.mount("inspector")
        stage.until(lambda: stage.page.get_by_label("Speed of playing").count())
        stage.page.get_by_label("Speed of playing").select_option("4")
        stage.page.get_by_role("button", name="Play").click()
        seen = set()
        stage.until(lambda: seen.add(run.cursor) or len(seen) > 3)
        stage.until(lambda: stage.page.get_by_role("button", name="Play").count())

        stage.until(lambda: run.cursor == len(run.frames))  # where this side is slow, the page is at the end before it


def test_a_browser_scrubs_by_itself_while_the_kernel_does_not_answer(browser: Browser):
    run = sw.Run(title="live")
    held = sw.load("literature_review")
    with Bridge(browser, run) as stage:
        stage.mount("console")
        for frame in held.frames:
            run.feed(frame)
            run.model.flush(force=True)
            stage.pump()
        stage.until(lambda: stage.document["stream"]["shown"] == len(held.frames))
        stage.listens = False
        stage.page.get_by_label("Frame shown").focus()
        stage.page.keyboard.press("Home")
        place = stage.page.locator(".ssew-player-place")
        stage.until(lambda: place.inner_text().startswith("0 of"))
        stage.page.keyboard.press("m")
        first = next(n for n in range(len(held.frames) + 1) if held.at(n).messages)
        stage.until(lambda: place.inner_text().startswith(f"{first} of"))

        stage.until(lambda: "kernel busy" in stage.page.locator(".ssew-player").inner_text())

        assert run.cursor == len(held.frames)


def test_a_stretch_dragged_in_the_timeline_is_the_selection_in_python_and_the_other_way_round(browser: Browser):
    run = sw.load("data_cleaning")
    with Bridge(browser, run) as stage:
        stage.mount("timeline")
        tracks = stage.page.locator(".ssew-lanes-tracks")
        stage.until(lambda: tracks.count() and tracks.bounding_box()["width"] > 300)
        box = tracks.bounding_box()
        y = box["y"] + 10
        stage.page.mouse.move(box["x"] + box["width"] * 0.25, y)
        stage.page.mouse.down()
        stage.page.mouse.move(box["x"] + box["width"] * 0.5, y, steps=4)
        stage.page.mouse.up()
        stage.page.mouse.move(0, 0)
        stage.until(lambda: run.selection)
        end = run.frames[-1].at

        assert run.selection == pytest.approx((end * 0.25, end * 0.5), abs=end * 0.02)
        run.selection = (1.0, 2.0)
        foot = stage.page.locator(".ssew-timeline-foot")
        stage.until(lambda: "selected 0:01.0 – 0:02.0" in foot.inner_text())
        stage.page.get_by_role("button", name="Clear").click()
        stage.until(lambda: run.selection is None)
        assert stage.errors == []


def test_a_click_in_the_timeline_goes_to_that_moment_in_every_view(browser: Browser):
    run = sw.load("data_cleaning")
    with Bridge(browser, run) as stage:
        stage.mount("timeline")
        spans = stage.page.locator(".ssew-span-tool")
        stage.until(lambda: spans.count() > 2)
        tools = run.at(len(run.frames)).tools
        first = min((tool for tool in tools if tool.name == tools[2].name), key=lambda tool: tool.started_at)
        stage.page.get_by_role("button", name=first.name).first.click()
        stage.until(lambda: run.cursor < len(run.frames))

        assert run.frames[run.cursor - 1].at <= first.started_at < run.frames[run.cursor].at
        assert spans.count() == len(tools), "the lanes beyond the cursor stay"
        assert stage.errors == []


def test_the_timeline_is_gone_through_with_the_keyboard(browser: Browser):
    run = sw.load("data_cleaning")
    with Bridge(browser, run) as stage:
        stage.mount("timeline")
        spans = stage.page.locator(".ssew-span")
        stage.until(lambda: spans.count() > 2)
        spans.first.focus()
        for key in ("ArrowRight", "ArrowDown", "Enter"):
            stage.page.keyboard.press(key)
        stage.until(lambda: run.cursor < len(run.frames))
        stage.page.keyboard.press("[")
        stage.until(lambda: run.selection)
        stage.page.keyboard.press("Delete")
        stage.until(lambda: run.selection is None)
        stage.page.keyboard.press("+")
        stage.until(lambda: stage.page.get_by_role("button", name="All").is_enabled())
        stage.page.keyboard.press("0")
        stage.until(lambda: stage.page.get_by_role("button", name="All").is_disabled())
