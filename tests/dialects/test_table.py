"""A table says which event means what; what is wrong with it is told where it is written."""

import copy
import json
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sse_widgets as sw
from sse_widgets import events as e
from sse_widgets.dialects import Fit, Table
from sse_widgets.dialects.tables.table import table
from sse_widgets.errors import UnknownDialect
from sse_widgets.events import Event, PlannedPhase
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from tests.dialects.reading import JSON
from tests.waiting import PATIENCE


class Acme(Table):
    """A vocabulary of ten lines, and a method."""

    name: ClassVar[str] = "acme"

    def _counted(self, body: Any, name: str) -> Iterator[Event]:
        self.count = getattr(self, "count", 0) + 1
        yield e.Logged(f"{name} {self.count}")

    rules: ClassVar[dict[str, Any]] = {
        "token": {"event": "text.added", "message_id": "$.id|answer", "text": "$.token|$.content"},
        "cite": {"event": "source.found", "each": "$.found", "source_id": "$.url|{$$.run}-{$.n}", "title": "$.title"},
        "step": [
            {"event": "phase.started", "phase_id": "$.name", "when": {"$.state": ["open", "again"]}},
            {"event": "phase.finished", "phase_id": "$.name", "status": "$.state", "when": "$.over"},
        ],
        "count": _counted,
        "quiet": [],
        "data-*": {"event": "activity.replaced", "activity_id": "$name", "kind": "$name", "content": "$.value"},
        "done": {"event": "run.finished", "result": "$"},
    }


def said(event: str, **fields: Any) -> list[Event]:
    return list(Acme().decode(Frame(event, json.dumps(fields))))


def one(field: str, value: Any, event: str = "agent.progressed", **more: Any) -> Any:
    """Return what becomes of a value in a field of an event."""
    kind = table({"x": {"event": event, **more, field: "$.value"}})
    (made,) = kind().decode(Frame("x", json.dumps({"value": value})))
    return getattr(made, field)


# -------------------------------------------------------------------- paths


def test_alternatives_are_tried_one_after_another_and_a_default_comes_last():
    assert said("token", token="a") == [e.TextAdded("answer", "a")]
    assert said("token", id="m", content="b") == [e.TextAdded("m", "b")]
    assert said("token", id="", token="", content="c") == [e.TextAdded("answer", "c")]
    assert said("token", id=7, token="") == [e.TextAdded("7", "")]


def test_each_thing_of_a_list_makes_an_event_and_a_template_is_filled_from_both():
    found = [{"url": "https://a.example", "title": "A"}, {"n": 2}]

    assert said("cite", run="r", found=found) == [
        e.SourceFound("https://a.example", title="A"),
        e.SourceFound("r-2"),
    ]
    assert said("cite", found=None) == said("cite", found="text") == []


def test_a_condition_is_that_something_is_there_or_what_it_is():
    assert said("step", name="s", state="open") == [e.PhaseStarted("s")]
    assert said("step", name="s", state="again", over=True) == [e.PhaseStarted("s"), e.PhaseFinished("s")]
    assert said("step", name="s", state="error", over=1) == [e.PhaseFinished("s", status="failed")]
    assert said("step", name="s") == []


@pytest.mark.parametrize(
    ("path", "found"),
    [("$.a.b", 1), ("$.l.1", 3), ("$.l.-1", 3), ("$.l.9", None), ("$.l.x", None), ("$.a.b.c", None), ("$", ...)],
)
def test_a_path_goes_down_by_key_and_by_place(path: str, found: Any):
    body = {"a": {"b": 1}, "l": [2, 3]}
    kind = table({"x": {"event": "run.finished", "result": path}})
    (made,) = kind().decode(Frame("x", json.dumps(body)))

    assert made.result == (body if found is ... else found)


def test_a_function_and_what_is_no_text_stand_for_themselves():
    kind = table({"x": {"event": "agent.progressed", "agent_id": lambda body: body["n"] * 2, "progress": 0.5}})

    assert list(kind().decode(Frame("x", '{"n": 4}'))) == [e.AgentProgressed("8", progress=0.5)]


# -------------------------------------------------------------------- names


def test_the_name_is_that_of_the_frame_or_in_the_json_and_may_be_a_beginning():
    named = [Frame("token", '{"token": "a"}'), Frame(data='{"event": "token", "token": "a"}')]
    named += [Frame(data='{"type": "token", "token": "a"}')]

    assert [list(Acme().decode(frame)) for frame in named] == [[e.TextAdded("answer", "a")]] * 3
    assert said("data-chart", value=[1]) == [e.ActivityReplaced("data-chart", "data-chart", [1])]
    assert said("quiet") == []
    assert said("other") == [e.FrameUnknown("other")]


def test_a_method_remembers():
    dialect = Acme()
    list(dialect.decode(Frame("count", "{}")))

    assert list(dialect.decode(Frame("count", "{}"))) == [e.Logged("count 2")]
    assert copy.deepcopy(dialect).count == 2


def test_a_bare_error_fails_the_run_in_every_table():
    assert said("message", error="no such agent") == [e.ErrorReported("no such agent", "agent", fatal=True)]


@pytest.mark.parametrize(("first", "status"), [('{"type": "token", "token": "a"}', "incomplete"), ("{}", "completed")])
def test_done_ends_a_run_as_far_as_it_got(first: str, status: str):
    log = Log(Acme)
    log.feed(Frame(data=first), Frame("count", "{}"), Frame(data="[DONE]"))

    assert log.state.status == status


def test_what_is_no_object_is_told():
    log = Log(Acme)
    log.feed(Frame(data="[1]"), Frame(data="nonsense"), Frame("token", '{"id": "m"}'))

    assert log.state.counters.unreadable == 3
    assert "token: text: nothing that fits is at '$.token|$.content'" in log.state.errors[-1].message


# ------------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("field", "value", "made"),
    [
        ("name", 3, "3"),
        ("name", True, "true"),
        ("name", {"a": "ä"}, '{"a":"ä"}'),
        ("progress", 40, 0.4),
        ("progress", 0.4, 0.4),
        ("progress", "half", None),
        ("time_left", "1.5", 1.5),
        ("time_left", [], None),
        ("status", "in_progress", "working"),
        ("status", "SUCCEEDED", "completed"),
        ("status", "strange", None),
        ("status", 1, None),
        ("result", [1], [1]),
        ("server_time", "2026-10-05T09:30:00Z", 1791192600.0),
    ],
)
def test_a_value_is_made_what_its_field_takes(field: str, value: Any, made: Any):
    assert one(field, value, agent_id="a") == made


def test_lists_and_whole_numbers_are_made_what_their_fields_take():
    phases = [{"id": 1, "name": "Read", "description": "all"}, "Write"]

    assert one("phases", phases, "plan.created") == (PlannedPhase("1", "Read", "all"), PlannedPhase("Write", "Write"))
    assert one("phases", "x", "plan.created") == ()
    assert one("operations", [{"op": "add"}, 1], "document.patched") == ({"op": "add"},)
    assert one("options", ["yes", {"value": "no"}], "interrupt.opened", interrupt_id="i") == ("yes", "no")
    assert one("options", 1, "interrupt.opened", interrupt_id="i") == ()
    assert one("input_tokens", "12", "usage.reported") == 12
    assert one("fatal", "false", "error.reported", message="m") is False


# ------------------------------------------------------------ what is wrong


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"t": {"event": "text.add"}}, "table, rule 't': no event is called 'text.add'; did you mean 'text.added'?"),
        ({"t": [{"text": "x"}]}, "table, rule 't': no event is called None; there are: "),
        (
            {"t": {"event": "text.added", "message_id": "m", "txt": "$.t"}},
            "table, rule 't': 'text.added' has no field 'txt'; did you mean 'text'?",
        ),
        ({"t": {"event": "text.added", "text": "$.t"}}, "table, rule 't': 'text.added' needs 'message_id'"),
    ],
)
def test_a_rule_that_cannot_be_is_told_at_once(rules: Any, message: str):
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        table(rules)


# -------------------------------------------------------------- giving a table


def test_a_table_can_be_given_as_class_or_as_plain_data():
    rules: ClassVar[dict[str, Any]] = {"token": Acme.rules["token"], "done": Acme.rules["done"]}
    frames = [{"kind": "token", "token": "Hi"}, {"kind": "done"}]
    whole = {"name": "mine", "named_by": ["kind"], "announces_end": True, "rules": rules}
    runs = [sw.watch(iter([{**each, "type": each["kind"]} for each in frames]), dialect=way) for way in (Acme, rules)]
    runs.append(sw.watch(iter(frames), dialect=whole))
    for run in runs:
        run.wait(PATIENCE)

    assert [(run.dialect, run.status, run.messages[0].text) for run in runs] == [
        ("acme", "completed", "Hi"),
        ("table", "completed", "Hi"),
        ("mine", "completed", "Hi"),
    ]


def test_a_recording_keeps_the_rules_of_its_table(tmp_path):
    rules = {"token": Acme.rules["token"], "done": [Acme.rules["done"]]}
    whole = {"name": "mine", "named_by": ("kind",), "announces_end": True, "rules": MappingProxyType(rules)}
    run = sw.watch([{"kind": "token", "token": "Hi"}, {"kind": "done"}], dialect=whole).wait()
    loaded = sw.load(run.save(tmp_path / "run.jsonl"))
    again = sw.load(loaded.save(tmp_path / "again.jsonl"))

    assert loaded.state == again.state == run.state
    assert (again.dialect, again.status, again.messages[0].text) == ("mine", "completed", "Hi")


def test_a_recording_whose_dialect_is_code_asks_for_it(tmp_path):
    def hook(dialect, body, name):
        return [e.TextAdded("m", body["token"])]

    run = sw.watch([{"type": "token", "token": "Hi"}], dialect={"token": hook}).wait()
    path = run.save(tmp_path / "run.jsonl")

    assert sw.load(path, dialect=run.spoken).state == run.state
    with pytest.raises(UnknownDialect, match="recorded with a dialect called 'table', which is not here; give your"):
        sw.load(path)
    with pytest.raises(UnknownDialect, match="no dialect is called 'plian'; did you mean 'plain'"):
        sw.load(path, dialect="plian")


def test_a_table_has_no_other_parts():
    with pytest.raises(ValueError, match=r"a table has no 'mark' beside its rules; did you mean 'marks'\?"):
        table({"rules": {"done": Acme.rules["done"]}, "mark": ["$.id"]})


def test_a_table_knows_its_frames_by_name_and_marks():
    class Marked(Acme):
        marks = ("$.run.id",)

    body: dict[str, Any] = {"run": {"id": "r"}}

    assert Acme.fit("token", {}, {}) is Fit.YES
    assert (Acme.fit("nobody", {}, {}), Acme.fit("token", [], {})) == (Fit.NO, Fit.NO)
    assert (Marked.fit("token", body, {}), Marked.fit("token", {}, {})) == (Fit.YES, Fit.NO)
    assert table({"error": []}).fit("error", {}, {}) is Fit.MAYBE


@given(st.lists(st.tuples(st.sampled_from(sorted(Acme.rules)), st.dictionaries(st.text(max_size=5), JSON))))
def test_any_json_in_any_field_is_read_or_told(frames: list[tuple[str, Any]]):
    log = Log(Acme)
    log.feed(*(Frame(name, json.dumps(body)) for name, body in frames), Frame(CLOSED, "{}"))

    assert log.state.counters.unreadable <= len(frames)
    assert log.state.status != "running"
