"""A message of an AG-UI conversation as a whole: in a snapshot, or in the input of a run."""

from collections.abc import Iterator, Mapping
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.ag_ui.ids import Ids
from sse_widgets.dialects.ag_ui.thoughts import Thoughts
from sse_widgets.dialects.ag_ui.wire import SnapshotMessage
from sse_widgets.events import Event


def text_of(content: Any) -> str:
    """Return the text of a message's content, which is a string or a list of parts."""
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def output_of(content: Any) -> Any:
    """Return what a call returned: text, or its parts if some are of another kind."""
    if isinstance(content, list) and any(part.get("type") != "text" for part in content if isinstance(part, dict)):
        return content
    return text_of(content)


def read_message(
    message: SnapshotMessage, failed: Mapping[str, str], calls: Ids, thoughts: Thoughts | None = None
) -> Iterator[Event]:
    """Yield what a whole message says; it wins over what was streamed.

    Args:
        message: of any role.
        failed: why calls failed that are known to, by their ids.
        calls: which ids the calls have.
        thoughts: what was streamed of them, under other ids; None to leave its reasoning out.
    """
    match message.role:
        case "tool":
            call = calls.find(message.tool_call_id)
            yield e.ToolFinished(call, output=output_of(message.content), error=message.error or failed.get(call, ""))
        case "reasoning":
            if thoughts is not None and (text := text_of(message.content)):
                yield from thoughts.whole(message.id, text)
            elif thoughts is not None and message.encrypted_value:
                yield from thoughts.encrypted(message.id)
        case "activity":
            yield e.ActivityReplaced(message.id, message.activity_type, message.content)
        case role:
            text = text_of(message.content)
            if text or not message.tool_calls:
                yield e.TextReplaced(message.id, text, role, message.subagent_run_id or message.name)
            for told in message.tool_calls:
                call = calls.find(told.id)
                yield e.ToolStarted(call, told.function.name, message.subagent_run_id, message.id)
                yield e.ToolArgsReplaced(call, told.function.arguments)
                yield e.ToolArgsFinished(call)
            yield e.MessageFinished(message.id)
