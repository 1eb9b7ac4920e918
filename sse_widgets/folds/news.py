"""What an event says, and what it leaves as it is."""

from typing import Any

from sse_widgets.events import Event


def known(**fields: Any) -> dict[str, Any]:
    """Return the fields that say something: not None, not an empty string."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def news(event: Event, *names: str) -> dict[str, Any]:
    """Return those of the named fields of an event that say something."""
    return known(**{name: getattr(event, name) for name in names})
