"""The pytest plugin: servers that play recordings, and golden streams to hold runs against."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # whoever does not use a fixture does not pay for the import
    from sse_widgets.mock import MockServer
    from sse_widgets.run import Run


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--sse-update`."""
    group = parser.getgroup("sse_widgets")
    group.addoption(
        "--sse-update", action="store_true", help="write golden streams anew instead of comparing with them"
    )


@pytest.fixture
def sse_server() -> "Iterator[Callable[..., MockServer]]":
    """Start servers that play recordings; they stop with the test.

    Call it as `sw.MockServer`: `server = sse_server("demo.jsonl", faults="drop@3")`, then use `server.url`. Without
    `speed=` frames come without pauses.
    """
    from sse_widgets.mock import MockServer

    with ExitStack() as servers:

        def start(recording: Any, *, speed: float = float("inf"), **options: Any) -> "MockServer":
            return servers.enter_context(MockServer(recording, speed=speed, **options))

        yield start


@pytest.fixture
def assert_run(request: pytest.FixtureRequest) -> "Callable[..., None]":
    """Compare a run with a golden stream: `assert_run("golden.jsonl", run)`.

    The path is relative to the test's file. What is compared is what the run came to: messages, tools, agents, tasks,
    sources, canvas, plan, status, not times. `pytest --sse-update` writes the run to the file instead.
    """
    folder, update = request.path.parent, request.config.getoption("--sse-update")

    def compare(golden: str | Path, run: "Run", *, timeout: float = 30.0) -> None:
        __tracebackhide__ = True
        from sse_widgets.analysis.essence import difference
        from sse_widgets.starting import load

        path = folder / golden
        run.wait(timeout)
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            run.save(path)
            return
        if not path.exists():
            pytest.fail(f"{path} does not exist; `pytest --sse-update` writes it from this run")
        found = difference(load(path, dialect=run.spoken).state, run.at(len(run.frames)), (str(golden), "this run"))
        if found:
            told = "\n".join(found)
            pytest.fail(
                f"the run differs from {golden}; if it is right now, `pytest --sse-update` writes it anew\n{told}"
            )

    return compare
