"""What the front end loads on first use comes from the package, and nothing else does."""

import pytest

from sse_widgets.widgets import asset


def test_the_library_for_formulas_is_a_module():
    text = asset("math")

    assert "typeset" in text
    assert "MIT License" in text


@pytest.mark.parametrize("name", ["index", "../run", "math.js", ""])
def test_nothing_else_is_sent(name: str):
    with pytest.raises(ValueError, match="no asset called"):
        asset(name)
