"""A fresh ipykernel for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kernel.kernel import Kernel, start_kernel


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    """A running kernel."""
    with start_kernel(tmp_path) as kernel:
        yield kernel
