"""Who is silent for far too long, or does the same again and again, is told of, once, and again when it is over."""

import json

import pytest

import sse_widgets as sw
from sse_widgets.analysis import silence
from sse_widgets.analysis.stuck import Watch
from sse_widgets.events import (
    AgentFinished,
    AgentProgressed,
    AgentStarted,
    ConnectionLost,
    ConnectionOpened,
    InterruptOpened,
    TextAdded,
    ToolFinished,
    ToolStarted,
)
from sse_widgets.frame import OPENED, STUCK, Frame
from sse_widgets.lifecycle import note
from sse_widgets.recording import Writer
from sse_widgets.run import Run
from tests.analysis.test_tables import called
from tests.test_run import Tap
from tests.waiting import PATIENCE, until


def noticed(watch: Watch, *events) -> list:
    return [finding for event in events for finding in watch.notice(event)]


def heard(at: float, agent: str = "a"):
    return AgentProgressed(agent, at=at)


def test_silence_counts_from_what_is_usual_for_the_agent():
    quick, slow = Watch(), Watch()
    assert noticed(quick, AgentStarted("a"), *[heard(at) for at in range(10)]) == []
    assert noticed(slow, AgentStarted("a"), *[heard(at * 30) for at in range(10)]) == []

    assert list(quick.silent(9 + silence.SILENT)) == []
    assert [finding.agent for finding in quick.silent(9.1 + silence.SILENT)] == ["a"]
    assert list(slow.silent(270 + 299)) == []
    assert "nothing has been heard of it for 301 s" in next(slow.silent(270 + 301)).reason


def test_silence_is_told_of_once_and_so_is_its_end():
    watch = Watch()
    noticed(watch, AgentStarted("a"), heard(1))
    assert len(list(watch.silent(100))) == 1
    assert list(watch.silent(200)) == []

    assert noticed(watch, heard(201)) == [("a", "", 201, "")]
    assert noticed(watch, heard(202)) == []


@pytest.mark.parametrize("end", [AgentFinished("a", at=2), InterruptOpened("i", at=2)])
def test_who_is_done_or_waits_for_a_person_may_be_silent(end):
    watch = Watch()
    noticed(watch, AgentStarted("a"), end)

    assert [each for each in watch.silent(1000) if each.agent == "a"] == []


def test_text_counts_for_the_agent_that_writes_it():
    watch = Watch()
    noticed(watch, AgentStarted("a"), TextAdded("m", "x", "a"), *[TextAdded("m", "x", at=float(n)) for n in range(50)])

    assert list(watch.silent(60)) == []
    assert [each.agent for each in watch.silent(80)] == ["a"]
    assert noticed(watch, TextAdded("m", "x", at=81.0)) == [("a", "", 81.0, "")]


def known(agent: str = "a") -> list:
    return [AgentStarted(agent), *(heard(at / 10, agent) for at in range(5))]


def test_a_model_may_think_long_before_it_speaks():
    watch = Watch()
    noticed(watch, AgentStarted("a"), heard(1))

    assert list(watch.silent(1 + silence.FIRST)) == []
    assert [finding.agent for finding in watch.silent(1.1 + silence.FIRST)] == ["a"]


def test_who_waits_for_a_tool_may_wait_for_long():
    watch = Watch()
    noticed(watch, *known(), ToolStarted("t", "search", agent="a", at=1.0))
    assert list(watch.silent(1 + silence.WAITING)) == []

    noticed(watch, ToolFinished("t", at=130.0))
    assert [finding.agent for finding in watch.silent(131 + silence.SILENT)] == ["a"]


def test_a_tool_that_takes_for_ever_is_told_of():
    watch = Watch()
    noticed(watch, *known(), ToolStarted("t", "search", agent="a", at=1.0))

    assert [finding.agent for finding in watch.silent(1.1 + silence.WAITING)] == ["a"]


def test_who_has_others_work_is_heard_through_them():
    watch = Watch()
    noticed(watch, *known("boss"), AgentStarted("a", parent="boss", at=1.0))
    noticed(watch, *(TextAdded(f"m{at}", "x", agent="a", at=float(at)) for at in range(2, 50)))
    assert list(watch.silent(50)) == []

    found = list(watch.silent(71))
    assert {finding.agent for finding in found} == {"a", "boss"}
    assert {each[:2] for each in noticed(watch, heard(72.0))} == {("a", ""), ("boss", "")}


def test_on_a_wire_that_is_lost_nobody_is_silent():
    watch = Watch()
    noticed(watch, *known(), ConnectionLost("reset", 1, 1.0, at=1.0))
    assert list(watch.silent(500)) == []
    noticed(watch, ConnectionOpened(at=500.0))

    assert list(watch.silent(500 + silence.SILENT)) == []
    assert [finding.agent for finding in watch.silent(501 + silence.SILENT)] == ["a"]


def test_what_a_crash_left_is_gone_on_with_as_it_was(tmp_path):
    """Who was stuck is told in the recording; told again, its run would have other frames than the recording."""
    frames = [note(OPENED, status=200), *looping(4), note(STUCK, 9.0, agent="", reason="loops", tool="c3")]
    with Writer(tmp_path / "run.jsonl") as writer:
        for n, frame in enumerate(frames):
            writer.write(frame._replace(id=str(n)))
    run = Run(sw.run.Log("ag_ui"))
    run.record(tmp_path / "run.jsonl")
    run._recorder.close()

    assert [frame.event for frame in run.frames].count(STUCK) == 1
    assert len(sw.load(tmp_path / "run.jsonl").frames) == len(run.frames)


def test_in_frames_that_are_watched_once_more_it_is_noticed_anew_and_told_once():
    """They come at times of their own, so what was noticed when they came first need not be so any more."""
    first = Run(sw.run.Log("ag_ui"))
    first.feed(*looping(4), note(STUCK, 9.0, agent="", reason="nothing has been heard of it for 60 s"))
    again = sw.watch(iter(first.frames), dialect="ag_ui").wait(PATIENCE)

    told = [json.loads(frame.data)["reason"] for frame in again.frames if frame.event == STUCK]
    assert told == [f"it has called search {times} times with the same arguments" for times in (3, 4)]


def looping(times: int, args: str = '{"q": 1, "r": 2}') -> list[Frame]:
    return [frame for n in range(times) for frame in called(f"c{n}", "search", args, "nothing")]


def test_the_same_call_again_and_again_is_a_frame_and_marks_the_run():
    run, told = Run(sw.run.Log("ag_ui")), []
    run.on("@stuck", told.append)
    run.feed(*looping(2))
    assert run.state.run.stuck == ""
    run.feed(*called("x", "search", '{"r": 2,   "q": 1}', "nothing"))
    until(lambda: told)

    assert run.state.run.stuck == "it has called search 3 times with the same arguments"
    assert [frame.event for frame in run.frames].count(STUCK) == 1
    assert json.loads(told[0].data) == {"reason": run.state.run.stuck, "tool": "x"}
    run.feed(*called("y", "search", '{"q": 3}'))
    assert run.state.run.stuck == ""
    assert run.at(len(run.frames)) == run.state


def test_other_arguments_and_other_tools_are_no_loop():
    run = Run(sw.run.Log("ag_ui"))
    run.feed(*[frame for n in range(9) for frame in called(f"c{n}", "search", json.dumps({"page": n}), "x")])
    run.feed(*[frame for n in range(9) for frame in called(f"d{n}", ("read", "write")[n % 2], "{}", "x")])

    assert STUCK not in [frame.event for frame in run.frames]


def test_a_breakpoint_stops_where_somebody_is_stuck():
    run = Run(sw.run.Log("ag_ui"))
    run.break_on("@stuck")
    run.feed(*looping(5))

    assert run.state.run.stuck
    assert run.stop_reason.event.type == "agent.stuck"


def test_a_live_run_notices_silence_by_itself_and_marks_the_card(monkeypatch):
    monkeypatch.setattr(silence, "FIRST", 0.3)
    monkeypatch.setattr(silence, "FAR", 0.1)
    tap = Tap()
    tap.clock = lambda: 100.0
    run = Run(title="test").start(tap)
    start = {"agentId": "a", "agentName": "Anna", "agentType": "writer", "taskDescription": "write"}
    tap.put(Frame("agent_start", json.dumps(start)))
    until(lambda: run.agents and run.agents[0].stuck, PATIENCE)

    assert "nothing has been heard of it" in run.agents[0].stuck
    tap.put(Frame("agent_complete", json.dumps({"agentId": "a", "agentName": "Anna", "status": "completed"})))
    until(lambda: not run.agents[0].stuck)
    run.stop()


def test_a_recording_is_replayed_as_it_is_and_its_figures_tell_who_was_stuck(tmp_path):
    """A frame that is not in the recording would make it another one."""
    run = Run(sw.run.Log("ag_ui"))
    run._receiver._watch = None
    run.feed(*looping(4))
    loaded = sw.load(run.save(tmp_path / "run.jsonl"))

    assert list(loaded.frames) == list(run.frames)
    assert [each["reason"] for each in loaded.stats()["stuck"]] == [
        "it has called search 3 times with the same arguments",
        "it has called search 4 times with the same arguments",
    ]
