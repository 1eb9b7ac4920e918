"""What the dialects of named JSON events share: envelopes, units, times, and whom the server serves."""

import json
from typing import Any, ClassVar

import pydantic
import pytest

from sse_widgets import events as e
from sse_widgets.dialects.agent_network import AgentNetwork
from sse_widgets.dialects.execution import Execution
from sse_widgets.dialects.message_stream import MessageStream
from sse_widgets.dialects.routing import Routing
from sse_widgets.dialects.thought_process import ThoughtProcess
from sse_widgets.dialects.vocabulary import Vocabulary
from sse_widgets.dialects.wire import (
    Wire,
    check,
    epoch,
    explain,
    from_milliseconds,
    from_percent,
    from_percent_or_fraction,
    parse,
    unwrap,
)
from sse_widgets.frame import Frame

ALL = [AgentNetwork, MessageStream, ThoughtProcess, Execution, Routing]


class Point(Wire):
    point_id: str
    near: list["Point"] | None = None
    weight: float = 1.0


class Points(Vocabulary):
    name = "points"
    models: ClassVar = {"point": Point}


@pytest.mark.parametrize("dialect", ALL)
def test_a_wire_message_of_another_vocabulary_says_nothing(dialect: type[Vocabulary]):
    assert list(dialect().read(Wire())) == []


def test_a_vocabulary_must_say_how_it_is_read():
    with pytest.raises(NotImplementedError):
        Points().decode(Frame("point", '{"pointId": "p"}'))


@pytest.mark.parametrize("dialect", ALL)
@pytest.mark.parametrize("data", ["", "hello", "[]", '"text"', "7", "true", "null", '{"a": NaN}'])
def test_data_that_is_no_json_object_is_refused(dialect: type[Vocabulary], data: str):
    with pytest.raises(ValueError, match=r"expected|EOF"):
        dialect().decode(Frame(next(iter(dialect.models)), data))


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (Frame("a", '{"x": 1}'), ("a", {"x": 1})),
        (Frame("message", '{"x": 1}'), ("message", {"x": 1})),
        (Frame("message", '{"type": "a", "event": "b"}'), ("a", {"type": "a", "event": "b"})),
        (Frame("message", '{"type": 7, "event": "b"}'), ("b", {"type": 7, "event": "b"})),
        (Frame("a", '{"x": 1, "y": 1, "data": {"x": 2}}'), ("a", {"x": 2, "y": 1})),
        (Frame("a", '{"data": {"data": {"x": 1}}}'), ("a", {"x": 1})),
        (Frame("a", '{"data": [1]}'), ("a", {"data": [1]})),
    ],
)
def test_envelopes_come_off(frame: Frame, expected: tuple[str, dict[str, Any]]):
    assert unwrap(frame) == expected


def test_half_an_emoji_is_replaced_wherever_it_stands():
    assert parse(r'{"\ud83d": ["a\ud83d", 1]}') == {"�": ["a�", 1]}


def test_null_counts_as_absent_however_deep():
    point = check(Point, {"pointId": "p", "weight": None, "near": [{"pointId": 7, "weight": None}]})

    assert point == Point(point_id="p", near=[Point(point_id="7")])


def test_what_is_wrong_is_told_field_by_field_and_without_the_content():
    with pytest.raises(pydantic.ValidationError) as caught:
        check(Point, {"weight": "secret", "near": [{}]})

    told = explain(caught.value)
    assert "secret" not in told
    assert [part.split(":")[0] for part in told.split("; ")] == ["pointId", "near.0.pointId", "weight"]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("2026-10-05T09:30:00Z", 1791192600.0),
        ("2026-10-05T09:30:00", 1791192600.0),
        ("2026-10-05T11:30:00+02:00", 1791192600.0),
        (1791192600000, 1791192600.0),
        (1791192600.5, 1791192600.5),
        ("yesterday", None),
        (0, None),
        (-1, None),
        (10**400, None),
        (True, None),
        (None, None),
        ({}, None),
    ],
)
def test_times_are_seconds_since_1970_whatever_the_clock_of_this_machine(said: Any, seconds: float | None):
    assert epoch(said) == seconds


def test_the_time_that_the_server_says_is_on_each_of_its_events():
    frame = Frame("message_token", '{"messageId":"m","token":"x","isComplete":true,"timestamp":"2026-10-05T09:30:00Z"}')

    assert [event.server_time for event in AgentNetwork().decode(frame)] == [1791192600.0, 1791192600.0]


@pytest.mark.parametrize("clock", ["timestamp", "serverTime", "startedAt", "server_time", "started_at"])
def test_the_time_of_the_server_has_synonyms(clock: str):
    (event,) = AgentNetwork().decode(Frame("heartbeat", json.dumps({clock: 1791192600000})))

    assert event == e.HeartbeatReceived(server_time=1791192600.0)


def test_units_become_ours():
    assert [from_percent(value) for value in (None, -5, 0, 50, 120)] == [None, 0.0, 0.0, 0.5, 1.0]
    assert [from_percent_or_fraction(value) for value in (None, 0.5, 1, 50, 100)] == [None, 0.5, 1.0, 0.5, 1.0]
    assert [from_milliseconds(value) for value in (None, 1500)] == [None, 1.5]
