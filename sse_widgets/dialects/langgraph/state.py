"""The state of a LangGraph graph: what of it is messages, what is a question to a person, and the rest."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.langgraph.messages import Messages, messages_in
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
            yield from read_interrupts(value, agent)
        else:
            yield from messages.row(messages_in(value) or [], agent)


def without_messages(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a state has no other place: all but the messages and what is internal."""
    return {
        key: value
        for key, value in values.items()
        if key != "messages" and not key.startswith("__") and messages_in(value) is None
    }


def read_interrupts(asked: Any, agent: str) -> Iterator[Event]:
    """Yield the questions of interrupts that an agent has raised."""
    for number, question in enumerate(asked if isinstance(asked, list) else [asked]):
        if isinstance(question, dict):
            id = str(question.get("id") or question.get("interrupt_id") or f"interrupt-{number}")
            yield interrupt(id, agent, question.get("value"), question.get("response_schema"))


def interrupt(id: str, agent: str, value: Any, schema: Any = None) -> Event:
    """Return the question to a person that a value means: a sentence, an object with one, or calls to approve.

    The reason tells in which form it wants its answer: `review` is that of LangChain's middleware, `inbox` that
    of the agent inbox, which came before; to any other `interrupt` the answer is whatever the graph expects.
    """
    first = value[0] if isinstance(value, list) and value else value
    fields: dict[str, Any] = first if isinstance(first, dict) else {}
    reviewed, inbox = fields.get("action_requests"), fields.get("action_request")
    requests: Any = reviewed or [inbox]
    calls = [call for call in requests if isinstance(call, dict)] if isinstance(requests, list) else []
    said: list[Any] = [fields.get(name) for name in _SENTENCES] + [call.get("description") for call in calls]
    said += [f"Approve {call.get('name') or call.get('action')}?" for call in calls]
    sentences = [each for each in [first, *said] if isinstance(each, str) and each]
    message = sentences[0] if sentences else json.dumps(value, ensure_ascii=False)
    reason = "review" if reviewed else "inbox" if inbox else "interrupt"
    options = tuple(_options(fields, len(calls)))
    return e.InterruptOpened(id, reason, message, schema=schema, options=options, agent=agent)


def _options(fields: dict[str, Any], calls: int) -> Iterator[str]:
    """Yield the answers to choose from that need no more words, as long as there is one thing to decide."""
    listed = fields.get("options") or fields.get("choices")
    if isinstance(listed, list):
        yield from (each for each in listed if isinstance(each, str))
    elif calls == 1 and isinstance(config := fields.get("config"), dict):
        yield from (
            word for word, allowed in (("accept", "allow_accept"), ("ignore", "allow_ignore")) if config.get(allowed)
        )
    elif calls == 1 and isinstance(reviews := fields.get("review_configs"), list):
        allowed = reviews[0].get("allowed_decisions") if reviews and isinstance(reviews[0], dict) else None
        yield from (word for word in ("approve", "reject") if isinstance(allowed, list) and word in allowed)
