"""What all tests share: how Hypothesis searches, and which tests come last."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples every time, and a busy machine is no failure; chance is for `make soak`.
settings.register_profile("sse_widgets", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("sse_widgets"), derandomize=False)
settings.load_profile("sse_widgets")

HERE = Path(__file__).parent
DEAR = ("kernel", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in `kernel/` and `browser/`, and run them last.

    So a plain mistake shows at once; and Playwright, whose loop occupies the main thread from its first test on, comes
    after every test that needs a loop of its own.
    """
    items.sort(key=lambda item: DEAR.index(_folder(item)) if _folder(item) in DEAR else -1)
    for item in items:
        if _folder(item) in DEAR:
            item.add_marker(_folder(item))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
