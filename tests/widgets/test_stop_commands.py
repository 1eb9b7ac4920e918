"""What the browser asks for to have a run stopped."""

import pytest

import sse_widgets as sw
from sse_widgets.widgets import StopCommands


@pytest.fixture
def run():
    return sw.load("literature_review")


def test_a_breakpoint_set_in_the_browser_is_one_of_the_run(run):
    commands = StopCommands(run).commands
    told = commands["break_on"](type="agent.started", agent="writer")

    assert told == commands["breakpoints"]()
    assert told == [
        {"n": 1, "type": "agent.started", "agent": "writer", "text": "", "where": False, "hits": 0, "trouble": ""}
    ]
    assert [str(each) for each in run.breakpoints] == ["agent.started, agent='writer'"]
    assert commands["unbreak"](n=1) == []
    with pytest.raises(ValueError, match="there is no breakpoint number 1 any more"):
        commands["unbreak"](n=1)


def test_all_commands_of_a_run_reach_the_browser(run):
    commands = run._commands(run.model)

    assert {"break_on", "unbreak", "breakpoints", "play", "step", "resume", "show", "live", "jump"} <= set(commands)
    run.show(0)
    commands["break_on"](type="agent.started")
    commands["resume"]()
    assert run.stop_reason.event.type == "agent.started"
    commands["step"](over="message")
    assert run.cursor > run.breakpoints[0].hits
