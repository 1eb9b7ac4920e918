"""A group in a process of its own: what it holds goes with it, and its failure costs no figure but its own."""

import json
import signal
import subprocess
import sys

LIMIT = 900.0
"""Seconds that a group may take."""
GRACE = 30.0
"""Seconds in which one that is stopped may put its things away."""


class Failed(Exception):
    """A group gave no figures."""


def measured(group: str, limit: float = LIMIT) -> dict[str, float]:
    """Return the figures of a group.

    Args:
        group: its name.
        limit: seconds that it may take.

    Raises:
        Failed: it gave none, or took longer; what it said is on stderr.
    """
    command = [sys.executable, "-m", "benchmarks", "--json", group]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        output, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        raise Failed(f"{group} took longer than {limit:g} s") from None
    finally:
        _stop(process)
    if process.returncode:
        raise Failed(f"{group} ended with exit code {process.returncode}")
    figures: dict[str, float] = json.loads(output)
    return figures


def _stop(process: subprocess.Popen[str]) -> None:
    """End it as a person would, so that its browsers and servers end with it."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
