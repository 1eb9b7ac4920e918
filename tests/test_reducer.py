"""The rules that every protocol forces on whoever merges it, one by one; then that no event breaks them."""

import re
from dataclasses import fields
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_widgets import events as e
from sse_widgets.events import TYPES, BaseEvent, EndStatus, Event
from sse_widgets.folds.findings import VERSIONS
from sse_widgets.folds.wire import LISTED
from sse_widgets.reducer import reduce, replay
from sse_widgets.state import TERMINAL, Citation, RunState, Search, TextPart, ThoughtPart, ToolPart
from sse_widgets.structures.items import Items
from tests.strategies import an_event, histories

MERGED = (e.TextAdded, e.ThoughtAdded, e.ToolArgsAdded, e.MessageFinished, e.ThoughtFinished, e.ToolFinished)
ENDS: tuple[EndStatus, ...] = get_args(EndStatus)


def after(*events: Event) -> RunState:
    return replay(events)


def said(state: RunState) -> list[tuple[str, str]]:
    return [(message.id, message.text) for message in state.messages]


# -------------------------------------------------------------- every event


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_any_event_is_taken_whatever_its_fields_say(kind: type[BaseEvent]):
    @settings(max_examples=20)
    @given(st.data(), histories(6))
    def take(data: st.DataObject, before: list[Event]):
        event = data.draw(an_event(kind))
        state = reduce(replay(before), event)

        assert isinstance(state, RunState)
        assert 0.0 <= state.progress <= 1.0

    take()


@settings(max_examples=60)
@given(histories())
def test_any_history_is_taken_and_progress_stays_between_nothing_and_all(events: list[Event]):
    state = RunState()
    for event in events:
        state = reduce(state, event)

        assert 0.0 <= state.progress <= 1.0


@settings(max_examples=40)
@given(histories(30))
def test_the_same_history_leads_to_the_same_state_and_changes_no_event(events: list[Event]):
    shown = [repr(event) for event in events]
    once, twice = replay(events), replay(events)

    assert repr(once) == repr(twice)  # NaN is not equal to itself, but it looks so
    assert [repr(event) for event in events] == shown


@given(st.lists(st.one_of(*(an_event(kind) for kind in MERGED)), max_size=12), histories(4))
def test_neighbours_that_add_to_the_same_text_may_be_taken_together(events: list[Event], before: list[Event]):
    """A flood of tokens is; the state must be the one that they lead to one by one."""
    one_by_one = replay(before)
    for event in events:
        one_by_one = reduce(one_by_one, event)

    assert repr(replay(events, replay(before))) == repr(one_by_one)


@settings(max_examples=40)
@given(histories(30), histories(10))
def test_a_state_never_changes_whatever_follows_from_it(events: list[Event], more: list[Event]):
    state = replay(events)
    shown = repr(state)
    replay(more, state)
    replay(reversed(more), state)

    assert repr(state) == shown


@settings(max_examples=40)
@given(histories(30))
def test_ids_stay_unique_and_every_thing_is_found_by_its_id(events: list[Event]):
    state = replay(events)

    for field in fields(state):
        if isinstance(things := getattr(state, field.name), Items):
            assert len({thing.id for thing in things}) == len(things)
            assert all(things.find(thing.id) is thing for thing in things)


def test_types_are_unique_and_say_what_happened_in_past_tense():
    assert len(TYPES) == len(get_args(Event))
    for name, kind in TYPES.items():
        assert kind.type == name
        assert re.fullmatch(r"[a-z]+\.([a-z]+_)*([a-z]*ed|found|lost|stuck|unknown|unreadable)", name), name


def test_a_state_can_be_gone_on_from():
    begun = after(e.TextAdded("m", "Hel"))

    assert replay([e.TextAdded("m", "lo")], begun) == after(e.TextAdded("m", "Hel"), e.TextAdded("m", "lo"))
    assert replay([]) == RunState()


# --------------------------------------------------- begun by whatever comes


@pytest.mark.parametrize(
    "event",
    [
        e.ConnectionOpened("http://example.org", 200),
        e.ConnectionLost(1, 0.5, "reset"),
        e.ConnectionIdentified("s"),
        e.GapFound("history is gone"),
        e.HeartbeatReceived(),
        e.FrameUnknown("x"),
        e.FrameUnreadable("x", "y"),
    ],
)
def test_news_of_the_wire_alone_begins_no_run(event: Event):
    assert after(event).status == "pending"


def test_the_first_event_of_an_agent_begins_the_run():
    state = after(e.HeartbeatReceived(at=1.0), e.TextAdded("m", "x", at=2.0), e.TextAdded("m", "y", at=3.0))

    assert (state.status, state.run.started_at) == ("running", 2.0)


@pytest.mark.parametrize(
    ("event", "place"),
    [
        (e.TextAdded("x", "a"), "messages"),
        (e.TextReplaced("x", "a"), "messages"),
        (e.MessageUpdated("x"), "messages"),
        (e.MessageFinished("x"), "messages"),
        (e.ThoughtAdded("x", "a"), "thoughts"),
        (e.ThoughtFinished("x"), "thoughts"),
        (e.ToolArgsAdded("x", "{}"), "tools"),
        (e.ToolArgsReplaced("x", "{}"), "tools"),
        (e.ToolArgsFinished("x"), "tools"),
        (e.ToolFinished("x"), "tools"),
        (e.AgentProgressed("x"), "agents"),
        (e.AgentFinished("x"), "agents"),
        (e.TaskUpdated("x"), "tasks"),
        (e.ArtifactAdded("x", "a"), "canvas"),
        (e.ActivityPatched("x", "k", ()), "activities"),
        (e.InterruptResolved("x"), "interrupts"),
    ],
    ids=lambda it: getattr(it, "type", None),
)
def test_news_of_what_was_never_announced_opens_it(event: Event, place: str):
    assert [thing.id for thing in getattr(after(event), place)] == ["x"]


def test_a_phase_that_no_plan_announced_is_added_to_it():
    state = after(e.PlanCreated("goal", (e.PlannedPhase("p1", "One"),)), e.PhaseStarted("p2", "Two"))

    assert [(phase.id, phase.title, phase.status) for phase in state.plan.phases] == [
        ("p1", "One", "pending"),
        ("p2", "Two", "running"),
    ]


# ------------------------------------------------------ messages and thoughts


def test_authoritative_text_wins_and_thoughts_and_calls_keep_their_places():
    state = after(
        e.ThoughtStarted("t", message_id="m"),
        e.TextAdded("m", "Hel"),
        e.ToolStarted("c", message_id="m"),
        e.TextAdded("m", "lo?"),
        e.TextReplaced("m", "Hello!"),
    )
    (message,) = state.messages

    assert message.text == "Hello!"
    assert [getattr(part, "thought_id", "") or getattr(part, "tool_id", "") or "text" for part in message.parts] == [
        "t",
        "text",
        "c",
    ]


def test_authoritative_text_that_says_the_same_changes_no_part():
    before = after(e.TextAdded("m", "Hel"), e.ToolStarted("c", message_id="m"), e.TextAdded("m", "lo"))
    state = reduce(before, e.TextReplaced("m", "Hello"))

    assert state.messages[0].parts is before.messages[0].parts


def test_authoritative_text_that_goes_on_is_growth():
    before = after(e.TextAdded("m", "Hel"), e.ToolStarted("c", message_id="m"), e.TextAdded("m", "lo"))
    parts = reduce(before, e.TextReplaced("m", "Hello!")).messages[0].parts

    assert [str(part.text) for part in parts if isinstance(part, TextPart)] == ["Hel", "lo!"]
    assert parts[1] == ToolPart("c")


def test_authoritative_text_goes_after_the_places_when_nothing_was_said():
    state = after(e.ToolStarted("c", message_id="m"), e.TextReplaced("m", "Hello", role="user", edited=True))
    (message,) = state.messages

    assert message.parts == (ToolPart("c"), message.parts[1])
    assert (message.text, message.role, message.edited) == ("Hello", "user", True)


def test_a_message_may_be_emptied_by_its_author():
    state = after(e.TextAdded("m", "secret"), e.TextReplaced("m", ""))

    assert said(state) == [("m", "")]


def test_an_edit_is_remembered_though_the_next_text_is_none():
    state = after(e.TextReplaced("m", "a", edited=True), e.TextReplaced("m", "b"))

    assert state.messages[0].edited


def test_late_text_is_added_and_does_not_open_the_message_again():
    state = after(e.TextAdded("m", "a"), e.MessageFinished("m"), e.TextAdded("m", "b"), e.MessageFinished("m"))

    assert said(state) == [("m", "ab")]
    assert state.messages[0].done


def test_a_message_has_ended_when_its_end_first_came_after_its_last_text():
    events = [
        e.TextAdded("m", "a", at=1.0),
        e.MessageFinished("m", at=2.0),
        e.TextAdded("m", "b", at=3.0),
        e.MessageFinished("m", at=9.0),
        e.MessageFinished("m", at=10.0),
    ]

    assert [replay(events[:n]).messages[0].ended_at for n in (2, 3, 4, 5)] == [2.0, None, 9.0, 9.0]


def test_a_message_that_failed_does_not_become_well_when_its_end_comes():
    state = after(e.TextAdded("m", "a"), e.ErrorReported("boom", message_id="m"), e.MessageFinished("m"))

    assert (state.messages[0].status, state.messages[0].note) == ("failed", "boom")


def test_text_for_a_message_that_is_regenerated_streams_again():
    state = after(e.MessageUpdated("m", status="regenerating"), e.TextAdded("m", "x"))

    assert state.messages[0].status == "streaming"


def test_what_is_not_said_of_a_message_leaves_what_is_known():
    state = after(
        e.MessageUpdated("m", progress=0.5, note="half", model="lark", tokens=7, replaces="old"),
        e.MessageUpdated("m"),
    )
    (message,) = state.messages

    assert (message.progress, message.note, message.model, message.tokens) == (0.5, "half", "lark", 7)
    assert message.replaces == "old"


def test_a_message_can_be_announced_twice_and_removed_twice():
    state = after(e.MessageStarted("m", "user"), e.MessageStarted("m", "user"), e.MessageStarted("n"))

    assert [message.role for message in state.messages] == ["user", "assistant"]
    assert said(replay([e.MessageRemoved("m"), e.MessageRemoved("m")], state)) == [("n", "")]


def test_a_message_that_is_told_of_late_goes_before_the_one_that_it_names():
    state = after(e.TextAdded("a", "x"), e.TextAdded("c", "z"))
    state = replay([e.MessageStarted("b", "user", before="c"), e.TextAdded("b", "y")], state)

    assert said(state) == [("a", "x"), ("b", "y"), ("c", "z")]
    assert said(after(e.MessageStarted("b", before="nobody"))) == [("b", "")]
    assert said(reduce(state, e.MessageStarted("c", before="a"))) == said(state)


def test_a_message_that_is_taken_back_takes_its_parts_with_it():
    state = after(
        e.ThoughtStarted("h", message_id="m"),
        e.ToolStarted("c", message_id="m"),
        e.SourceFound("s", message_id="m"),
        e.ArtifactOpened("a", "file", message_id="m"),
        e.ToolStarted("kept", message_id="n"),
        e.MessageRemoved("m", with_parts=True),
    )

    assert (state.thoughts, state.sources, state.canvas) == (Items(), Items(), Items())
    assert [tool.id for tool in state.tools] == ["kept"]
    assert [message.id for message in state.messages] == ["n"]


@pytest.mark.parametrize("announces_end", [True, False])
def test_a_stream_that_ends_on_an_open_question_waits_for_the_answer(announces_end: bool):
    asked = after(e.AgentStarted("a"), e.InterruptOpened("i"))
    closed = e.ConnectionClosed(announces_end=announces_end)

    assert reduce(asked, closed).status == "awaiting_input"
    assert replay([e.InterruptResolved("i"), closed], asked).status == "incomplete"


def test_who_is_typing_is_known_by_name():
    state = after(e.TypingChanged(True, "a"), e.TypingChanged(True), e.TypingChanged(True, "a"))

    assert state.typing == ("", "a")
    assert reduce(state, e.TypingChanged(False, "a")).typing == ("",)


def test_a_thought_has_its_place_in_its_message_once_and_its_conclusion_at_its_end():
    state = after(
        e.ThoughtStarted("t", "Weighing", "m", kind="step", parent="up"),
        e.ThoughtStarted("t", message_id="m"),
        e.ThoughtAdded("t", "on one hand"),
        e.ThoughtFinished("t", "yes", at=2.0),
    )
    (thought,) = state.thoughts

    assert state.messages[0].parts == (ThoughtPart("t"),)
    assert (thought.text, thought.title, thought.kind, thought.parent) == ("on one hand\nyes", "Weighing", "step", "up")
    assert (thought.done, thought.ended_at, thought.message) == (True, 2.0, "m")
    assert after(e.ThoughtFinished("t", "yes")).thoughts[0].text == "yes"


# ---------------------------------------------------------------------- tools


def test_a_call_goes_from_streaming_to_pending_to_completed():
    steps: list[Event] = [
        e.ToolStarted("c", "look", "scout", "m", "p"),
        e.ToolArgsAdded("c", '{"a"'),
        e.ToolArgsAdded("c", ":1}"),
        e.ToolArgsFinished("c"),
        e.ToolFinished("c", output={"x": 1}, duration=2.0, at=3.0),
    ]
    tools = [replay(steps[:n]).tools[0] for n in range(1, 6)]

    assert [tool.status for tool in tools] == ["streaming"] * 3 + ["pending", "completed"]
    assert [tool.args for tool in tools] == [None, None, {"a": 1}, {"a": 1}, {"a": 1}]
    assert (tools[-1].output, tools[-1].duration, tools[-1].ended_at) == ({"x": 1}, 2.0, 3.0)
    assert (tools[-1].agent, tools[-1].message, tools[-1].phase) == ("scout", "m", "p")


@pytest.mark.parametrize(
    ("text", "args"),
    [("", {}), ("  ", {}), ("[1]", [1]), ('{"a"', None), ("[" * 9999, None)],
    ids=["none", "blank", "a list", "cut off", "too deep"],
)
def test_arguments_that_cannot_be_read_are_none_and_no_arguments_are_an_empty_object(text: str, args: Any):
    assert after(e.ToolArgsReplaced("c", text), e.ToolArgsFinished("c")).tools[0].args == args


def test_arguments_may_come_after_their_end_and_an_authoritative_text_wins():
    late = after(e.ToolArgsFinished("c"), e.ToolArgsAdded("c", 'ty": 1}'))
    mended = reduce(late, e.ToolArgsReplaced("c", '{"city": 1}'))

    assert (late.tools[0].status, late.tools[0].args) == ("pending", None)
    assert mended.tools[0].args == {"city": 1}
    assert reduce(mended, e.ToolArgsReplaced("c", '{"city": 1}')).tools is mended.tools


def test_a_call_that_returned_stays_so_when_its_beginning_is_told_again():
    """A snapshot of the conversation announces every call once more."""
    state = after(
        e.ToolStarted("c", "look"),
        e.ToolFinished("c", output=1, at=2.0),
        e.ToolStarted("c", "look", at=9.0),
        e.ToolArgsFinished("c", at=9.0),
        e.ToolFinished("c", output=1, at=9.0),
    )
    (tool,) = state.tools

    assert (tool.status, tool.output, tool.ended_at) == ("completed", 1, 2.0)


def test_a_call_that_failed_says_why_until_it_succeeds():
    failed = after(e.ToolFinished("c", output="try again"), e.ToolFinished("c", error="the call failed"))
    mended = reduce(failed, e.ToolFinished("c", output="ok"))

    assert (failed.tools[0].status, failed.tools[0].error) == ("failed", "the call failed")
    assert failed.tools[0].output == "try again"
    assert (mended.tools[0].status, mended.tools[0].error, mended.tools[0].output) == ("completed", "", "ok")


def test_a_call_is_in_its_message_once_however_often_it_is_told():
    state = after(e.ToolStarted("c", message_id="m"), e.ToolStarted("c", message_id="m"), e.ToolFinished("c"))

    assert state.messages[0].parts == (ToolPart("c"),)


def test_a_call_that_is_announced_when_it_runs_is_running():
    assert after(e.ToolStarted("c", running=True)).tools[0].status == "running"


def test_a_question_makes_its_call_wait_and_an_answer_closes_the_question():
    asked = after(e.ToolStarted("c"), e.InterruptOpened("i", "approval", "Delete?", "c", {"type": "boolean"}))
    answered = reduce(asked, e.InterruptResolved("i", True))

    assert asked.tools[0].status == "awaiting_approval"
    assert (asked.interrupts[0].status, asked.interrupts[0].schema) == ("open", {"type": "boolean"})
    assert (answered.interrupts[0].status, answered.interrupts[0].answer) == ("resolved", True)
    assert answered.interrupts[0].message == "Delete?"


def test_a_question_about_an_unknown_call_opens_no_call():
    assert not after(e.InterruptOpened("i", tool_id="nobody")).tools


# ------------------------------------------------------------ agents and plan


@pytest.mark.parametrize("named", ["id-1", "Scout"], ids=["by id", "by name"])
@pytest.mark.parametrize(
    ("status", "expected", "progress"),
    [
        ("completed", "completed", 1.0),
        ("failed", "failed", 0.5),
        ("cancelled", "cancelled", 0.5),
        ("incomplete", "incomplete", 0.5),
        ("idle", "incomplete", 0.5),
    ],
)
def test_a_finished_agent_finishes_its_open_tasks(named: str, status: Any, expected: str, progress: float):
    state = after(
        e.AgentStarted("id-1", "Scout"),
        e.TaskUpdated("t1", status="running", progress=0.5, agent=named),
        e.TaskUpdated("t2", status="pending", progress=0.5, agent=named),
        e.TaskUpdated("t3", status="failed", progress=0.1, agent=named),
        e.TaskUpdated("t4", status="running", progress=0.2, agent="other"),
        e.TaskUpdated("t5", status="running", progress=0.2),
        e.AgentFinished("id-1", status=status),
    )

    assert [(task.status, task.progress) for task in state.tasks] == [
        (expected, progress),
        (expected, progress),
        ("failed", 0.1),
        ("running", 0.2),
        ("running", 0.2),
    ]


def test_an_agent_without_a_name_does_not_finish_the_tasks_of_nobody():
    state = after(e.TaskUpdated("t", status="running"), e.AgentFinished("a"))

    assert state.tasks[0].status == "running"


def test_an_agent_that_starts_again_works_again():
    state = after(e.AgentStarted("a", "Scout", at=1.0), e.AgentFinished("a", at=2.0), e.AgentStarted("a", at=3.0))
    (agent,) = state.agents

    assert (agent.status, agent.started_at, agent.ended_at, agent.name) == ("working", 1.0, None, "Scout")


def test_a_phase_that_starts_again_is_under_way_again():
    state = after(e.PhaseStarted("p", at=1.0), e.PhaseFinished("p", at=2.0), e.PhaseStarted("p", at=3.0))
    (phase,) = state.plan.phases

    assert (phase.status, phase.started_at, phase.ended_at) == ("running", 3.0, None)


def test_a_new_plan_keeps_how_far_its_phases_are_and_drops_those_it_does_not_name():
    plan = e.PlanCreated("goal", (e.PlannedPhase("a", "A"), e.PlannedPhase("b", "B")))
    again = e.PlanCreated("", (e.PlannedPhase("b", "B again", "longer"), e.PlannedPhase("c", "C"), *plan.phases[:0]))
    state = after(plan, e.PhaseStarted("b"), again)

    assert state.plan.goal == "goal"
    assert [(phase.id, phase.title, phase.status) for phase in state.plan.phases] == [
        ("b", "B again", "running"),
        ("c", "C", "pending"),
    ]


def test_a_plan_that_names_a_phase_twice_has_it_once():
    state = after(e.PlanCreated("", (e.PlannedPhase("a", "first"), e.PlannedPhase("a", "second"))))

    assert [(phase.id, phase.title) for phase in state.plan.phases] == [("a", "second")]


def test_routing_is_open_until_it_is_decided():
    deciding = after(e.RoutingStarted())
    decided = reduce(deciding, e.RoutingDecided("a", "Math", 0.0, "numbers", "a2a"))

    assert deciding.routing is not None
    assert deciding.routing.status == "deciding"
    assert decided.routing is not None
    assert (decided.routing.status, decided.routing.agent_id, decided.routing.confidence) == ("decided", "a", 0.0)


# ------------------------------------------------------------------- the end


def everything_open() -> RunState:
    return after(
        e.RunStarted("r", at=0.0),
        e.PlanCreated("g", (e.PlannedPhase("p1", "1"), e.PlannedPhase("p2", "2"))),
        e.PhaseStarted("p1"),
        e.AgentStarted("a1"),
        e.AgentProgressed("a1", progress=0.3, time_left=5.0),
        e.AgentProgressed("a2", status="suspended"),
        e.TaskUpdated("t1", status="running", progress=0.4),
        e.TaskUpdated("t2", status="pending"),
        e.TextAdded("m1", "half"),
        e.MessageUpdated("m1", progress=0.5),
        e.ThoughtAdded("h1", "hm"),
        e.ToolStarted("c1"),
        e.ToolArgsFinished("c2"),
        e.ToolStarted("c3", running=True),
        e.ToolFinished("c4"),
        e.ToolStarted("c5"),
        e.InterruptOpened("i1", tool_id="c5"),
        e.TypingChanged(True),
    )


SWEPT: dict[EndStatus, tuple[str, str, str, dict[str, str]]] = {
    # how the run ended: its message, its agent, its running task and phase, its calls
    "completed": (
        "done",
        "completed",
        "completed",
        {"c1": "incomplete", "c2": "pending", "c3": "incomplete", "c4": "completed", "c5": "incomplete"},
    ),
    "failed": (
        "incomplete",
        "failed",
        "failed",
        {"c1": "incomplete", "c2": "incomplete", "c3": "incomplete", "c4": "completed", "c5": "incomplete"},
    ),
    "cancelled": (
        "incomplete",
        "cancelled",
        "cancelled",
        {"c1": "cancelled", "c2": "cancelled", "c3": "cancelled", "c4": "completed", "c5": "cancelled"},
    ),
    "incomplete": (
        "incomplete",
        "incomplete",
        "incomplete",
        {"c1": "incomplete", "c2": "incomplete", "c3": "incomplete", "c4": "completed", "c5": "incomplete"},
    ),
    "awaiting_input": (
        "done",
        "working",
        "running",
        {"c1": "streaming", "c2": "pending", "c3": "running", "c4": "completed", "c5": "awaiting_approval"},
    ),
}


def test_the_table_of_ends_is_complete():
    assert set(SWEPT) == set(ENDS)
    assert set(ENDS) == TERMINAL


@pytest.mark.parametrize("status", ENDS)
def test_the_end_of_a_run_closes_what_is_open(status: EndStatus):
    message, agent, work, calls = SWEPT[status]
    state = reduce(everything_open(), e.RunFinished(status, at=9.0))

    assert (state.status, state.run.ended_at, state.typing) == (status, 9.0, ())
    assert (state.messages[0].status, state.messages[0].ended_at, state.messages[0].progress) == (message, 9.0, None)
    assert (state.thoughts[0].done, state.thoughts[0].ended_at) == (True, 9.0)
    assert [it.status for it in state.agents] == [agent, "suspended"]
    assert [it.status for it in state.tasks] == [work, "pending"]
    assert [it.status for it in state.plan.phases] == [work, "pending"]
    assert {it.id: it.status for it in state.tools} == calls
    assert state.interrupts[0].status == ("open" if status == "awaiting_input" else "resolved")


@pytest.mark.parametrize("status", [it for it in ENDS if it != "awaiting_input"])
def test_what_the_end_of_a_run_closes_ends_with_it(status: EndStatus):
    """Views count the seconds of whatever has begun and has no end."""
    state = reduce(everything_open(), e.RunFinished(status, at=9.0))

    assert (state.agents[0].ended_at, state.agents[0].time_left) == (9.0, None)
    assert state.plan.phases[0].ended_at == 9.0
    assert {it.ended_at for it in state.tools if it.status in ("incomplete", "cancelled")} == {9.0}


def test_what_a_completed_run_completes_is_whole():
    state = reduce(everything_open(), e.RunFinished())

    assert state.progress == state.agents[0].progress == state.tasks[0].progress == 1.0


@pytest.mark.parametrize("first", ENDS)
@pytest.mark.parametrize("second", [None, *ENDS])
def test_a_run_that_is_over_stays_as_it_ended(first: EndStatus, second: EndStatus | None):
    over = reduce(everything_open(), e.RunFinished(first, at=9.0))
    state = reduce(over, e.RunFinished(second, at=10.0))

    assert state == over


@pytest.mark.parametrize("status", ENDS)
def test_what_comes_late_is_kept_and_closed_with_the_wire(status: EndStatus):
    """Some servers send more after their last word; it must not look as if it went on for ever."""
    over = reduce(everything_open(), e.RunFinished(status, at=9.0))
    late = replay([e.TextAdded("late", "one more thing", at=10.0), e.ThoughtAdded("late", "hm")], over)
    state = reduce(late, e.ConnectionClosed("the server closed the stream", at=11.0))

    assert late.status == state.status == status
    assert said(state)[-1] == ("late", "one more thing")
    assert all(message.done for message in state.messages)
    assert all(thought.done for thought in state.thoughts)
    assert state.run.ended_at == 9.0


def test_the_next_run_of_the_conversation_goes_on_with_what_was_said():
    first = after(e.RunStarted("r1", "t", "Title"), e.TextAdded("m1", "a"), e.RunFinished(result=1, at=1.0))
    second = reduce(first, e.RunStarted("r2", at=2.0))

    assert (second.status, second.run.id, second.run.thread_id, second.run.started_at) == ("running", "r2", "t", 2.0)
    assert (second.run.ended_at, second.run.result) == (None, None)
    assert said(second) == [("m1", "a")]
    assert second.progress == 0.0


def test_the_next_run_answers_what_the_last_one_asked():
    state = after(e.InterruptOpened("i"), e.RunFinished("awaiting_input"), e.RunStarted("r2"))

    assert [asked.status for asked in state.interrupts] == ["resolved"]


# ------------------------------------- vocabularies without a word for the end

SILENT_END = e.ConnectionClosed("the server closed the stream")


@pytest.mark.parametrize("end", [SILENT_END, e.RunFinished(None)], ids=["the wire", "a goodbye"])
@pytest.mark.parametrize(
    ("before", "status"),
    [
        ([], "incomplete"),
        ([e.HeartbeatReceived()], "incomplete"),
        ([e.MessageStarted("m"), e.MessageFinished("m")], "completed"),
        ([e.TextAdded("m", "half")], "incomplete"),
        ([e.AgentStarted("a"), e.AgentFinished("a")], "completed"),
        ([e.AgentStarted("a")], "incomplete"),
        ([e.AgentProgressed("a", status="suspended")], "completed"),
        ([e.TextAdded("m", "x"), e.MessageFinished("m"), e.AgentStarted("a")], "incomplete"),
        ([e.MessageUpdated("m", status="failed")], "completed"),
    ],
)
def test_a_vocabulary_without_an_end_is_completed_if_every_message_and_agent_is_done(
    end: Event, before: list[Event], status: str
):
    if before == [] and isinstance(end, e.RunFinished):
        status = "completed"  # the goodbye itself shows that the run has begun
    if before and before[0].type == "heartbeat.received" and isinstance(end, e.RunFinished):
        status = "completed"

    assert after(*before, end).status == status


@pytest.mark.parametrize(
    ("closed", "pending", "running"),
    [
        (e.ConnectionClosed("eof", announces_end=True), "incomplete", "incomplete"),
        (e.ConnectionClosed("stopped", "stopped"), "incomplete", "incomplete"),
        (e.ConnectionClosed("HTTP 401", "auth"), "failed", "incomplete"),
        (e.ConnectionClosed("no route", "network", announces_end=True), "failed", "incomplete"),
    ],
)
def test_a_stream_that_stops_before_the_end_is_incomplete(closed: Event, pending: str, running: str):
    done = [e.TextAdded("m", "x"), e.MessageFinished("m")]

    assert after(closed).status == pending
    assert after(*done, closed).status == running
    assert after(*done, e.RunFinished(), closed).status == "completed"


def test_a_broken_wire_is_an_error_and_a_stopped_one_is_not():
    broken = after(e.ConnectionClosed("HTTP 401", "auth", at=2.0, frame=3))
    stopped = after(e.ConnectionClosed("by you", "stopped"))

    assert broken.error is not None
    assert (broken.error.kind, broken.error.message, broken.error.frame) == ("auth", "HTTP 401", 3)
    assert broken.connection.state == "failed"
    assert (stopped.connection.state, stopped.error) == ("closed", None)


# ---------------------------------------------------------------- the wire


def test_a_wire_that_comes_back_is_counted_and_its_trouble_forgotten():
    down = after(
        e.ConnectionOpened("http://example.org", 200, at=0.0),
        e.ConnectionIdentified("s", "u", True),
        e.ConnectionLost(2, 1.5, "reset", at=3.0),
    )
    up = reduce(down, e.ConnectionOpened(at=5.0))

    assert (down.connection.state, down.connection.attempt, down.connection.delay) == ("retrying", 2, 1.5)
    assert (down.connection.reason, down.connection.changed_at) == ("reset", 3.0)
    assert (up.connection.state, up.connection.attempt, up.connection.delay) == ("open", 0, None)
    assert (up.connection.url, up.connection.session_id) == ("http://example.org", "s")
    assert (up.counters.reconnects, down.counters.reconnects) == (1, 0)


def test_heartbeats_and_gaps_are_counted():
    state = after(e.HeartbeatReceived(at=1.0), e.HeartbeatReceived(at=2.0), e.GapFound("the server forgot"))

    assert (state.counters.heartbeats, state.connection.heartbeat_at, state.counters.gaps) == (2, 2.0, 1)
    assert [(error.kind, error.fatal) for error in state.errors] == [("gap", False)]


def test_unreadable_frames_are_all_counted_and_the_first_are_listed_with_place_and_reason():
    events = [e.FrameUnreadable("token", "text: Field required", frame=n) for n in range(1, LISTED + 51)]
    state = after(*events)

    assert state.counters.unreadable == LISTED + 50
    assert len(state.errors) == LISTED
    assert state.errors[6].message.startswith("frame 7 (token) cannot be read: text: Field required")
    assert state.errors[6].kind == "frame_unreadable"


def test_unknown_names_are_all_counted_and_so_many_are_listed():
    events = [e.FrameUnknown(f"n{n}") for n in range(LISTED + 5)]
    state = after(*events, e.FrameUnknown("n0"), e.FrameUnknown("n104"))

    assert state.counters.unknown == LISTED + 7 == sum(count for _, count in state.unknown)
    assert len(state.unknown) == LISTED + 1
    assert dict(state.unknown)["n0"] == 2
    assert dict(state.unknown)["others"] == 6


@pytest.mark.parametrize(
    ("before", "closed", "status", "then"),
    [
        ([e.TextAdded("m", "Hel")], e.ConnectionClosed("HTTP 502", "server"), "incomplete", "running"),
        ([e.TextAdded("m", "Hel")], e.ConnectionClosed("by you", "stopped"), "incomplete", "running"),
        ([], e.ConnectionClosed("HTTP 401", "auth"), "failed", "pending"),
        ([e.RunFinished()], e.ConnectionClosed("eof"), "completed", "completed"),
        ([e.RunFinished("failed")], e.ConnectionClosed("eof"), "failed", "failed"),
        ([e.RunFinished("cancelled")], e.ConnectionClosed("eof"), "cancelled", "cancelled"),
    ],
)
def test_a_run_that_was_only_cut_off_goes_on_when_its_stream_is_opened_again(
    before: list[Event], closed: Event, status: str, then: str
):
    cut = after(e.ConnectionOpened(), *before, closed)
    again = reduce(cut, e.ConnectionOpened())

    assert (cut.status, again.status) == (status, then)
    assert (again.run.ended_at is None) is (then in ("running", "pending"))


def test_a_message_that_was_cut_off_streams_again_when_more_of_it_comes():
    cut = after(e.ConnectionOpened(), e.TextAdded("m", "Hel"), e.ConnectionClosed("HTTP 502", "server"))
    again = replay([e.ConnectionOpened(), e.TextAdded("m", "lo")], cut)

    assert (cut.messages[0].status, again.messages[0].status) == ("incomplete", "streaming")
    assert reduce(again, e.RunFinished()).messages[0].status == "done"


# ------------------------------------------------------ sources and the canvas


def test_a_source_belongs_to_the_last_answer():
    state = after(
        e.TextAdded("m1", "a"), e.TextAdded("m2", "b"), e.MessageStarted("q", "user"), e.SourceFound("s", "http://x")
    )

    assert [source.message for source in state.sources] == ["m2"]


def test_what_was_read_before_the_answer_belongs_to_the_answer_that_comes_next():
    state = after(e.SourceFound("s1"), e.MessageStarted("q", "user"), e.SourceFound("s2"), e.TextAdded("m1", "a"))
    later = reduce(state, e.TextAdded("m2", "b"))

    assert [source.message for source in state.sources] == ["m1", "m1"]
    assert later.sources == state.sources


def test_a_source_that_names_its_message_keeps_it():
    state = after(e.TextAdded("m1", "a"), e.SourceFound("s", message_id="m0"), e.SourceFound("s", title="T"))

    assert [(source.message, source.title) for source in state.sources] == [("m0", "T")]


def test_more_of_a_source_adds_its_claims_and_each_text_is_one_claim():
    state = after(
        e.SourceFound("s", "http://x", "T", claims=(e.Claim("one"), e.Claim("two"))),
        e.SourceFound("s", confidence=0.5, claims=(e.Claim("two", 0.9), e.Claim("three"))),
    )
    (source,) = state.sources

    assert source.claims == (e.Claim("one"), e.Claim("two", 0.9), e.Claim("three"))
    assert (source.url, source.title, source.confidence) == ("http://x", "T", 0.5)


def test_a_search_is_listed():
    assert after(e.SearchFinished("seas", 3)).searches == (Search("seas", 3),)


def test_an_artifact_with_the_same_id_is_the_next_version():
    state = after(
        e.ArtifactOpened("a", "code", "x = 1", "Code", "python"),
        e.ArtifactAdded("a", "\ny = 2"),
        e.ArtifactOpened("a", "code", "z"),
        e.ArtifactOpened("b", "data", version=7),
    )
    first, second = state.canvas

    assert (first.content, first.version, first.language, first.title) == ("z", 2, "python", "Code")
    assert second.version == 7


def test_the_document_is_patched_and_a_patch_that_does_not_fit_leaves_it_and_is_told():
    good = after(e.DocumentReplaced({"a": [1]}), e.DocumentPatched(({"op": "add", "path": "/a/-", "value": 2},)))
    bad = reduce(good, e.DocumentPatched(({"op": "remove", "path": "/nowhere"},), frame=7))

    assert good.document == bad.document == {"a": [1, 2]}
    assert (bad.errors[0].kind, bad.errors[0].fatal) == ("patch", False)
    assert bad.errors[0].message.startswith("frame 7: the JSON Patch does not fit the document")
    assert bad.status == "running"


def test_half_a_patch_is_no_patch():
    state = after(
        e.DocumentReplaced({"a": 1}),
        e.DocumentPatched(({"op": "add", "path": "/b", "value": 2}, {"op": "remove", "path": "/c"})),
    )

    assert state.document == {"a": 1}


def test_a_patch_changes_neither_the_document_it_came_from_nor_its_own_event():
    patch = e.DocumentPatched(({"op": "add", "path": "/a", "value": []}, {"op": "add", "path": "/a/-", "value": 1}))
    before = after(e.DocumentReplaced({"deep": {"x": 1}}))
    once = reduce(before, patch)
    again = reduce(reduce(once, e.DocumentPatched(({"op": "add", "path": "/a/-", "value": 2},))), patch)

    assert before.document == {"deep": {"x": 1}}
    assert once.document == again.document == {"deep": {"x": 1}, "a": [1]}
    assert patch.operations[0] == {"op": "add", "path": "/a", "value": []}


def test_an_activity_is_replaced_and_patched():
    state = after(
        e.ActivityReplaced("p", "PLAN", {"done": 0}),
        e.ActivityPatched("p", "PLAN", ({"op": "replace", "path": "/done", "value": 1},)),
        e.ActivityPatched("q", "NEW", ({"op": "add", "path": "/x", "value": 1},)),
        e.ActivityPatched("p", "PLAN", ({"op": "leap"},)),
    )

    assert [(it.id, it.kind, it.content) for it in state.activities] == [
        ("p", "PLAN", {"done": 1}),
        ("q", "NEW", {"x": 1}),
    ]
    assert [error.kind for error in state.errors] == ["patch"]


# ----------------------------------------------------------- usage and errors


def test_usage_is_set_by_key_and_then_summed():
    state = after(
        e.UsageReported("a", input_tokens=2050, output_tokens=1),
        e.UsageReported("a", input_tokens=31772, output_tokens=9, cost=0.5),
        e.UsageReported("b", input_tokens=1, cost=0.25),
    )

    assert (state.usage.input_tokens, state.usage.output_tokens, state.usage.cost) == (31773, 9, 0.75)
    assert state.usage.total_tokens is None
    assert [entry.id for entry in state.usage.entries] == ["a", "b"]


def test_lines_for_people_keep_their_order_and_time():
    state = after(e.Logged("a", "warning", "x", at=1.0), e.Logged("a", at=2.0))

    assert [(line.id, line.level, line.logger, line.at) for line in state.logs] == [
        ("log-1", "warning", "x", 1.0),
        ("log-2", "info", "", 2.0),
    ]


def test_an_error_is_told_where_it_belongs():
    state = after(
        e.AgentStarted("a"), e.TextAdded("m", "x"), e.ErrorReported("boom", "tool", agent="a", message_id="m", at=2.0)
    )

    assert (state.messages[0].status, state.messages[0].note, state.agents[0].error) == ("failed", "boom", "boom")
    assert (state.errors[0].kind, state.errors[0].agent, state.errors[0].message_id) == ("tool", "a", "m")
    assert (state.status, state.error) == ("running", None)


def test_a_fatal_error_ends_the_run_and_the_latest_is_the_error():
    state = after(e.TextAdded("m", "x"), e.ErrorReported("boom", fatal=True), e.ErrorReported("again", fatal=True))

    assert state.status == "failed"
    assert state.messages[0].status == "incomplete"
    assert state.error is not None
    assert (state.error.message, state.error.kind) == ("again", "agent")


def test_a_fatal_error_of_a_run_that_is_over_does_not_change_how_it_ended():
    assert after(e.RunFinished(), e.ErrorReported("late", fatal=True)).status == "completed"


# ------------------------------------------------------------------ progress


@pytest.mark.parametrize(
    ("events", "progress"),
    [
        ([], 0.0),
        ([e.AgentStarted("a"), e.AgentProgressed("b", progress=0.5)], 0.25),
        ([e.AgentFinished("a", status="failed"), e.AgentStarted("b")], 0.5),
        ([e.TaskUpdated("t", progress=0.4), e.AgentProgressed("b", progress=0.9)], 0.4),
        ([e.TaskUpdated("t", status="failed", progress=0.4), e.TaskUpdated("u")], 0.5),
        ([e.PhaseStarted("p"), e.PhaseFinished("q"), e.TaskUpdated("t", progress=0.1)], 0.75),
        ([e.PlanCreated("", (e.PlannedPhase("p", ""),)), e.TaskUpdated("t", progress=0.1)], 0.0),
        ([e.RunProgressed(0.3), e.PhaseFinished("q")], 0.3),
        ([e.RunProgressed(0.3), e.RunProgressed(message="still")], 0.3),
        ([e.RunProgressed(7.0)], 1.0),
        ([e.RunProgressed(-7.0)], 0.0),
        ([e.RunProgressed(float("nan"))], 0.0),
        ([e.RunProgressed(0.3), e.RunFinished()], 1.0),
        ([e.RunProgressed(0.3), e.RunFinished("failed")], 0.3),
    ],
)
def test_progress_is_what_the_run_says_else_the_share_of_its_phases_tasks_or_agents(
    events: list[Event], progress: float
):
    assert after(*events).progress == progress


# ------------------------------------------------- what its author has, and what it rests on


def test_the_authors_text_of_a_thought_wins_over_what_was_streamed():
    state = after(e.ThoughtAdded("t", "Hm"), e.ThoughtReplaced("t", "Hmm."), e.ThoughtReplaced("new", "Ah"))

    assert [(thought.id, thought.text) for thought in state.thoughts] == [("t", "Hmm."), ("new", "Ah")]


def test_a_call_tells_of_its_progress_until_it_returns():
    running = after(e.ToolStarted("c", "crawl", kind="mcp", title="Crawl"), e.ToolProgressed("c", 0.4, "page 2", ["a"]))
    returned = reduce(running, e.ToolFinished("c", output=["a", "b"]))

    (tool,) = running.tools
    assert (tool.status, tool.kind, tool.title, tool.progress) == ("running", "mcp", "Crawl", 0.4)
    assert (tool.note, tool.output) == ("page 2", ["a"])
    (tool,) = returned.tools
    assert (tool.status, tool.progress, tool.note, tool.output) == ("completed", None, "", ["a", "b"])


def test_a_call_that_a_person_refused_is_denied():
    assert after(e.ToolFinished("c", status="denied", error="not now")).tools[0].status == "denied"


def test_a_citation_is_kept_once_with_the_message_that_rests_on_it():
    cited = e.CitationAdded("m", "s", 3, 9, "said so")
    (message,) = after(e.TextAdded("m", "As he said."), cited, cited).messages

    assert message.citations == (Citation("s", 3, 9, "said so"),)


def test_why_a_message_ended_is_told_even_after_it_has_ended():
    (message,) = after(e.TextAdded("m", "Hel"), e.MessageFinished("m"), e.MessageFinished("m", "length")).messages

    assert (message.status, message.finish_reason) == ("done", "length")


def test_the_versions_of_an_artifact_that_were_before_are_kept_up_to_a_bound():
    opened = [e.ArtifactOpened("a", "code", f"print({n})") for n in range(VERSIONS + 3)]
    (made,) = after(*opened, e.ArtifactFinished("a")).canvas

    assert (made.version, made.content, made.done) == (VERSIONS + 3, f"print({VERSIONS + 2})", True)
    assert [version.version for version in made.earlier] == list(range(3, VERSIONS + 3))
    assert str(made.earlier[-1].body) == f"print({VERSIONS + 1})"


def test_merging_into_the_document_leaves_the_other_keys():
    assert after(e.DocumentReplaced({"a": 1, "b": 2}), e.DocumentMerged({"b": 3})).document == {"a": 1, "b": 3}
    assert after(e.DocumentReplaced([1]), e.DocumentMerged({"b": 3})).document == {"b": 3}


def test_a_phase_may_be_part_of_another_and_say_why_it_failed():
    (phase,) = after(e.PhaseStarted("p", parent="whole"), e.PhaseFinished("p", "", "failed", "no disk")).plan.phases

    assert (phase.parent, phase.status, phase.error) == ("whole", "failed", "no disk")


# ------------------------------------------------------------- who is heard of, who is right


def test_an_agent_is_noticed_whatever_tells_of_it_to_the_second():
    begun = [e.AgentStarted("a", "Ada", at=1.0), e.ToolStarted("t", agent="Ada", at=2.5)]
    later = [e.ToolProgressed("t", at=7.2), e.TextAdded("m", "x", "a", at=9.1), e.TextAdded("m", "y", at=9.9)]

    assert after(*begun).agents[0].seen_at == 2.5
    assert after(*begun, *later).agents[0].seen_at == 9.1


def test_the_ledger_holds_what_all_sources_say_of_a_claim():
    yes, no = e.Claim("It works.", 0.8), e.Claim("it  WORKS.", 0.6, "", "contradicts")
    silent = e.Claim("It is cheap.", None, "", "silent")
    state = after(e.SourceFound("a", claims=(yes, silent)), e.SourceFound("b", claims=(no,)))
    retracted = reduce(state, e.SourceFound("b", claims=(e.Claim("it  WORKS.", 0.9),)))

    assert [(it.text, it.verdict, it.confidence) for it in state.claims] == [
        ("It works.", "disputed", 0.8),
        ("It is cheap.", "unsupported", None),
    ]
    assert (state.claims[0].supported_by, state.claims[0].contradicted_by) == (("a",), ("b",))
    assert (retracted.claims[0].verdict, retracted.claims[0].confidence) == ("supported", 0.9)


def test_a_source_that_a_message_rests_on_is_cited():
    state = after(e.SourceFound("a"), e.SourceFound("b"), e.CitationAdded("m", "a"))

    assert [source.cited for source in state.sources] == [True, False]


@pytest.mark.parametrize(
    ("index", "order"), [(1, ["a", "x", "b"]), (0, ["x", "a", "b"]), (2, ["a", "b", "x"]), (7, ["a", "b", "x"])]
)
def test_a_phase_that_no_plan_announced_takes_the_place_that_it_says(index: int, order: list[str]):
    plan = e.PlanCreated("", (e.PlannedPhase("a", "A"), e.PlannedPhase("b", "B")))

    assert [phase.id for phase in after(plan, e.PhaseStarted("x", "X", index)).plan.phases] == order


def test_a_phase_of_the_plan_stays_where_the_plan_has_it():
    plan = e.PlanCreated("", (e.PlannedPhase("a", "A"), e.PlannedPhase("b", "B")))
    state = after(plan, e.PhaseStarted("b", "B", 0))

    assert [(phase.id, phase.status) for phase in state.plan.phases] == [("a", "pending"), ("b", "running")]
