"""The state of a LangGraph graph: what of it is messages, what is a question to a person, and the rest."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.langgraph_messages import Messages, messages_in
from sse_widgets.events import Event

INTERRUPT = "__interrupt__"
_SENTENCES = ("message", "question", "description", "prompt", "query", "text", "instructions")


def read_values(values: Mapping[str, Any], messages: Messages, agent: str) -> Iterator[Event]:
    """Yield the messages in a state and the questions in it.

    Args:
        values: under the keys of the state.
        messages: the reader of the messages.
        agent: whose state it is.
    """
    for key, value in values.items():
        if key == INTERRUPT:
            yield from read_interrupts(value)
        else:
            yield from messages.row(messages_in(value) or [], agent)


def without_messages(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a state has no other place: all but the messages and what is internal."""
    return {
        key: value
        for key, value in values.items()
        if key != "messages" and not key.startswith("__") and messages_in(value) is None
    }


def read_interrupts(asked: Any) -> Iterator[Event]:
    """Yield the questions of interrupts."""
    for number, question in enumerate(asked if isinstance(asked, list) else [asked]):
        if isinstance(question, dict):
            id = str(question.get("id") or question.get("interrupt_id") or f"interrupt-{number}")
            yield interrupt(id, question.get("value"), question.get("response_schema"))


def interrupt(id: str, value: Any, schema: Any = None) -> Event:
    """Return the question to a person that a value means: a sentence, an object with one, or calls to approve."""
    first = value[0] if isinstance(value, list) and value else value
    fields: dict[str, Any] = first if isinstance(first, dict) else {}
    requests: Any = fields.get("action_requests") or [fields.get("action_request")]
    calls = [call for call in requests if isinstance(call, dict)] if isinstance(requests, list) else []
    said: list[Any] = [fields.get(name) for name in _SENTENCES] + [call.get("description") for call in calls]
    said += [f"Approve {call.get('name') or call.get('action')}?" for call in calls]
    sentences = [each for each in [first, *said] if isinstance(each, str) and each]
    message = sentences[0] if sentences else json.dumps(value, ensure_ascii=False)
    return e.InterruptOpened(id, "interrupt", message, schema=schema, options=tuple(_options(fields)))


def _options(fields: dict[str, Any]) -> Iterator[str]:
    """Yield the answers to choose from, as people, the agent inbox and LangChain's middleware list them."""
    reviews = fields.get("review_configs")
    decisions = reviews[0].get("allowed_decisions") if isinstance(reviews, list) and _is_dict(reviews[:1]) else None
    listed = fields.get("options") or fields.get("choices") or decisions
    if isinstance(listed, list):
        yield from (each for each in listed if isinstance(each, str))
    elif isinstance(config := fields.get("config"), dict):
        yield from (name.removeprefix("allow_") for name, allowed in config.items() if allowed is True)


def _is_dict(values: list[Any]) -> bool:
    return bool(values) and isinstance(values[0], dict)
