"""A table of plain text."""

from collections.abc import Sequence


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, their cells in columns; each row has as many cells as the first."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)] if rows else []
    return ["  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in rows]
