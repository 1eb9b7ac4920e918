"""The words of a face: statuses as signs, times, amounts and names as people read them."""

import json
from typing import Any

from sse_widgets.state import RunState

LONG = 4000
"""Characters of a tool's output, a thought or an artifact that are shown where it is one among others."""
BRIEF = 200
"""Characters of what is shown in a line."""

_MARKS = {
    "pending": "○", "running": "◐", "working": "◐", "streaming": "◐", "completed": "✓", "done": "✓", "failed": "✕",
    "cancelled": "⊘", "awaiting_input": "!", "awaiting_approval": "!", "incomplete": "◌", "suspended": "‖",
    "denied": "⊘", "supported": "✓", "contradicted": "✕", "disputed": "!", "unsupported": "○",
}  # fmt: skip


def mark(status: Any) -> str:
    """Return a status as a sign."""
    return _MARKS.get(str(status), "·")


def signed(status: str) -> str:
    """Return a status as a sign and a word."""
    return f"{mark(status)} {status.replace('_', ' ')}"


def took(start: float | None, end: float | None, said: float | None = None) -> str:
    """Return how long something took, as it says itself or else from when to when; empty where nobody knows."""
    seconds = said if said is not None else end - start if start is not None and end is not None else None
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{seconds:.1f} s" if whole < 60 else f"{whole // 60} m {whole % 60:02} s"


def share(part: float | None) -> str:
    """Return a share as a percentage; empty where nobody said."""
    return "" if part is None else f"{part:.0%}"


def amount(number: float | None, of: str) -> str:
    """Return how many there are of something; empty where nobody said."""
    if number is None:
        return ""
    return f"{number:,} {of if number != 1 else of.removesuffix('s')}"


def cost(money: float | None) -> str:
    """Return what something cost; empty where nobody said."""
    return "" if money is None else f"${money:.4f}" if money < 1 else f"${money:,.2f}"


def dotted(*words: str) -> str:
    """Return words with dots between, without the empty ones."""
    return " · ".join(filter(None, words))


def brief(text: str, most: int = BRIEF) -> str:
    """Return the beginning of a text, on one line."""
    flat = " ".join(text[: 2 * most].split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def cut(text: str, most: int = LONG) -> str:
    """Return a text, or its beginning and how much was left out."""
    return text if len(text) <= most else f"{text[:most]}\n… {len(text) - most:,} more characters"


def told(value: Any) -> str:
    """Return any value as text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def name_of(state: RunState, agent: str) -> str:
    """Return the name of an agent that is given by id or by name."""
    known = state.agents.find(agent)
    return known.name or agent if known else agent
