"""A message of an AG-UI conversation as a whole: in a snapshot, or in the input of a run."""

from collections.abc import Iterator, Mapping
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.ag_ui_wire import SnapshotMessage
from sse_widgets.events import Event


def text_of(content: Any) -> str:
    """Return the text of a message's content, which is a string or a list of parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def read_message(message: SnapshotMessage, failed: Mapping[str, str], *, with_reasoning: bool) -> Iterator[Event]:
    """Yield what a whole message says; it wins over what was streamed.

    Args:
        message: of any role.
        failed: why calls failed that are known to, by their ids.
        with_reasoning: whether to take its reasoning, whose ids differ from those of the stream;
            not when the stream has told it already.
    """
    text = text_of(message.content)
    match message.role:
        case "tool":
            why = message.error or failed.get(message.tool_call_id, "")
            yield e.ToolFinished(message.tool_call_id, output=text, error=why)
        case "reasoning":
            if with_reasoning and text:
                yield e.ThoughtStarted(message.id)
                yield e.ThoughtAdded(message.id, text)
                yield e.ThoughtFinished(message.id)
        case "activity":
            yield e.ActivityReplaced(message.id, message.activity_type, message.content)
        case role:
            if text or not message.tool_calls:
                yield e.TextReplaced(message.id, text, role, message.name)
            for call in message.tool_calls:
                yield e.ToolStarted(call.id, call.function.name, message_id=message.id)
                yield e.ToolArgsReplaced(call.id, call.function.arguments)
                yield e.ToolArgsFinished(call.id)
            yield e.MessageFinished(message.id)
