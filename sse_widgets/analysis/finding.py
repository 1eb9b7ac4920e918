"""Finding: what a watch tells of an agent."""

from typing import NamedTuple


class Finding(NamedTuple):
    """Somebody is stuck, or, with an empty reason, no longer."""

    agent: str
    reason: str
    at: float
    tool: str = ""
