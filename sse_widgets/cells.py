"""Which notebook cell made a run: the same cell run again stops the run that it made before."""

import sys
import threading
from typing import Protocol
from weakref import WeakSet


class Stoppable(Protocol):
    """Something that a cell started."""

    def stop(self) -> None: ...


_lock = threading.Lock()
_claims: "dict[str, tuple[int, WeakSet[Stoppable]]]" = {}


def claim(run: Stoppable) -> None:
    """Note that the present cell made `run`, and stop what an earlier execution of the cell made."""
    place = _present()
    if place is None:
        return
    cell, execution = place
    with _lock:
        earlier, runs = _claims.get(cell, (execution, WeakSet()))
        stale = [each for each in runs if each is not run] if earlier != execution else []
        if earlier != execution:
            runs = WeakSet()
        runs.add(run)
        _claims[cell] = execution, runs
    for old in stale:
        old.stop()


def propose(code: str) -> None:
    """Put code into a new cell below the present one; nothing happens outside IPython."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.set_next_input(code)


def _present() -> tuple[str, int] | None:
    """Return the cell that is being executed and the number of the execution, or None outside IPython."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is None:
        return None
    parent = getattr(shell, "parent_header", None) or {}
    # JupyterLab, Notebook 7 and VS Code name the cell; elsewhere its text has to do.
    name = parent.get("metadata", {}).get("cellId") if isinstance(parent, dict) else None
    sources = shell.user_ns.get("In") or [""]
    return str(name or sources[-1]), int(shell.execution_count)
