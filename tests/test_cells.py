"""Which cell made what, as a shell tells it."""

import sys
from types import SimpleNamespace

import pytest

from sse_widgets import cells


class Thing:
    """Something that a cell starts."""

    stopped = 0

    def stop(self) -> None:
        self.stopped += 1


@pytest.fixture
def shell(monkeypatch):
    shell = SimpleNamespace(parent_header={}, execution_count=1, user_ns={"In": ["", "run = 1"]})
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setattr(cells, "_claims", {})
    return shell


def claimed(shell, count: int, *, cell: str | None = None, text: str = "run = 1") -> Thing:
    """Execute a cell that starts something."""
    shell.execution_count = count
    shell.parent_header = {"metadata": {"cellId": cell}} if cell else {}
    shell.user_ns["In"].append(text)
    thing = Thing()
    cells.claim(thing)
    return thing


def test_what_a_cell_made_before_is_stopped_when_it_makes_something_again(shell):
    first, second, third = (claimed(shell, n, cell="a") for n in (1, 2, 3))

    assert [thing.stopped for thing in (first, second, third)] == [1, 1, 0]


def test_what_one_execution_makes_lives_together(shell):
    first, second = claimed(shell, 1, cell="a"), claimed(shell, 1, cell="a")
    third = claimed(shell, 2, cell="a")

    assert [thing.stopped for thing in (first, second, third)] == [1, 1, 0]


def test_another_cell_stops_nothing_even_with_the_same_text(shell):
    first = claimed(shell, 1, cell="a")
    claimed(shell, 2, cell="b")

    assert first.stopped == 0


def test_where_cells_have_no_names_their_text_is_one(shell):
    first = claimed(shell, 1, text="run = 1")
    claimed(shell, 2, text="run = 2")
    before = first.stopped
    claimed(shell, 3, text="run = 1")

    assert (before, first.stopped) == (0, 1)


def test_what_claims_again_does_not_stop_itself(shell):
    thing = claimed(shell, 1, cell="a")
    shell.execution_count = 2
    cells.claim(thing)

    assert thing.stopped == 0


@pytest.mark.parametrize("parent", [None, {}, {"metadata": {}}, "strange"])
def test_a_shell_that_says_little_is_no_error(shell, parent):
    shell.parent_header = parent
    shell.user_ns = {}
    cells.claim(Thing())


def test_nothing_is_claimed_outside_a_notebook(monkeypatch):
    monkeypatch.setattr(cells, "_claims", {})
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    cells.claim(Thing())
    monkeypatch.delitem(sys.modules, "IPython")
    cells.claim(Thing())

    assert cells._claims == {}


def test_what_is_gone_is_not_kept(shell):
    claimed(shell, 1, cell="a")
    _, things = cells._claims["a"]

    assert len(things) == 0
