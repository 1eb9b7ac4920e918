"""A few hundred cuts of every kind; `make soak` makes 10,000."""

import pytest

from tests.cutter import KINDS
from tests.soak import soak


@pytest.mark.parametrize("seed", [1, 2])
def test_every_event_comes_once_whatever_cuts_the_wire(seed):
    report = soak(2 * len(KINDS), seed)

    report.check()
    assert set(report.cutter.kinds) == set(KINDS)
