"""The benchmarks, as far as they are not figures: one that fails says so and is gone."""

import subprocess
import sys

import pytest

from benchmarks import apart


@pytest.fixture
def instead(monkeypatch):
    """Returns a function that has some code run in the place of a group, and the processes that did."""
    real, started = subprocess.Popen, []

    def put(code):
        def popen(command, **options):
            started.append(real([sys.executable, "-c", code], **options))
            return started[-1]

        monkeypatch.setattr(subprocess, "Popen", popen)
        return started

    return put


def test_a_group_measured_apart_gives_its_figures(instead):
    instead("""print('{"figure": 1.5}')""")

    assert apart.measured("growth") == {"figure": 1.5}


def test_a_group_that_gives_no_figures_is_named():
    with pytest.raises(apart.Failed, match="no_such_group ended with exit code 2"):
        apart.measured("no_such_group")


def test_a_group_that_takes_too_long_is_ended(instead):
    started = instead("import time; time.sleep(600)")
    with pytest.raises(apart.Failed, match=r"growth took longer than 0\.5 s"):
        apart.measured("growth", limit=0.5)

    assert started[0].returncode is not None
