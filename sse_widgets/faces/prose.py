"""Prose: the Markdown of an answer as plain HTML, of which the tags are ours and everything else is text.

It reads what answers are written in, a line at a time: fences, headings, lists, tables, quotes, and
emphasis, code and links inside them. What it does not know stays as it was written.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r" {0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,9}[.)])\s+(.*)")
_RULE = re.compile(r" {0,3}([-*_])(?:\s*\1){2,}\s*$")
_QUOTE = re.compile(r" {0,3}> ?")
_DASHES = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_SPAN = re.compile(
    r"\\(?P<escaped>[*_`#>|~])|"  # not all that Markdown has: most are TeX too, which is left as it was written
    r"(?P<ticks>`+)(?P<code>[^`\n].{0,1000}?)(?<!`)(?P=ticks)(?!`)"
    r"|!?\[(?P<name>[^\[\]\n]{1,500})\]\((?P<url>[^\s()<>]{1,2000})\)"
    r"|(?P<bare>https?://[^\s<>()\[\]\"'`*]{1,2000}[^\s<>()\[\]\"'`*.,:;!?])"
    r"|\*\*(?=\S)(?P<strong>[^\n]{0,500}?\S)\*\*"
    r"|(?<![\w*])(?P<mark>[*_])(?=[^\s*_])(?P<soft>[^*_\n]{0,500}?[^\s*_])(?P=mark)(?![\w*])"
)
_CODE = "margin: 0.6em 0; padding-left: 0.8em; border-left: 3px solid rgba(128, 128, 128, 0.4); overflow-x: auto"
_LEFT = ' style="text-align: left"'
"""Notebooks align the cells of a table on the right, for their numbers; where styles are stripped, nothing is lost."""
_DEEP = 4
"""Lists and quotes in each other; what is deeper is shown as text."""


def html(text: str, depth: int = 0) -> str:
    """Return Markdown as HTML."""
    return "".join(_blocks(text.splitlines(), depth))


def link(url: str, name: str) -> str:
    """Return a link to the web under a name, which is HTML; only the name of any other address."""
    if not url.startswith(("http://", "https://")):
        return name
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow" target="_blank">{name}</a>'


def code(text: str) -> str:
    """Return text of which every sign counts."""
    return f'<pre style="{_CODE}"><code>{escape(text)}</code></pre>'


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of cells that are HTML."""
    body = "".join(_row("td", row) for row in rows)
    return f"<table><thead>{_row('th', head)}</thead><tbody>{body}</tbody></table>"


def _row(name: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{name}{_LEFT}>{cell}</{name}>' for cell in cells)}</tr>"


def _blocks(lines: list[str], depth: int) -> Iterator[str]:
    at, spoken = 0, list[str]()
    while at < len(lines):
        end, block = _block(lines, at, depth)
        if block is None:
            spoken.append(lines[at])
        else:
            yield from _paragraph(spoken)
            spoken = []
            yield block
        at = end
    yield from _paragraph(spoken)


def _block(lines: list[str], at: int, depth: int) -> tuple[int, str | None]:
    """Return where the block that begins at a line ends, and its HTML; None for a line of a paragraph."""
    line = lines[at]
    if not line.strip():
        return at + 1, ""
    if fence := _FENCE.match(line):
        close = (n for n in range(at + 1, len(lines)) if lines[n].strip().startswith(fence[1]))
        end = next(close, len(lines))
        return end + 1, code("\n".join(lines[at + 1 : end]))
    if heading := _HEADING.match(line):
        return at + 1, f"<p><strong>{inline(heading[1])}</strong></p>"
    if _RULE.match(line):
        return at + 1, "<hr>"
    if "|" in line and at + 1 < len(lines) and _DASHES.match(lines[at + 1]):
        return _table(lines, at)
    if depth < _DEEP and _QUOTE.match(line):
        end = _while(lines, at, lambda other: bool(_QUOTE.match(other)))
        inside = [_QUOTE.sub("", other, count=1) for other in lines[at:end]]
        return end, f"<blockquote>{''.join(_blocks(inside, depth + 1))}</blockquote>"
    if depth < _DEEP and (item := _ITEM.match(line)):
        return _list(lines, at, item[2], depth)
    return at + 1, None


def _list(lines: list[str], at: int, sign: str, depth: int) -> tuple[int, str]:
    name = "ol" if sign[0].isdigit() else "ul"
    items: list[list[str]] = []
    column = _indent(lines[at])
    while at < len(lines):
        line = lines[at]
        item = _ITEM.match(line)
        if item and _indent(line) <= column and (name == "ol") == item[2][0].isdigit() and not _RULE.match(line):
            items.append([item[3]])
        elif _indent(line) > column or (line.strip() and not _block(lines, at, depth)[1] and lines[at - 1].strip()):
            items[-1].append(line[min(_indent(line), column + 2) :])
        elif (
            not line.strip() and at + 1 < len(lines) and (_ITEM.match(lines[at + 1]) or _indent(lines[at + 1]) > column)
        ):
            items[-1].append("")
        else:
            break
        at += 1
    return at, f"<{name}>{''.join(f'<li>{_item(item, depth + 1)}</li>' for item in items)}</{name}>"


def _item(lines: list[str], depth: int) -> str:
    inside = "".join(_blocks(lines, depth))
    only = inside.startswith("<p>") and inside.count("<p>") == 1
    return inside.replace("<p>", "", 1).replace("</p>", "", 1) if only else inside


def _table(lines: list[str], at: int) -> tuple[int, str]:
    end = _while(lines, at, lambda line: "|" in line)
    rows = [
        [cell.strip().replace("\\|", "|") for cell in _CELL.split(line.strip().strip("|"))] for line in lines[at:end]
    ]
    head, body = rows[0], rows[2:]
    rows = [(row + [""] * len(head))[: len(head)] for row in body]
    return end, table([*map(inline, head)], [[*map(inline, row)] for row in rows])


def _paragraph(lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"<p>{inline(chr(10).join(line.strip() for line in lines))}</p>"


def inline(text: str, depth: int = 0) -> str:
    """Return one line of Markdown as HTML; the ends of lines stay."""
    made, at = [], 0
    for found in _SPAN.finditer(text) if depth < _DEEP else ():
        made += [_plain(text[at : found.start()]), _span(found, depth + 1)]
        at = found.end()
    return "".join(made) + _plain(text[at:])


def _span(found: re.Match[str], depth: int) -> str:
    if found["escaped"]:
        return escape(found["escaped"])
    if found["code"]:
        return f"<code>{escape(found['code'].strip())}</code>"
    if found["name"]:
        return link(found["url"], _plain(found["name"]))
    if found["bare"]:
        return link(found["bare"], escape(found["bare"]))
    if found["strong"]:
        return f"<strong>{inline(found['strong'], depth)}</strong>"
    return f"<em>{inline(found['soft'], depth)}</em>"


def _plain(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _while(lines: list[str], at: int, holds: Callable[[str], bool]) -> int:
    end = at
    while end < len(lines) and holds(lines[end]):
        end += 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
