"""What the front end loads on first use comes from the package, and nothing else does."""

import pytest

from sse_widgets.widgets import asset


@pytest.mark.parametrize(("name", "exported"), [("math", "typeset"), ("colours", "highlight"), ("form", "fieldsOf")])
def test_an_asset_makes_one_variable(name: str, exported: str):
    assert "var ssewAsset=(()=>" in asset(name)
    assert f"{exported}:()=>" in asset(name)


def test_the_library_for_formulas_says_whose_it_is():
    assert "MIT License" in asset("math")


@pytest.mark.parametrize("name", ["index", "../run", "math.js", ""])
def test_nothing_else_is_sent(name: str):
    with pytest.raises(ValueError, match="no asset called"):
        asset(name)
