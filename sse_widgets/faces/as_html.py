"""Blocks as HTML without scripts."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import assert_never

from sse_widgets.faces import prose
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

_APART = "margin: 1em 0 0.5em"
_NEAR = "margin: 0.3em 0"
"""Styles that only make room: where they are stripped, nothing is lost."""


_WORDS = re.compile(r"(\s+)")
_JOINTS = re.compile(r"(?<=\w[^\w\s,.])(?=\w)|(?<=[a-z]\.)(?=[a-z])|(?<=_)(?=\w)|(?<=\w{12})(?=\w{12})")


def rendered(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML."""
    return f"<div>{''.join(map(_block, blocks))}</div>"


def _block(block: Block) -> str:
    match block:
        case Title(text=text):
            return f'<p style="{_APART}"><strong>{escape(text)}</strong></p>'
        case Paragraph(line=line):
            return f"<p>{_line(line)}</p>"
        case Listing(lines=lines, numbered=numbered):
            name = "ol" if numbered else "ul"
            return f"<{name}>{''.join(f'<li>{_line(line)}</li>' for line in lines)}</{name}>"
        case Grid():
            grid = filled(block)
            return prose.table(map(escape, grid.head), (map(_cell, row) for row in grid.rows))
        case Prose(text=text):
            return prose.html(text)
        case Verbatim(text=text):
            return prose.code(text)
        case Fold(head=head, body=body, open=open):
            if not body:
                return f'<p style="{_NEAR}">{_line(head)}</p>'
            start = f'<details style="{_NEAR}"' + (" open>" if open else ">")
            return f"{start}<summary>{_line(head)}</summary>{''.join(map(_block, body))}</details>"
        case _:
            assert_never(block)


def _cell(text: str) -> str:
    """Return a cell, of which long names and paths may be broken, for a page may be narrow."""
    return "".join("<wbr>".join(map(escape, _JOINTS.split(word))) for word in _WORDS.split(text))


def _line(line: Line) -> str:
    return " ".join(_pieces(line))


def _pieces(line: Line) -> Iterator[str]:
    for piece in line:
        if said := _piece(piece):
            yield said


def _piece(piece: Piece) -> str:
    match piece:
        case str():
            return escape(piece)
        case Strong(text=text):
            return f"<strong>{escape(text)}</strong>" if text else ""
        case Soft(text=text):
            return f"<em>{escape(text)}</em>" if text else ""
        case Code(text=text):
            return f"<code>{escape(text)}</code>" if text else ""
        case Link(text=text, url=url):
            return prose.link(url, escape(text))
        case _:
            assert_never(piece)
