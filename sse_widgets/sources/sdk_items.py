"""What the libraries of agents and models yield, as frames: objects become JSON, names of events stay names."""

import json
import re
from collections.abc import Mapping
from inspect import ismethod
from typing import Any

from pydantic_core import to_json

from sse_widgets.frame import Frame

_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters: some libraries cut an emoji in two, and no text can hold half of it."""
_REPEATED = {"snapshot", "parsed", "parsed_arguments"}
"""Fields in which stream helpers repeat all that came before, in every event."""
_AGENTS_SDK = ("raw_response_event", "run_item_stream_event", "agent_updated_stream_event")


def framed(item: Any, at: float) -> Frame:
    """Return an item as a frame. Never raises.

    Args:
        item: a `Frame`, an `httpx_sse.ServerSentEvent` or what looks like one, a pydantic object, a
            dataclass, a tuple as LangGraph yields them, a dict, or anything else that JSON can say.
        at: seconds since the stream opened.
    """
    if isinstance(item, Frame):
        return item._replace(at=at)
    event, data, id = getattr(item, "event", None), getattr(item, "data", None), getattr(item, "id", None)
    if hasattr(item, "retry") and isinstance(data, str):
        return Frame(event or "message", data, id or "", item.retry, at)
    if isinstance(event, str) and hasattr(item, "data"):  # LangGraph's client: the data are parsed already
        return Frame(event or "message", as_json(data), id if isinstance(id, str) else "", at=at)
    name, said = _named(item)
    return Frame(name, as_json(said), at=at)


def _named(item: Any) -> tuple[str, Any]:
    """Return the name of the event that an item is, where its library tells that beside the data."""
    match item:
        case (str() as mode, said):
            return mode, said
        case (tuple() as namespace, str() as mode, said):
            return "|".join([mode, *map(str, namespace)]), said
        case (_, {"langgraph_node": _}):
            return "messages", item
        case {"type": str() as mode, "ns": tuple() | list() as namespace, "data": said}:
            return "|".join([mode, *map(str, namespace)]), said
    if isinstance(item, dict) and (mode := _langgraph_mode(item)):
        return mode, item
    if getattr(item, "type", None) in _AGENTS_SDK:
        return "message", _agents_event(item)
    if getattr(item, "event_kind", None) == "agent_run_result":
        result = item.result  # which holds the whole conversation besides
        usage = getattr(result, "usage", None)
        usage = usage() if ismethod(usage) else usage
        return "message", {"event_kind": "agent_run_result", "result": {"output": result.output, "usage": usage}}
    return "message", item


def _langgraph_mode(item: dict[Any, Any]) -> str:
    """LangGraph asked for a single mode does not say which; whether messages are its state or a node's tells."""
    if "__interrupt__" in item or any(isinstance(each, dict) and _has_messages(each) for each in item.values()):
        return "updates"
    return "values" if _has_messages(item) else ""


def _has_messages(state: dict[Any, Any]) -> bool:
    lists = (value for value in state.values() if isinstance(value, list) and value)
    return any(type(value[0]).__module__.startswith("langchain_core.messages") for value in lists)


def _agents_event(event: Any) -> dict[str, Any]:
    """An event of the OpenAI Agents SDK holds whole agents, with all their tools; their names are enough."""
    said: dict[str, Any] = {"type": event.type}
    if hasattr(event, "data"):
        said["data"] = event.data
    if hasattr(event, "new_agent"):
        said["new_agent"] = {"name": _name(event.new_agent)}
    if hasattr(event, "item"):
        item = event.item
        told = {"type": getattr(item, "type", ""), "raw_item": getattr(item, "raw_item", None)}
        told |= {key: getattr(item, key) for key in ("output",) if hasattr(item, key)}
        agents = ("agent", "source_agent", "target_agent")
        told |= {key: {"name": _name(getattr(item, key))} for key in agents if hasattr(item, key)}
        said |= {"name": getattr(event, "name", ""), "item": told}
    return said


def _name(thing: Any) -> str:
    return str(getattr(thing, "name", "") or "")


def as_json(item: Any) -> str:
    """Return anything as JSON, what JSON cannot say as text. Never raises."""
    try:
        if callable(dump := getattr(item, "model_dump_json", None)):
            return str(dump(by_alias=True, exclude_none=True, exclude=_REPEATED, warnings=False))
        return to_json(item, by_alias=True, inf_nan_mode="null", fallback=_shape).decode()
    except Exception:  # half an emoji, a circle, a field that raises: whatever it is, it is somebody else's
        return _as_well_as_can_be(item)


def _as_well_as_can_be(item: Any) -> str:
    try:
        return _HALVES.sub("\ufffd", json.dumps(item, ensure_ascii=False, default=_shape))
    except Exception:
        return json.dumps({"type": type(item).__name__})


def _shape(thing: Any) -> Any:
    if isinstance(thing, Mapping):
        return dict(thing)
    fields = getattr(thing, "__dict__", None)
    if isinstance(fields, dict) and fields:
        return {name: value for name, value in fields.items() if not name.startswith("_")}
    return str(thing)
