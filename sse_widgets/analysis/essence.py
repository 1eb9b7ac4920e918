"""Essence: what a run came to, without when it came and how often the wire broke: two runs can be held side by side."""

import json
import re
from difflib import unified_diff
from typing import Any

from sse_widgets.patches import document
from sse_widgets.state import Failure, RunState

_PLACE = re.compile(r"\b(frame |run\.frames\[)\d+")

_KEPT = {
    "messages": ("id", "role", "agent", "status", "text"),
    "thoughts": ("id", "kind", "agent", "text"),
    "tools": ("id", "name", "args_text", "status", "output", "error", "agent"),
    "agents": ("id", "name", "kind", "parent", "status", "task", "result", "error"),
    "tasks": ("id", "title", "status", "agent"),
    "sources": ("id", "url", "title", "claims", "message"),
    "canvas": ("id", "kind", "title", "content", "version"),
    "interrupts": ("id", "reason", "message", "status"),
}


def essence(state: RunState) -> dict[str, Any]:
    """Return what a run came to, as plain data: no times, nothing of the connection."""
    told: dict[str, Any] = {"status": state.status}
    told["plan"] = [{"title": phase.title, "status": phase.status} for phase in state.plan.phases]
    for kind, names in _KEPT.items():
        told[kind] = [{name: document(getattr(thing, name)) for name in names} for thing in getattr(state, kind)]
    told["document"] = document(state.document)
    told["errors"] = [_unplaced(each) for each in state.errors if each.kind not in ("gap", "network", "server")]
    return told


def _unplaced(error: Failure) -> str:
    """Return what an error says without the number of its frame: every reconnection shifts it."""
    return _PLACE.sub(r"\1…", error.message) if error.frame else error.message


def difference(expected: RunState, found: RunState, names: tuple[str, str] = ("expected", "found")) -> list[str]:
    """Return the lines in which the essence of two states differs, with those around them; none if they are equal."""
    was, now = (json.dumps(essence(state), ensure_ascii=False, indent=1).splitlines() for state in (expected, found))
    return list(unified_diff(was, now, *names, n=2, lineterm=""))
