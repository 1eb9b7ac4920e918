"""What AG-UI shows besides the conversation: states, artifacts, activities, questions of the older kind."""

import json
from contextlib import suppress
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.ag_ui.wire import StateDelta, StateSnapshot
from sse_widgets.dialects.wire import parse
from sse_widgets.events import Event

_ARTIFACTS = {"markdown", "code", "web", "sandbox", "image", "file", "data"}


def state_of(wire: StateSnapshot | StateDelta) -> Event:
    """Return what a state says: that of a subagent is its own, the document is that of the agent itself."""
    agent = wire.subagent_run_id
    if isinstance(wire, StateSnapshot):
        whole = wire.snapshot
        return e.ActivityReplaced(f"{agent}:state", "state", whole) if agent else e.DocumentReplaced(whole)
    operations = tuple(wire.delta)
    return e.ActivityPatched(f"{agent}:state", "state", operations) if agent else e.DocumentPatched(operations)


def shown(name: str, value: Any) -> Event:
    """Return what a custom event shows: an artifact if it looks like one, else an activity."""
    if isinstance(value, dict) and str(value.get("kind")) in _ARTIFACTS and isinstance(value.get("content"), str):
        title, language = str(value.get("title") or name), str(value.get("language") or "")
        return e.ArtifactOpened(str(value.get("id") or title), value["kind"], value["content"], title, language)
    return e.ActivityReplaced(f"custom:{name}", name, value)


def asked(id: str, name: str, value: Any) -> Event:
    """Return a question that came as a custom event, whose value is often JSON in a string."""
    with suppress(ValueError):
        value = parse(value) if isinstance(value, str) else value
    return e.InterruptOpened(id, name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
