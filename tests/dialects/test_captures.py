"""Genuine streams end in what their bytes say."""

import pytest

from sse_widgets.state import TERMINAL
from sse_widgets.testing import left_open
from tests.dialects.expectations import EXPECTED, captures, expectation, found, read_capture

every_capture = pytest.mark.parametrize("name", captures())


def test_every_capture_has_an_expectation_and_every_expectation_a_capture():
    assert sorted(path.stem for path in EXPECTED.glob("*.json")) == captures()


@every_capture
def test_a_capture_ends_in_what_its_bytes_say(name: str):
    expected = expectation(name)

    assert found(read_capture(name), expected) == expected


@every_capture
def test_a_capture_is_over_at_its_end_and_leaves_nothing_open(name: str):
    state = read_capture(name).state

    assert state.status in TERMINAL
    assert state.status == "awaiting_input" or left_open(state) == []
