"""Formulas: whether a run has any, for what sets them is large."""

import re
from collections.abc import Iterator

from sse_widgets.state import RunState

_FORMULA = re.compile(
    r"\$(?![\s$])[^$\n]{0,500}?[^\s$\\]\$(?!\d)"  # as js/markdown/spans.ts reads them
    r"|\$\$[^$]{1,2000}?\$\$"
    r"|\\\([\s\S]{1,1000}?\\\)"
    r"|\\\[[\s\S]{1,2000}?\\\]"
    r"|^[ \t>]*(?:\$\$|\\\[)",  # a block of its own, of any length
    re.MULTILINE,
)


def found_in(state: RunState) -> bool:
    """Return whether a text that is shown as Markdown has what looks like a formula."""
    return any(_FORMULA.search(text) for text in _texts(state))


def _texts(state: RunState) -> Iterator[str]:
    yield from (message.text for message in state.messages)
    yield from (thought.text for thought in state.thoughts)
    for artifact in state.canvas:
        yield artifact.content
        yield from (str(version.body) for version in artifact.earlier)
