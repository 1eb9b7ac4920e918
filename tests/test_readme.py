"""The README: short, and true as far as a test can tell."""

import re
from pathlib import Path

import pytest

import sse_widgets as sw
from sse_widgets.run import Run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_readme_is_short_and_has_no_gaps():
    assert len(README.splitlines()) < 150
    assert re.findall(r"\| [A-Z]{4,}", README) == []


@pytest.mark.parametrize("name", sorted(set(re.findall(r"sw\.([A-Za-z_]+)", README))))
def test_what_it_calls_exists(name: str):
    assert hasattr(sw, name)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"run\.([a-z_]+)", README)) - {"jsonl"}))
def test_what_it_says_of_a_run_exists(name: str):
    assert hasattr(Run, name)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"(?:src|srcset)=\"([^\"]+)\"|\]\(([^)]+)\)", README))))
def test_what_it_points_at_is_there(path: tuple[str, str]):
    assert (ROOT / "".join(path)).exists()
