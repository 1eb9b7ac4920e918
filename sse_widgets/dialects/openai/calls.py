"""The calls in a response of OpenAI: where they run, what they are given, what comes of them."""

from collections.abc import Iterator
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.openai.responses_wire import Item
from sse_widgets.events import Event

_KINDS = {
    "function_call": "",
    "custom_tool_call": "",
    "web_search_call": "search",
    "file_search_call": "search",
    "tool_search_call": "search",
    "code_interpreter_call": "code",
    "program": "code",
    "shell_call": "code",
    "local_shell_call": "code",
    "apply_patch_call": "code",
    "mcp_call": "mcp",
    "mcp_list_tools": "mcp",
    "mcp_approval_request": "mcp",
}

_AT_CLIENT = {
    "function_call",
    "custom_tool_call",
    "computer_call",
    "local_shell_call",
    "shell_call",
    "apply_patch_call",
}


def kind_of(item: Item) -> str:
    """Return where a call runs; one that we do not know runs at the server."""
    return _KINDS.get(item.type, "server")


def runs_at_client(item: Item) -> bool:
    """Return whether somebody else than the server makes the call: then a complete one is pending.

    The output of such a call, and of a program, comes as an item of its own.
    """
    return item.type in _AT_CLIENT or item.execution == "client"


def name_of(item: Item) -> str:
    """Return the name of a call's tool; built-in tools are named by the type of the item."""
    return item.name or item.type.removesuffix("_call")


def label(item: Item) -> str:
    """Return what to call a tool of somebody's server, empty for any other."""
    return f"{item.server_label}: {name_of(item)}" if item.server_label else ""


def arguments(item: Item) -> str | None:
    """Return what a call is given, as text; None where the item does not say."""
    if item.code is not None:
        return as_text({"code": item.code})
    if item.queries is not None:
        return as_text({"queries": item.queries})
    given = (item.arguments, item.input, item.action, item.actions, item.operation)
    return next((as_text(value) for value in given if value is not None), None)


def outcome(tool: str, item: Item) -> Iterator[Event]:
    """Yield what came of a call that the server made, and what it found."""
    output: Any = item.output if item.outputs is None else item.outputs
    match item.type:
        case "web_search_call":
            queries, pages = _searched(item.action)
            yield from (e.SearchFinished(query) for query in queries)
            yield from (e.SourceFound(url, url) for url in pages)
            output = pages or None
        case "file_search_call":
            yield from _searched_files(item)
            output = item.results
        case "mcp_list_tools":
            output = [tool.get("name") for tool in item.tools or () if isinstance(tool, dict)]
    yield e.ToolFinished(tool, output=output, error=_error(item))


def _error(item: Item) -> str:
    if not item.error:
        return "the call failed" if item.status == "failed" else ""
    match item.error:
        case {"message": str() as said} if said:
            return said
        case {"content": list() as parts} if any(isinstance(part, dict) and part.get("text") for part in parts):
            return "\n".join(as_text(part.get("text")) for part in parts if isinstance(part, dict) and part.get("text"))
    return as_text(item.error)


def _searched(action: Any) -> tuple[list[str], list[str]]:
    """Return what was searched for, and the addresses of what was read."""
    if not isinstance(action, dict):
        return [], []
    queries, sources = action.get("queries"), action.get("sources")
    asked = queries if isinstance(queries, list) else [action.get("query")]
    read = [it.get("url") for it in sources if isinstance(it, dict)] if isinstance(sources, list) else []
    return _texts(asked), _texts([*read, action.get("url")])


def _texts(values: list[Any]) -> list[str]:
    return [value for value in values if isinstance(value, str) and value]


def _searched_files(item: Item) -> Iterator[Event]:
    for query in item.queries or ():
        yield e.SearchFinished(str(query), len(item.results) if item.results is not None else None)
    for result in item.results or ():
        if isinstance(result, dict) and (id := str(result.get("file_id") or result.get("filename") or "")):
            score = result.get("score")
            yield e.SourceFound(
                id,
                title=str(result.get("filename") or ""),
                snippet=str(result.get("text") or ""),
                confidence=min(1.0, max(0.0, float(score))) if isinstance(score, int | float) else None,
            )
