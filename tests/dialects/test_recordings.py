"""The recordings that ship are read whole, by the vocabulary they are in, and lead where they should."""

import json
from pathlib import Path
from typing import Any

import pytest

from sse_widgets import recording
from sse_widgets.dialects.agent_network import AgentNetwork
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.execution import Execution
from sse_widgets.dialects.message_stream import MessageStream
from sse_widgets.dialects.routing import Routing
from sse_widgets.dialects.thought_process import ThoughtProcess
from sse_widgets.dialects.vocabulary import Vocabulary
from sse_widgets.dialects.wire import name_of
from sse_widgets.events import FrameUnknown
from sse_widgets.frame import Frame
from sse_widgets.log import Log
from sse_widgets.recording import Recording
from sse_widgets.state import RunState

SPOKEN: dict[str, type[Vocabulary]] = {
    "literature_review": AgentNetwork,
    "market_brief": MessageStream,
    "support_answer": ThoughtProcess,
    "data_cleaning": Execution,
    "question_routing": Routing,
}
NOT_SHOWN = {
    "market_brief": {"error_event", "connection"}
    | {key for key in MessageStream.models if key.endswith(("_error", "expired"))},
    "support_answer": {"error"},
    "data_cleaning": {"execution:error", "heartbeat", "connection"},
    "question_routing": {"error"},
}
NOT_SHOWN["market_brief"] |= {"heartbeat_timeout", "max_reconnect_reached"}

each = pytest.mark.parametrize("name", SPOKEN)


def load(name: str) -> Recording:
    return recording.read(recording.find(name))


def messages(name: str) -> list[Frame]:
    return [frame for frame in load(name).frames if not frame.event.startswith("@")]


def end(name: str) -> RunState:
    read = load(name)
    log = Log(headers=read.headers)
    for frame in read.frames:
        log.feed(frame)
    assert log.dialect == SPOKEN[name].name
    return log.state


def test_the_recordings_are_the_five_that_ship():
    assert set(SPOKEN) <= set(recording.shipped())


@each
def test_a_recording_is_long_enough_to_watch_and_small_enough_to_ship(name: str):
    frames = load(name).frames

    assert len(frames) >= 80
    assert 25 < frames[-1].at < 45
    assert Path(recording.find(name)).stat().st_size < 120_000
    assert [frame.at for frame in frames] == sorted(frame.at for frame in frames)


@each
def test_every_frame_is_understood(name: str):
    dialect = SPOKEN[name]()
    events = [event for frame in messages(name) for event in dialect.decode(frame)]

    assert not [event for event in events if isinstance(event, FrameUnknown)]


@each
def test_the_first_frame_that_tells_tells_the_right_vocabulary(name: str):
    told: list[dict[str, Fit]] = []
    for frame in messages(name):
        body: Any = json.loads(frame.data)
        told.append({other: kind.fit(frame.event, body, {}) for other, kind in SPOKEN.items()})
    sure = next(fits for fits in told if Fit.YES in fits.values())

    assert [other for other, fit in sure.items() if fit is Fit.YES] == [name]


@each
def test_every_event_that_a_good_run_has_occurs(name: str):
    seen = {name_of(frame.event, json.loads(frame.data), SPOKEN[name].named_by) for frame in messages(name)}

    assert seen == set(SPOKEN[name].models) - NOT_SHOWN.get(name, set())


@each
def test_nothing_is_left_open_at_the_end(name: str):
    state = end(name)

    assert state.status == "completed"
    assert state.connection.state == "closed"
    assert state.progress == 1.0
    assert {message.status for message in state.messages} <= {"done"}
    assert {agent.status for agent in state.agents} <= {"completed"}
    assert {phase.status for phase in state.plan.phases} <= {"completed"}
    assert all(thought.done for thought in state.thoughts)
    assert state.counters.unreadable == state.counters.unknown == 0


def test_the_literature_review_ends_with_claims_and_all_kinds_of_canvas():
    state = end("literature_review")
    (answer,) = state.messages

    assert [(agent.name, agent.parent) for agent in state.agents] == [
        ("Coordinator", ""),
        ("Researcher", "coordinator-1"),
        ("Analyst", "coordinator-1"),
        ("Writer", "coordinator-1"),
    ]
    assert [(task.status, task.progress) for task in state.tasks] == [("completed", 1.0)] * 4
    assert [(made.kind, made.version) for made in state.canvas] == [
        ("web", 1),
        ("code", 1),
        ("sandbox", 1),
        ("markdown", 2),
    ]
    assert [search.total for search in state.searches] == [1240, 386]
    assert len(state.sources) == 6
    assert all(source.message == answer.id and source.claims for source in state.sources)
    assert all(claim.text in answer.text for source in state.sources for claim in source.claims)
    assert answer.text.startswith("Yes, but how much depends")
    assert answer.text.endswith("still open.")
    assert answer.model == "lark-2"
    assert state.usage.total_tokens == 17600
    assert state.counters.heartbeats == 1


def test_the_code_of_the_literature_review_gives_the_numbers_of_its_answer(capsys: pytest.CaptureFixture[str]):
    state = end("literature_review")
    code = next(made.content for made in state.canvas if made.kind == "code")
    exec(code, {})
    (said,) = capsys.readouterr().out.splitlines()

    assert said == "2.1 °C (0.8 to 3.4), I² = 91%"
    assert "2.1 °C on average (95% interval 0.8 to 3.4 °C)" in state.messages[-1].text


def test_the_market_brief_ends_with_a_cited_message():
    state = end("market_brief")
    (brief,) = state.messages

    assert [(agent.name, agent.progress) for agent in state.agents] == [("Scout", 1.0), ("Quill", 1.0)]
    assert [source.id for source in state.sources] == ["c2", "c1", "c3", "c4", "c5"]
    assert {source.message for source in state.sources} == {"brief-1"}
    assert next(phase.title for phase in state.plan.phases) == "How many parcels go by bike today"
    assert [search.total for search in state.searches] == [412, 57, 133, 88]
    assert [thought.title for thought in state.thoughts] == ["Framing", "Checking", "Outline"]
    assert brief.agent == "quill"
    assert brief.text.startswith("Cargo bikes for the last mile")
    assert brief.tokens == 352
    assert [error.kind for error in state.errors] == ["network"]
    assert state.typing == ()
    assert state.error is None


def test_the_support_answer_ends_with_an_edited_question_and_two_answers():
    state = end("support_answer")
    question, first, second = state.messages

    assert (question.role, question.edited) == ("user", True)
    assert question.text.endswith("when the order was placed?")
    assert first.text.startswith("A left join never loses rows")
    assert second.text.startswith("Your extra rows are address changes")
    assert second.replaces == first.id
    assert [len([step for step in state.thoughts if step.parent == it]) for it in ("task-1", "task-2")] == [4, 3]
    assert [(task.id, task.status) for task in state.tasks] == [("task-2", "failed"), ("task-3", "completed")]
    assert [error.kind for error in state.errors] == ["regeneration"]


def test_the_data_cleaning_ends_with_a_plan_carried_out():
    state = end("data_cleaning")

    assert state.run.title.startswith("Clean air_quality_2025.csv")
    assert state.run.result["rows"] == 52560
    assert [phase.title for phase in state.plan.phases] == [
        "Inspect",
        "Remove duplicate rows",
        "Repair types and units",
        "Treat outliers and gaps",
        "Validate and save",
    ]
    assert [tool.name for tool in state.tools if tool.status == "failed"] == ["parse_dates"]
    assert {tool.status for tool in state.tools} == {"completed", "failed"}
    assert {tool.phase for tool in state.tools} == {phase.id for phase in state.plan.phases}
    assert [tool.output["rows"] for tool in state.tools if tool.name == "write_parquet"] == [52560]
    assert all(isinstance(tool.args, dict) for tool in state.tools)
    assert state.usage.total_tokens == 18642


def test_the_routed_question_ends_with_the_full_answer_by_the_chosen_agent():
    state = end("question_routing")
    (answer,) = state.messages

    assert state.routing is not None
    assert (state.routing.agent_name, state.routing.confidence, state.routing.protocol) == ("Math Agent", 0.95, "a2a")
    assert [agent.id for agent in state.agents] == ["a2a-math"]
    assert answer.agent == "a2a-math"
    assert answer.text.startswith("In a group of 23 people")
    assert answer.text.endswith("a match more likely.")
