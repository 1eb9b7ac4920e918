"""Conversation: what was said and done up to a moment, in the format of chat clients, to go on from it."""

import json
from collections import deque
from collections.abc import Iterator
from itertools import takewhile
from math import inf
from typing import Any

from sse_widgets.patches import document
from sse_widgets.state import Message, RunState, TextPart, Tool, ToolPart

Said = dict[str, Any]

_OPEN = ("streaming", "pending", "awaiting_approval", "running")


def of_state(state: RunState) -> dict[str, Any]:
    """Return the conversation that leads to a state, as plain data; see `Run.fork`."""
    return {
        "messages": messages(state),
        "pending_tools": [_call(tool, tool.args_text) for tool in state.tools if tool.status in _OPEN],
        "questions": [document(asked) for asked in state.interrupts if asked.status == "open"],
        "document": document(state.document),
    }


def messages(state: RunState, until: str = "") -> list[Said]:
    """Return what was said, with the calls where they were made, as Chat Completions has it.

    A call without a result is left out, and so is what says nothing: no model takes a conversation with them.

    Args:
        state: of the run.
        until: id of the message before which to stop; empty for all.
    """
    placed = {part.tool_id for message in state.messages for part in message.parts if isinstance(part, ToolPart)}
    loose = deque(tool for tool in state.tools if tool.id not in placed)
    told: list[Said] = []
    for message in takewhile(lambda message: not until or message.id != until, state.messages):
        while loose and _began(loose[0]) < _began(message):
            told += _called([loose.popleft()])
        told += _message(message, state)
    return told if until else told + [said for tool in loose for said in _called([tool])]


def _began(thing: Message | Tool) -> float:
    return inf if thing.started_at is None else thing.started_at


def _message(message: Message, state: RunState) -> Iterator[Said]:
    """Yield a message as one for each stretch of text with the calls that follow it, and their results."""
    text, tools = "", list[Tool]()
    for part in message.parts:
        match part:
            case TextPart():
                if tools:
                    yield from _called(tools, text, message.role)
                    text, tools = "", []
                text += str(part.text)
            case ToolPart(tool_id=id) if tool := state.tools.find(id):
                tools.append(tool)
    yield from _called(tools, text, message.role)


def _called(tools: list[Tool], text: str = "", role: str = "assistant") -> Iterator[Said]:
    """Yield a stretch of text with the calls that have a result, and their results."""
    done = [tool for tool in tools if tool.status not in _OPEN]
    if done:
        asked = [_call(tool, "{}" if tool.args is None else tool.args_text) for tool in done]  # half of JSON is refused
        yield {"role": role, "content": text or None, "tool_calls": asked}
    elif text:
        yield {"role": role, "content": text}
    for tool in done:
        result = tool.error or tool.output
        said = result if isinstance(result, str) else _text(result)
        yield {"role": "tool", "tool_call_id": tool.id, "content": said}


def _call(tool: Tool, arguments: str) -> Said:
    asked = {"name": tool.name or "tool", "arguments": arguments or "{}"}
    return {"id": tool.id, "type": "function", "function": asked}


def _text(value: Any) -> str:
    return "" if value is None else json.dumps(document(value), ensure_ascii=False)
