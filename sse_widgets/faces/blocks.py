"""What a face is made of: blocks of lines. They say what is shown, and not how."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class Soft:
    """Words that stand back."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Words for a machine."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address under a name."""

    text: str
    url: str


Piece: TypeAlias = str | Strong | Soft | Code | Link
Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """What the blocks below it are."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line."""

    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines that are alike, in order."""

    lines: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells; a column in which nothing is said is left out."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown, as somebody wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text of which every sign counts."""

    text: str


@dataclass(frozen=True, slots=True)
class Fold:
    """A line that opens; as plain text it is closed, and says instead what its body is in brief."""

    head: Line
    body: "tuple[Block, ...]" = ()
    brief: str = ""
    open: bool = False


Block: TypeAlias = Title | Paragraph | Listing | Grid | Prose | Verbatim | Fold


def filled(grid: Grid) -> Grid:
    """Return a grid without the columns in which no row says anything."""
    places = [place for place in range(len(grid.head)) if any(row[place] for row in grid.rows)]
    head, *rows = (tuple(row[place] for place in places) for row in (grid.head, *grid.rows))
    return Grid(head, tuple(rows))
