"""Conversation: what was said and done up to a moment, in the format of chat clients, to go on from it."""

import json
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from sse_widgets.patches import document
from sse_widgets.state import Message, RunState, TextPart, Tool, ToolPart

Said = dict[str, Any]

_OPEN = ("streaming", "pending", "awaiting_approval", "running")


def of_state(state: RunState) -> dict[str, Any]:
    """Return the conversation that leads to a state, as plain data; see `Run.fork`."""
    placed = {part.tool_id for message in state.messages for part in message.parts if isinstance(part, ToolPart)}
    loose = [said for tool in state.tools if tool.id not in placed for said in _called([tool])]
    return {
        "messages": messages(state) + loose,
        "pending_tools": [_call(tool) for tool in state.tools if tool.status in _OPEN],
        "questions": [document(asked) for asked in state.interrupts if asked.status == "open"],
        "document": document(state.document),
    }


def messages(state: RunState, until: str = "") -> list[Said]:
    """Return what was said, with the calls where they were made, as Chat Completions has it.

    Args:
        state: of the run.
        until: id of the message before which to stop; empty for all.
    """
    before = takewhile(lambda message: not until or message.id != until, state.messages)
    return [said for message in before for said in _message(message, state)]


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
    if tools:
        yield from _called(tools, text, message.role)
    elif text or not message.parts:
        yield {"role": message.role, "content": text}


def _called(tools: list[Tool], text: str = "", role: str = "assistant") -> Iterator[Said]:
    yield {"role": role, "content": text or None, "tool_calls": [_call(tool) for tool in tools]}
    for tool in tools:
        if tool.status not in _OPEN:
            result = tool.error or tool.output
            said = result if isinstance(result, str) else _text(result)
            yield {"role": "tool", "tool_call_id": tool.id, "content": said}


def _call(tool: Tool) -> Said:
    return {"id": tool.id, "type": "function", "function": {"name": tool.name, "arguments": tool.args_text or "{}"}}


def _text(value: Any) -> str:
    return "" if value is None else json.dumps(document(value), ensure_ascii=False)
