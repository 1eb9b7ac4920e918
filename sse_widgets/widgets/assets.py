"""What is too heavy for the bundle and seldom needed: sent to a browser when it asks for it."""

from pathlib import Path

STATIC = Path(__file__).parent.parent / "static"

ASSETS = ("colours", "form", "math")


def asset(name: str) -> str:
    """Return the text of a module that the front end loads on first use.

    Raises:
        ValueError: there is no such module.
    """
    if name not in ASSETS:
        raise ValueError(f"there is no asset called {name!r}, only {', '.join(ASSETS)}")
    return (STATIC / f"{name}.js").read_text("utf-8")
