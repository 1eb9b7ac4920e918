"""Agent servers of other people, started as processes of their own with fake models."""

import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.waiting import until

ROOT = Path(__file__).parent.parent.parent
SERVERS = Path(__file__).parent / "servers"
ENVIRONMENTS = ROOT / os.environ.get("LIVE", ".venv-live")
"""Where `make test-live` installs them, apart from ours: they want other versions of what they share."""


def python_with(environment: str, module: str) -> str:
    """Return the Python that has a package: of its environment, or this one; without it the test is skipped.

    Where `LIVE_REQUIRED` is set, as `make test-live` does, the test fails instead.
    """
    python = ENVIRONMENTS / environment / "bin" / "python"
    if python.exists():
        return str(python)
    with suppress(ModuleNotFoundError):  # of a package around it
        if importlib.util.find_spec(module):
            return sys.executable
    why = f"{module} is not installed; `make test-live` installs it"
    if os.environ.get("LIVE_REQUIRED"):
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def started(command: list[str], *, folder: Path = SERVERS, env: dict[str, str] | None = None) -> Iterator[str]:
    """Run a server whose last argument is to be its port; yield its address, and stop it afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    offline = {"LANGSMITH_TRACING": "false", "LANGGRAPH_CLI_NO_ANALYTICS": "1", "NO_COLOR": "1", **(env or {})}
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [*command, str(port)], cwd=folder, env=os.environ | offline, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            until(lambda: process.poll() is not None or _listens(port), 90)
            if process.poll() is not None:
                output.seek(0)
                raise RuntimeError(f"{command} stopped: {output.read().decode(errors='replace')[-2000:]}")
            yield f"http://127.0.0.1:{port}"
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0
