"""Blocks as lines of plain text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from sse_widgets.faces.blocks import (
    Block,
    Code,
    Fold,
    Grid,
    Line,
    Link,
    Listing,
    Paragraph,
    Piece,
    Prose,
    Soft,
    Strong,
    Title,
    Verbatim,
    filled,
)


def rendered(blocks: Iterable[Block]) -> str:
    """Return blocks as plain text."""
    return "\n".join(_lines(blocks))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Title(text=text):
                yield from ("", f"{text}:")
            case Paragraph(line=line):
                yield _line(line)
            case Listing(lines=lines, numbered=numbered):
                for n, line in enumerate(lines, 1):
                    yield f"  {n}. {_line(line)}" if numbered else f"  {_line(line)}"
            case Grid():
                grid = filled(block)
                yield from (f"  {line}" for line in table([tuple(map(_flat, row)) for row in (grid.head, *grid.rows)]))
            case Prose(text=text) | Verbatim(text=text):
                yield text.strip()
            case Fold(open=True, head=head, body=body):
                yield _line(head)
                yield from _lines(body)
            case Fold(head=head, brief=brief):
                yield f"  {_line(head)}" + (f" → {brief}" if brief else "")
            case _:
                assert_never(block)


def _line(line: Line) -> str:
    return " ".join(filter(None, (_flat(_said(piece)) for piece in line)))


def _said(piece: Piece) -> str:
    match piece:
        case str():
            return piece
        case Link(text=text, url=url):
            return f"{text} {url}" if text != url else url
        case Soft(text=text):
            return f"({text})" if text else ""
        case Strong(text=text) | Code(text=text):
            return text
        case _:
            assert_never(piece)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, their cells in columns; each row has as many cells as the first."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)] if rows else []
    return ["  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in rows]


def _flat(said: str) -> str:
    return " ".join(said.split())
