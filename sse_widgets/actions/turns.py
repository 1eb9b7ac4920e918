"""The conversation of a run as turns: who said what, and which tools they called. What every back end is told."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from sse_widgets.state import Message, RunState, Tool, ToolPart


class Turn(NamedTuple):
    """One message, and the calls in it that have their arguments."""

    message: Message
    calls: tuple[Tool, ...] = ()

    @property
    def text(self) -> str:
        """What was said."""
        return self.message.text


def turns(state: RunState, until: str = "") -> Iterator[Turn]:
    """Yield what was said, in order; what holds neither words nor calls is left out.

    Args:
        state: of the run.
        until: id of the message before which to stop; empty for all.
    """
    for message in state.messages:
        if until and message.id == until:
            return
        ids = [part.tool_id for part in message.parts if isinstance(part, ToolPart)]
        calls = tuple(tool for id in ids if (tool := state.tools.find(id)) and tool.args is not None)
        if calls or message.text:
            yield Turn(message, calls)


def result(tool: Tool) -> str:
    """Return what a call returned, as the text that a model is told."""
    if tool.error:
        return tool.error
    return tool.output if isinstance(tool.output, str) else json.dumps(tool.output, ensure_ascii=False, default=str)


def arguments(tool: Tool) -> str:
    """Return the arguments of a call as JSON."""
    return tool.args_text.strip() or "{}"
