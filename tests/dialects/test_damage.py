"""Whatever a stream loses, repeats or is cut off at: nothing raises, and at the end nothing spins."""

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest

from sse_widgets.frame import CLOSED, OPENED, Frame
from sse_widgets.json_decoder import decoder, form_of_start
from sse_widgets.log import Log
from sse_widgets.patches import document
from sse_widgets.state import TERMINAL, RunState
from sse_widgets.testing import check_dialect, left_open
from tests.dialects.expectations import capture, capture_bytes, captures, expectation

TRIED = 12
"""Places in each capture, drawn anew for each but the same every time."""
END = Frame(CLOSED, "{}")

every_capture = pytest.mark.parametrize("name", captures())


def places(name: str, count: int) -> list[int]:
    return sorted(random.Random(name).sample(range(count), min(count, TRIED)))


def frames_of(name: str) -> list[Frame]:
    return [frame for frame in capture(name).frames if not frame.event.startswith("@")]


def state_of(name: str, frames: list[Frame], *, forced: bool = True) -> RunState:
    log = Log(expectation(name)["dialect"] if forced else None, capture(name).headers)
    log.feed(Frame(OPENED, "{}"), *frames, END)
    return log.state


def ids(state: RunState, part: str) -> set[str]:
    return {it.id for it in getattr(state, part)}


def sensible(state: RunState) -> Iterator[str]:
    """Yield what is wrong with a state at the end of a stream."""
    if state.status not in TERMINAL:
        yield f"the run is {state.status}"
    if state.status != "awaiting_input":
        yield from left_open(state)
    if not 0.0 <= state.progress <= 1.0:
        yield f"progress is {state.progress}"


@every_capture
def test_every_dialect_keeps_to_the_rules(name: str):
    expected = expectation(name)
    only_an_error = expected["errors"] and not expected["messages"]

    check_dialect(expected["dialect"], capture(name), ignore=("fit",) if only_an_error else ())


@every_capture
@pytest.mark.parametrize("forced", [True, False], ids=["forced", "found"])
def test_a_frame_that_is_lost_costs_only_what_it_said(name: str, forced: bool):
    frames = frames_of(name)
    whole = state_of(name, frames)
    for n in places(name, len(frames)):
        state = state_of(name, [*frames[:n], *frames[n + 1 :]], forced=forced)

        assert list(sensible(state)) == [], f"without frame {n + 1}"
        assert state.counters.unreadable <= whole.counters.unreadable, f"without frame {n + 1}"


@every_capture
def test_a_frame_that_comes_twice_brings_nothing_new(name: str):
    frames = frames_of(name)
    whole, text = state_of(name, frames), " ".join(frame.data for frame in frames)
    for n in places(name, len(frames)):
        state = state_of(name, [*frames[: n + 1], *frames[n:]])

        assert list(sensible(state)) == [], f"frame {n + 1} twice"
        assert state.counters.unreadable <= whole.counters.unreadable + 1, f"frame {n + 1} twice"
        assert state.status == whole.status, f"frame {n + 1} twice"
        for part in ("messages", "tools", "thoughts", "canvas", "agents", "sources", "interrupts"):
            changed = ids(whole, part) ^ ids(state, part)
            more = ids(state, part) - ids(whole, part)

            # Where the wire names nothing, what comes twice is two things; what it names is one.
            assert [id for id in changed if id in text] == [], f"{part} with frame {n + 1} twice"
            assert not more or part not in ("agents", "sources", "interrupts"), f"{part} with frame {n + 1} twice"


@every_capture
def test_bytes_that_end_anywhere_are_a_run_that_ended(name: str):
    body = capture_bytes(name)
    form = form_of_start(body) or "events"
    for n in places(name, len(body)):
        reading = decoder(form, comments=True)
        frames = [*reading.feed(body[:n]), *reading.close()]

        assert list(sensible(state_of(name, frames))) == [], f"after {n} bytes"
        assert list(sensible(state_of(name, frames, forced=False))) == [], f"after {n} bytes"


@every_capture
def test_how_the_bytes_are_cut_is_nothing_to_the_frames(name: str):
    body = capture_bytes(name)
    form = form_of_start(body) or "events"
    marks = [0, *places(name, len(body)), len(body)]
    one, many = decoder(form), decoder(form)
    whole = [*one.feed(body), *one.close()]
    pieces = [frame for a, b in pairwise(marks) for frame in many.feed(body[a:b])]

    assert [*pieces, *many.close()] == whole


@every_capture
def test_any_moment_of_a_run_is_what_a_fresh_reading_to_it_gives(name: str):
    held = capture(name)
    log = Log(headers=held.headers)
    log.feed(*held.frames)
    for n in places(name, len(held.frames)):
        fresh = Log(headers=held.headers)
        fresh.feed(*held.frames[:n])

        assert log.at(n) == fresh.state, f"at frame {n}"


JUNK = (None, True, 0, -1, 1e9, "", "x", [], {}, [None], {"x": None}, [[]], "\ud83d", {"type": "x"})


def mutated(value: Any, dice: random.Random) -> Any:
    """Return JSON with one thing in it replaced, taken out, or doubled."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        key = dice.choice(sorted(value))
        if dice.random() < 0.2:
            return {name: each for name, each in value.items() if name != key}
        return {**value, key: mutated(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.9:
        place = dice.randrange(len(value))
        return [*value[:place], mutated(value[place], dice), *value[place:][dice.randrange(2) :]]
    return dice.choice(JUNK)


@every_capture
def test_json_that_is_not_as_it_should_be_is_read_or_told(name: str):
    dice = random.Random(name)
    frames = frames_of(name)
    for _ in range(TRIED):
        damaged = list(frames)
        for n in dice.sample(range(len(frames)), max(1, len(frames) // 4)):
            with suppress(ValueError):
                damaged[n] = frames[n]._replace(data=json.dumps(mutated(json.loads(frames[n].data), dice)))
        state = state_of(name, damaged)

        assert list(sensible(state)) == [], damaged
        assert json.dumps(document(state), allow_nan=False)
