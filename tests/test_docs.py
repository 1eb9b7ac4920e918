"""The page about the views: all of them, with code that can be read and pictures that are there."""

import re
from pathlib import Path

import pytest

import sse_widgets as sw
from sse_widgets.widgets.view import View

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "views.md").read_text()
VIEWS = {name for name in sw.__all__ if isinstance(it := getattr(sw, name), type) and issubclass(it, View)}


def test_every_view_has_its_chapter():
    assert set(re.findall(r"^## (\w+)", PAGE, re.MULTILINE)) == VIEWS | {"Compare"}


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL))
def test_its_code_is_three_lines_of_names_that_exist(code: str):
    compile(code, "views.md", "exec")

    assert len([line for line in code.splitlines() if line]) == 3
    assert [name for name in re.findall(r"sw\.(\w+)", code) if not hasattr(sw, name)] == []


@pytest.mark.parametrize("picture", re.findall(r'(?:src|srcset)="([^"]+)"', PAGE))
def test_its_pictures_are_there(picture: str):
    assert (DOCS / picture).exists()


def test_the_pictures_are_small():
    assert sum(file.stat().st_size for file in DOCS.rglob("*.png")) < 2_500_000
