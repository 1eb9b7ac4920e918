"""Why a message ended: the words of the vendors made ours, with a warning where a person should know."""

from collections.abc import Iterator

from sse_widgets.events import Event, Logged, MessageFinished

_OURS = {
    "stop": "",
    "end_turn": "",
    "stop_sequence": "",
    "length": "length",
    "max_tokens": "length",
    "max_output_tokens": "length",
    "model_length": "length",
    "model_context_window_exceeded": "length",
    "content_filter": "content_filter",
    "content-filter": "content_filter",
    "sensitive": "content_filter",
    "safety": "content_filter",
    "recitation": "content_filter",
    "blocklist": "content_filter",
    "prohibited_content": "content_filter",
    "spii": "content_filter",
    "model_armor": "content_filter",
    "image_safety": "content_filter",
    "image_prohibited_content": "content_filter",
    "image_recitation": "content_filter",
    "guardrail_intervened": "content_filter",
    "refusal": "refusal",
    "tool_calls": "tool_calls",
    "tool-calls": "tool_calls",
    "tool_use": "tool_calls",
    "function_call": "tool_calls",
}

_WARNINGS = {
    "length": "the answer is cut off: the model reached the limit of its tokens",
    "content_filter": "the answer was stopped by a content filter",
    "refusal": "the model refused to answer",
}


def reason(word: str) -> str:
    """Return why a message ended in our words, empty where it simply came to its end; a word we do not know stays."""
    return _OURS.get(word.lower(), word)


def finished(message_id: str, word: str) -> Iterator[Event]:
    """Yield that a message is complete, and a warning if it is not all that it should be.

    Args:
        message_id: of the message; empty if there is none, then there is only the warning.
        word: of the wire, such as `max_tokens`; empty where it says nothing.
    """
    why = reason(word)
    if message_id:
        yield MessageFinished(message_id, why)
    if why in _WARNINGS:
        yield Logged(_WARNINGS[why], "warning")
