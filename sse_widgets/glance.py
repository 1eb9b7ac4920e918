"""A glance: what a reader who drags through a run can take in of a state, small whatever the run has grown to."""

from dataclasses import is_dataclass
from typing import Any

from sse_widgets.patches import document
from sse_widgets.state import Message, RunState
from sse_widgets.structures.items import Items
from sse_widgets.structures.records import names
from sse_widgets.structures.text import Text

THINGS = 12
"""Things of one list, the latest; but for the agents, by whose names the others are known."""
CHARACTERS = 600
"""Characters of one text, the last."""


def glance(value: Any) -> Any:
    """Return a state, or a part of one, as plain JSON values: of each list and of each text only the end."""
    match value:
        case Text():
            return value.last(CHARACTERS)
        case Items() | tuple():
            return [glance(each) for each in value[-THINGS:]]
        case Message():
            # Citations are places in the whole text.
            return _fields(value) | {"citations": []}
        case RunState():
            return _fields(value) | {"agents": document(value.agents)}
    return _fields(value) if is_dataclass(value) else document(value)


def _fields(value: Any) -> dict[str, Any]:
    return {name: glance(getattr(value, name)) for name in names(value.__class__)}
