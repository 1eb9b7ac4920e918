"""Messages as they are read: thousands of them, while more come, by mouse and by keyboard."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

from sse_widgets.frame import Frame
from sse_widgets.run import Run
from tests.browser.stage import Stage, stage
from tests.waiting import until

TEXT = "Message {n} says something.\n\n- that goes on\n- for {n} lines\n\n" + "And has an end of some length. " * 8
TOP = "box => box.scrollTop"
TO_END = "box => box.scrollHeight - box.clientHeight - box.scrollTop"


class Talk:
    """A run that is fed, and a page that shows it."""

    def __init__(self, on_stage: Stage) -> None:
        self.stage = on_stage
        self.run = Run()
        self.at = 0.0
        self.feed("RUN_STARTED", threadId="t", runId="r")

    def say(self, id: str, text: str, *, done: bool = True) -> None:
        """Add to a message."""
        self.at += 0.1
        self.feed("TEXT_MESSAGE_CHUNK", messageId=id, role="assistant", delta=text)
        if done:
            self.feed("TEXT_MESSAGE_END", messageId=id)

    def show(self) -> None:
        """Tell the page."""
        self.stage.show(self.run.document, self.at)

    def feed(self, kind: str, **data: Any) -> None:
        """Add a frame of AG-UI."""
        self.run.feed(Frame("", json.dumps({"type": kind, **data}), "", None, self.at))


@pytest.fixture
def talk(browser: Browser) -> Iterator[Talk]:
    with stage(browser) as on_stage:
        yield Talk(on_stage)
        assert on_stage.errors == []
        assert on_stage.requests == []


@pytest.fixture
def long(talk: Talk) -> Talk:
    for n in range(5000):
        talk.say(f"m{n}", TEXT.format(n=n))
    return talk


def _box(talk: Talk) -> Locator:
    return talk.stage.page.locator(".ssew-scroll")


def _come_to(talk: Talk) -> Locator:
    """A reader is in the view, so that the wheel is for it."""
    box = _box(talk)
    box.focus()
    box.hover()
    return box


def _leave_end(talk: Talk) -> Locator:
    """A reader goes up a little, after which the box may be scrolled anywhere."""
    box = _come_to(talk)
    talk.stage.page.mouse.wheel(0, -60)
    talk.stage.page.locator(".ssew-pill").wait_for()
    return box


def test_five_thousand_messages_are_there_at_once_and_scroll_from_end_to_end(long: Talk):
    long.show()
    page = long.stage.page
    long.stage.mount("messages")
    long.stage.frame()
    box = _box(long)

    assert box.evaluate(TO_END) < 2
    assert page.get_by_text("Message 4999 says").is_visible()
    assert page.locator("article").count() < 60

    _leave_end(long).evaluate("box => { box.scrollTop = 0; }")
    page.get_by_text("Message 0 says").wait_for()
    for part in (0.25, 0.5, 0.75):
        box.evaluate("(box, part) => { box.scrollTop = box.scrollHeight * part; }", part)
        long.stage.frame()
        inside = box.evaluate(
            """box => {
                const {top, bottom} = box.getBoundingClientRect();
                const turns = [...box.querySelectorAll('article')].map(turn => turn.getBoundingClientRect());
                return turns.filter(turn => turn.bottom > top && turn.top < bottom).length;
            }"""
        )
        assert inside >= 3, part
        assert page.locator("article").count() < 60


def test_what_is_read_stays_where_it_is_while_more_is_said(long: Talk):
    long.show()
    long.stage.mount("messages")
    page, box = long.stage.page, _come_to(long)
    page.mouse.wheel(0, -1500)
    page.get_by_role("button", name="Latest").wait_for()
    long.stage.frame()
    read = box.evaluate(
        """box => {
            const top = box.getBoundingClientRect().top;
            const turn = [...box.querySelectorAll('article')].find(turn => turn.getBoundingClientRect().top > top);
            turn.dataset.read = 'yes';
            return turn.getBoundingClientRect().top;
        }"""
    )
    for n in range(5000, 5030):
        long.say(f"m{n}", TEXT.format(n=n))
        long.show()

    assert page.locator("[data-read]").bounding_box()["y"] == pytest.approx(read, abs=1)
    page.get_by_role("button", name="30 new").click()
    page.get_by_text("Message 5029 says").wait_for()
    page.wait_for_function(f"({TO_END})(document.querySelector('.ssew-scroll')) < 2")


def test_scrolling_up_by_the_wheel_never_jumps(long: Talk):
    """Messages come into the page above the reader, with heights that were only guessed before."""
    long.show()
    long.stage.mount("messages")
    page, box = long.stage.page, _leave_end(long)
    box.evaluate("box => { box.scrollTop = box.scrollHeight / 2; }")
    long.stage.frame()
    where = """box => {
        const top = box.getBoundingClientRect().top;
        return Object.fromEntries([...box.querySelectorAll('[data-turn]')]
            .map(turn => [turn.dataset.turn, turn.getBoundingClientRect().top - top]));
    }"""

    def gone(before: dict[str, float]) -> int:
        """How far what is read has gone on by now; no part of it has jumped."""
        long.stage.frame()
        after = box.evaluate(where)
        read = [key for key in before.keys() & after.keys() if -200 < before[key] < 700]
        moved = {round(after[key] - before[key]) for key in read}

        assert moved
        assert all(0 <= by <= 130 for by in moved), moved
        return max(moved)

    for _ in range(40):
        before = box.evaluate(where)
        page.mouse.wheel(0, -120)
        until(lambda before=before: gone(before) >= 110)


def test_a_message_that_grows_is_followed_and_the_view_keeps_its_height(talk: Talk):
    talk.say("m", "Begin. ", done=False)
    talk.show()
    talk.stage.mount("messages")
    root = talk.stage.page.locator(".ssew-root")
    height = root.bounding_box()["height"]
    for n in range(60):
        talk.say("m", f"Line {n} of it.\n\n", done=False)
        talk.show()

        assert root.bounding_box()["height"] == height
        assert _box(talk).evaluate(TO_END) < 2
    assert talk.stage.page.get_by_text("Line 59 of it").is_visible()


def test_opening_a_thought_moves_nothing_above_it(talk: Talk):
    for n in range(12):
        talk.say(f"m{n}", TEXT.format(n=n))
    talk.feed("REASONING_MESSAGE_CONTENT", messageId="thought", delta="A long thought. " * 200)
    talk.say("last", "The end.")
    talk.show()
    talk.stage.mount("messages")
    fold = talk.stage.page.locator(".ssew-fold-head").first
    before = fold.bounding_box()["y"]
    fold.click()
    talk.stage.frame()

    assert fold.get_attribute("aria-expanded") == "true"
    assert fold.bounding_box()["y"] == pytest.approx(before, abs=1)


def test_keys_that_had_a_place_in_the_view_stay_in_it_when_the_place_scrolls_away(long: Talk):
    long.show()
    long.stage.mount("messages")
    page, box = long.stage.page, _leave_end(long)
    page.locator("article .ssew-copy").last.focus()
    box.evaluate("box => { box.scrollTop = 0; }")
    page.get_by_text("Message 0 says").wait_for()
    long.stage.frame()

    assert page.evaluate("document.activeElement.className") == "ssew-scroll"


def test_a_long_thought_is_closed_from_below_and_its_line_is_in_sight_again(talk: Talk):
    for n in range(12):
        talk.say(f"m{n}", TEXT.format(n=n))
    talk.feed("REASONING_MESSAGE_CONTENT", messageId="thought", delta="A long thought.\n\n" * 200)
    for n in range(12, 16):
        talk.say(f"m{n}", TEXT.format(n=n))
    talk.show()
    talk.stage.mount("messages")
    page, box = talk.stage.page, _box(talk)
    fold = page.locator(".ssew-thought > .ssew-fold-head")
    fold.click()
    close = page.get_by_role("button", name="Close")
    close.scroll_into_view_if_needed()
    close.click()
    talk.stage.frame()
    top, line = box.bounding_box(), fold.bounding_box()

    assert fold.get_attribute("aria-expanded") == "false"
    assert top["y"] <= line["y"] < top["y"] + top["height"]
    assert page.evaluate("document.activeElement.className") == "ssew-fold-head"


def test_a_reader_who_holds_still_stays_though_more_is_said_at_the_end(talk: Talk):
    for n in range(12):
        talk.say(f"m{n}", TEXT.format(n=n))
    talk.show()
    talk.stage.mount("messages")
    page, box = talk.stage.page, _box(talk)
    box.hover()
    page.get_by_role("button", name="Hold still").click()
    held = box.evaluate(TOP)
    for n in range(12, 15):
        talk.say(f"m{n}", TEXT.format(n=n))
        talk.show()
        assert box.evaluate(TOP) == held

    box.evaluate("box => { box.scrollTop = box.scrollHeight; }")
    talk.stage.frame()
    talk.say("m15", TEXT.format(n=15))
    talk.show()
    assert box.evaluate(TO_END) > 50
    page.get_by_role("button", name="new").click()
    assert box.evaluate(TO_END) < 2
    talk.say("m16", TEXT.format(n=16))
    talk.show()
    assert box.evaluate(TO_END) < 2
