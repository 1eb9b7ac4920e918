"""One JupyterLab and one Chromium for all browser tests; a fresh page and a fresh kernel for each notebook."""

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.lab import Lab
from tests.browser.server import Server, serve


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server. A test run that is terminated stops as one that is interrupted does, and ends it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with serve(tmp_path_factory.mktemp("jupyterlab")) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def lab(jupyterlab: Server, browser: Browser) -> Iterator[Lab]:
    """JupyterLab. A test whose pages ask for anything outside this machine fails."""
    with Lab(jupyterlab, browser) as lab:
        yield lab
        assert lab.refused == []
