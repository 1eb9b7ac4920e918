"""A stretch of time, selected in Python or in a Timeline."""

import pytest
import traitlets

import sse_widgets as sw
from sse_widgets.widgets import Moves
from tests.waiting import until


def test_a_selection_is_shown_and_told():
    run, told = sw.load("support_answer"), []
    assert run.selection is None
    run.observe(lambda change: told.append(change.new), "selection")
    run.selection = [1, 2.5]
    until(lambda: told)

    assert run.selection == (1.0, 2.5)
    assert told == [(1.0, 2.5)]
    assert run.document.stream.selection == (1.0, 2.5)


def test_what_is_dragged_in_a_page_is_the_selection_in_python():
    run = sw.load("support_answer")
    sent = []
    moves = Moves(run, run._log, run._receiver.index, lambda: sent.append(run.document.stream.selection))
    moves.select([0.5, 4])
    moves.select(None)

    assert sent == [(0.5, 4.0), None]


@pytest.mark.parametrize("wrong", [(2, 1), (-1, 2), (1,), "ab", 5, (0, float("inf")), (float("nan"), 1), (1, 2, 3)])
def test_what_is_no_stretch_of_time_is_refused_with_a_sentence(wrong):
    run = sw.load("support_answer")
    with pytest.raises(traitlets.TraitError, match=r"run\.selection is a pair of seconds such as"):
        run.selection = wrong

    assert run.selection is None
