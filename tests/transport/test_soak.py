"""A few hundred cuts of every kind; `make soak` makes 10,000."""

import pytest

from tests.cutter import KINDS
from tests.soak import HISTORY, soak


@pytest.mark.parametrize(("seed", "history"), [(1, None), (2, HISTORY)])
def test_every_event_comes_once_whatever_cuts_the_wire(tmp_path, seed, history):
    report = soak(2 * len(KINDS), tmp_path / "run.jsonl", seed, history)

    report.check()
    assert set(report.cutter.kinds) == set(KINDS)
