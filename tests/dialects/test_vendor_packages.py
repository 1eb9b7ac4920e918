"""What the typed packages of the vendors know, we know: a new event type fails here with its name.

Each case is a frame that says no more than its type. A dialect may find that it says too little; what it must
not do is count it as unknown. Nothing here is skipped: the packages are among those that testing installs.
"""

import json
import typing
from collections.abc import Iterator
from typing import Any

import anthropic.types as anthropic_types
import anthropic.types.beta as anthropic_beta
import openai.types.responses as openai_responses
import pydantic
import pytest
from anthropic.types.beta.sessions.beta_managed_agents_stream_session_events import (
    BetaManagedAgentsStreamSessionEvents,
)
from google.genai import interactions as gemini_interactions
from google.genai import types as gemini_types
from openai.types.chat.chat_completion_chunk import Choice, ChoiceDelta
from openai.types.responses.response_output_text_annotation_added_event import (
    ResponseOutputTextAnnotationAddedEvent,
)

from sse_widgets import dialects
from sse_widgets.dialects.gemini.gemini import _MISTAKES
from sse_widgets.dialects.gemini.wire import Part
from sse_widgets.dialects.openai.chat_wire import Said
from sse_widgets.dialects.stop_reasons import reason
from sse_widgets.events import FrameUnknown
from sse_widgets.frame import Frame


def members(union: Any) -> Iterator[type[pydantic.BaseModel]]:
    """Yield the models of a union, whatever it is wrapped in."""
    if isinstance(union, typing.TypeAliasType if hasattr(typing, "TypeAliasType") else ()):
        union = union.__value__
    if isinstance(union, type) and issubclass(union, pydantic.BaseModel):
        yield union
    else:
        for inner in typing.get_args(union):
            yield from members(inner)


def words(union: Any, key: str = "type") -> list[str]:
    """Return what the models of a union say under `key`."""
    found = set()
    for model in members(union):
        if (field := model.model_fields.get(key)) is not None:
            found |= set(literals(field.annotation)) or {field.default}
    return sorted(word for word in found if isinstance(word, str) and word != "UNKNOWN")


def literals(annotation: Any) -> Iterator[str]:
    """Yield the words of every Literal in an annotation."""
    if typing.get_origin(annotation) is typing.Literal:
        yield from typing.get_args(annotation)
    else:
        for inner in typing.get_args(annotation):
            yield from literals(inner)


def field(model: type[pydantic.BaseModel], name: str) -> Any:
    return model.model_fields[name].annotation


START = anthropic_types.RawContentBlockStartEvent
BETA_START = anthropic_beta.BetaRawContentBlockStartEvent
BETA_DELTA = anthropic_beta.BetaRawContentBlockDeltaEvent
STEP = gemini_interactions.StepStart
STEP_DELTA = gemini_interactions.StepDelta


def known() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield dialect, word and the frame that says it."""
    for word in words(openai_responses.ResponseStreamEvent):
        yield "openai_responses", word, {"type": word, "response": {}}
    for word in words(openai_responses.ResponseOutputItem):
        yield "openai_responses", word, {"type": "response.output_item.done", "item": {"type": word, "id": "x"}}
    for word in words(anthropic_types.RawMessageStreamEvent) + words(anthropic_beta.BetaRawMessageStreamEvent):
        yield "anthropic", word, {"type": word}
    for word in words(field(START, "content_block")) + words(field(BETA_START, "content_block")):
        yield "anthropic", word, {"type": "content_block_start", "content_block": {"type": word}}
    for word in words(field(BETA_DELTA, "delta")):
        yield "anthropic", word, {"type": "content_block_delta", "delta": {"type": word}}
    for word in words(BetaManagedAgentsStreamSessionEvents):
        said = {"type": word, "id": "x", "event": {"id": "y"}, "delta": {}}
        yield "anthropic_sessions", word, said
    for word in words(gemini_interactions.InteractionSSEEvent, "event_type"):
        yield "gemini_interactions", word, {"event_type": word, "error": {}}
    for word in words(field(STEP, "step")):
        yield "gemini_interactions", word, {"event_type": "step.start", "step": {"type": word}}
    for word in words(field(STEP_DELTA, "delta")):
        yield "gemini_interactions", word, {"event_type": "step.delta", "delta": {"type": word}}


@pytest.mark.parametrize(("dialect", "word", "body"), list(known()), ids=lambda it: it if isinstance(it, str) else "")
def test_no_type_that_a_package_knows_is_unknown(dialect: str, word: str, body: dict[str, Any]):
    try:
        said = list(dialects.find(dialect)().decode(Frame(data=json.dumps(body))))
    except ValueError:
        said = []  # known, and it says too little

    assert [event for event in said if isinstance(event, FrameUnknown)] == []


def test_the_packages_know_as_much_as_they_did():
    """That the walk through their types still finds any."""
    found = [dialect for dialect, _, _ in known()]

    assert {dialect: found.count(dialect) >= least for dialect, least in LEAST.items()} == dict.fromkeys(LEAST, True)


LEAST = {"openai_responses": 80, "anthropic": 40, "anthropic_sessions": 40, "gemini_interactions": 55}

UNREAD = {
    "openai_chat": {"obfuscation"},
    "gemini": {
        "thoughtSignature", "mediaResolution", "videoMetadata", "partMetadata", "audioTranscription",
        "mediaProcessing", "speechMetadata", "documentMetadata", "spreadsheetMetadata", "audioMetadata",
    },
}  # fmt: skip
"""Fields that say nothing that a run has a place for."""


def aliases(model: type[pydantic.BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def test_no_field_of_a_chat_delta_is_overlooked():
    ours = set(Said.model_fields)

    assert aliases(ChoiceDelta) - ours - UNREAD["openai_chat"] == set()


def test_no_kind_of_part_of_gemini_is_overlooked():
    assert aliases(gemini_types.Part) - aliases(Part) - UNREAD["gemini"] == set()


OF_THEIR_OWN = {
    "ESCALATION", "CONTINUATION", "FINISH_REASON_UNSPECIFIED", "IMAGE_OTHER", "LANGUAGE", "NO_IMAGE", "OTHER",
    "PUP_LIMITED_DISABLED", "pause_turn",
}  # fmt: skip
"""Reasons to stop that are told as they are."""


def stops() -> list[str]:
    """Return every reason to stop that a package knows."""
    said = [*literals(field(Choice, "finish_reason")), *literals(anthropic_types.StopReason)]
    return sorted({*said, *(it.value for it in gemini_types.FinishReason)})


@pytest.mark.parametrize("word", stops())
def test_no_reason_to_stop_is_overlooked(word: str):
    assert (
        reason(word) != word
        or word in ("length", "content_filter", "refusal", "tool_calls")
        or (word in _MISTAKES | OF_THEIR_OWN)
    )


@pytest.mark.parametrize("word", words(field(ResponseOutputTextAnnotationAddedEvent, "annotation")))
def test_no_kind_of_annotation_is_overlooked(word: str):
    note = {"type": word, "url": "https://x.org", "file_id": "f1"}
    body = {"type": "response.output_text.annotation.added", "item_id": "m", "annotation": note}
    said = dialects.find("openai_responses")().decode(Frame(data=json.dumps(body)))

    assert [event.type for event in said] == ["source.found", "citation.added"]
