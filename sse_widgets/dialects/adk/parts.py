"""Parts of an ADK event that are neither text nor a call of a function: code that ran, and files."""

import json
from collections.abc import Iterator

from sse_widgets import events as e
from sse_widgets.dialects.adk.wire import Part
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.media import data_url, kind_of, language_of
from sse_widgets.events import Event


def tool_events(part: Part, place: str, message_id: str, agent: str) -> Iterator[Event]:
    """Yield what a part says of code and of tools that the model let run where it runs itself.

    Args:
        part: of an event, in its order.
        place: an id for code that has none.
        message_id: of the message that the part is in.
        agent: whose code it is.
    """
    if code := part.executable_code:
        id = code.id or place
        yield e.ToolStarted(id, "code_execution", agent, message_id, running=True, kind="code")
        yield e.ToolArgsReplaced(id, json.dumps({"code": code.code, "language": code.language}, ensure_ascii=False))
    if result := part.code_execution_result:
        failed = result.outcome not in ("", "OUTCOME_OK")
        error = (result.output or result.outcome) if failed else ""
        yield e.ToolFinished(result.id or place, output=result.output, error=error)
    if call := part.tool_call:
        id, name = call.id or call.tool_type, call.tool_type.lower()
        yield e.ToolStarted(id, name, agent, message_id, running=True, kind="server")
        yield e.ToolArgsReplaced(id, as_text(call.args))
    if answer := part.tool_response:
        yield e.ToolFinished(answer.id or answer.tool_type, output=answer.response)


def read_file(part: Part, place: str, message_id: str) -> Iterator[Event]:
    """Yield the file that a part holds or points to.

    Args:
        part: of an event.
        place: an id for the file.
        message_id: of the message that the part is in.
    """
    for held, url in ((part.inline_data, ""), (part.file_data, part.file_data.file_uri if part.file_data else "")):
        if held is None:
            continue
        if part.inline_data is held:
            url = data_url(part.inline_data.mime_type, part.inline_data.data)
        name = held.display_name or (url.rpartition("/")[2] if "://" in url else "")
        kind, language = kind_of(held.mime_type, name), language_of(held.mime_type, name)
        yield e.ArtifactOpened(
            place, kind, title=name, language=language, url=url, mime=held.mime_type, message_id=message_id
        )
