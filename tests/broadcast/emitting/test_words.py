"""Every word of every vocabulary: what is said is what is read, and what cannot be read cannot be said."""

import inspect
import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import ag_ui.core
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sse_widgets.broadcast import EventBuilder
from sse_widgets.broadcast.emitting.words import MODELS, plain
from sse_widgets.dialects.wire import unwrap
from sse_widgets.errors import UnknownDialect
from tests.broadcast.emitting.speaking import arguments, frame, heard, words

WORDS = [pytest.param(*word, id=f"{word[0]}-{word[1]}") for word in words()]
fast = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def test_every_event_of_every_vocabulary_has_a_word():
    said = {(vocabulary, event) for vocabulary, event, _ in words()}

    assert said == {(vocabulary, event) for vocabulary, models in MODELS.items() for event in models}


@pytest.mark.parametrize(("vocabulary", "event", "method"), WORDS)
def test_what_a_word_is_given_is_what_its_model_reads(vocabulary, event, method):
    @fast
    @given(arguments(method, vocabulary))
    def check(fields: dict[str, Any]) -> None:
        said = method(EventBuilder(vocabulary, session="s"), **fields)
        state = heard(said, dialect=vocabulary)
        name, body = unwrap(frame(said), ("event", "type") if vocabulary == "routing" else ("type", "event"))
        read = MODELS[vocabulary][event].model_validate(body)

        assert name == event
        assert state.counters.unknown == state.counters.unreadable == 0
        for field, value in fields.items():
            if field in type(read).model_fields and not isinstance(value, dict | list | tuple):
                assert getattr(read, field) == plain(value), field

    check()


@pytest.mark.parametrize("vocabulary", MODELS)
def test_whatever_is_said_one_after_the_other_is_understood(vocabulary):
    """Words that come in an order that makes no sense are read all the same."""
    own = [method for name, _, method in words() if name == vocabulary]
    one = st.sampled_from(own).flatmap(lambda method: st.tuples(st.just(method), arguments(method, vocabulary)))

    @fast
    @given(st.lists(one, max_size=12))
    def check(said: list[Any]) -> None:
        build = EventBuilder(vocabulary, session="s")
        state = heard(*(method(build, **fields) for method, fields in said), dialect=vocabulary)

        assert state.counters.unknown == state.counters.unreadable == 0

    check()


@pytest.mark.parametrize(("vocabulary", "event", "method"), [word for word in WORDS if word.values[0] == "ag_ui"])
def test_what_is_said_in_ag_ui_is_ag_ui(vocabulary, event, method):
    """By the protocol's own package, where it knows the event."""
    if event.startswith("THINKING") or not hasattr(ag_ui.core.EventType, event):
        assert event.startswith(("THINKING", "SUBAGENT"))
        return
    known = {
        "delta": [] if event == "STATE_DELTA" else "x",
        "patch": [],
        "messages": [],
        "content": {} if event == "ACTIVITY_SNAPSHOT" else "x",
        "snapshot": {},
        "subtype": "message",
        "event": {},
        "value": 1,
    }
    must = [each for each in inspect.signature(method).parameters.values() if each.default is each.empty]
    said = method(EventBuilder(), **{each.name: known.get(each.name, "x") for each in must[1:]})
    kind = "".join(part.title() for part in event.split("_")) + "Event"
    assert getattr(ag_ui.core, kind).model_validate(said.data).type == event


def test_the_first_word_decides_the_vocabulary_and_another_is_refused():
    build = EventBuilder()
    build.message_token("m", "Hello")

    with pytest.raises(ValueError, match=r"'tool:start' is a word of 'execution', and this session is told in 'agent_"):
        build.tool_start("search")
    assert build.vocabulary == "agent_network"


def test_a_word_that_was_refused_decides_nothing():
    build = EventBuilder()
    with pytest.raises(ValueError, match="Field required"):
        build.research_sources([{"title": "no id"}])

    assert build.vocabulary == ""


@pytest.mark.parametrize(
    ("say", "kind", "fact"),
    [
        (lambda b: b.message_token("m"), TypeError, r"message_token\(\): missing a required argument: 'token'; its"),
        (lambda b: b.message_token("m", tokn="x"), TypeError, r"there is no field 'tokn'; its fields are message_id"),
        (
            lambda b: b.message_token("m", ["x"]),
            ValueError,
            "'message_token' of .* cannot .* token: Input",
        ),
        (lambda b: b.research_sources([{"short_id": "1", "titel": ""}]), ValueError, r"sources\.0\.titel: Extra"),
        (lambda b: b.agent_complete("a", status="done"), ValueError, "status: Input should be 'completed'"),
        (lambda b: b.error("x"), ValueError, "several vocabularies have 'error'; say which with vocabulary="),
        (lambda _: EventBuilder("thought_process").error("x", code="7"), ValueError, "code: Extra"),
        (lambda _: EventBuilder("acme"), UnknownDialect, "'acme'"),
    ],
)
def test_what_cannot_be_read_is_refused_where_it_is_said(say, kind, fact):
    with pytest.raises(kind, match=fact):
        say(EventBuilder())


def test_what_json_cannot_say_becomes_what_it_can():
    @dataclass
    class Hit:
        title: str
        when: date

    result = {"hits": (Hit("a", date(2026, 11, 25)),), "score": math.nan, "what": object, "half": "\ud83d"}
    state = heard(EventBuilder().tool_start("search"), EventBuilder().tool_complete("search", result=result))

    assert state.tools[0].output["hits"] == [{"title": "a", "when": "2026-11-25"}]
    assert state.tools[0].output["score"] is None
    assert state.tools[0].output["half"] == "\ufffd"
    assert "object" in state.tools[0].output["what"]


def test_half_an_emoji_is_replaced():
    """Models stream an emoji in two halves."""
    state = heard(EventBuilder().message_token("m", "smile \ud83d"))

    assert state.messages[0].text.startswith("smile ")
    assert state.counters.unreadable == 0
