"""How the model APIs are told: the whole conversation once more, with what is new at its end."""

from typing import Any

from sse_widgets.actions.action import Call, Place, Regenerate, Send
from sse_widgets.actions.turns import Turn, result, turns
from sse_widgets.analysis import conversation


def openai_chat_send(action: Send, place: Place) -> Call:
    """Return a Chat Completions request with one more message."""
    return _again(
        place, [*_before(place), *conversation.messages(place.state), {"role": "user", "content": action.text}]
    )


def openai_chat_regenerate(action: Regenerate, place: Place) -> Call:
    """Return a Chat Completions request for another answer."""
    return _again(place, [*_before(place), *conversation.messages(place.state, action.message_id)])


def openai_responses_send(action: Send, place: Place) -> Call:
    """Return a Responses request that follows the last one."""
    said = [{"role": "user", "content": [{"type": "input_text", "text": action.text}]}]
    return Call(place.url, place.body | {"input": said, "previous_response_id": place.state.run.id})


def anthropic_send(action: Send, place: Place) -> Call:
    """Return a Messages request with one more message."""
    return _again(place, [*_before(place), *_blocks(place), {"role": "user", "content": action.text}])


def anthropic_regenerate(action: Regenerate, place: Place) -> Call:
    """Return a Messages request for another answer."""
    return _again(place, [*_before(place), *_blocks(place, action.message_id)])


def gemini_send(action: Send, place: Place) -> Call:
    """Return a `streamGenerateContent` request with one more content."""
    given = place.body.get("contents")
    contents = list(given) if isinstance(given, list) else []
    roles = {"assistant": "model"}
    contents += [
        {"role": roles.get(turn.message.role, "user"), "parts": [{"text": turn.text}]}
        for turn in turns(place.state)
        if turn.text
    ]
    return Call(place.url, place.body | {"contents": [*contents, {"role": "user", "parts": [{"text": action.text}]}]})


def _again(place: Place, messages: list[dict[str, Any]]) -> Call:
    return Call(place.url, place.body | {"messages": messages})


def _before(place: Place) -> list[dict[str, Any]]:
    """Return what the first request said: its stream does not repeat it."""
    given = place.body.get("messages")
    return list(given) if isinstance(given, list) else []


def _blocks(place: Place, until: str = "") -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = []
    for turn in turns(place.state, until):
        messages.append({"role": turn.message.role, "content": _content(turn)})
        returned = [call for call in turn.calls if call.ended_at is not None]
        if returned:
            results = [
                {"type": "tool_result", "tool_use_id": call.id, "content": result(call), "is_error": bool(call.error)}
                for call in returned
            ]
            messages.append({"role": "user", "content": results})
    return messages


def _content(turn: Turn) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = [{"type": "text", "text": turn.text}] if turn.text else []
    return said + [{"type": "tool_use", "id": call.id, "name": call.name, "input": call.args} for call in turn.calls]
