"""A run in a terminal: a line for each step, or a picture that moves."""

import io
import threading

import pytest

import sse_widgets as sw
from sse_widgets import events as e
from sse_widgets.reducer import replay
from sse_widgets.terminal import lines
from tests.waiting import PATIENCE


class Screen(io.StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


def told(*events: e.Event) -> list[str]:
    """Return the lines that the last event is told by."""
    return list(lines(events[-1], replay(events)))


def test_each_step_is_a_line_and_a_message_is_told_when_it_is_whole():
    file = io.StringIO()
    run = sw.replay("support_answer", speed=1000)
    printed = run.follow(file)
    said = file.getvalue().splitlines()

    assert printed is run
    assert run.status == "completed"
    assert any(run.messages[-1].text.splitlines()[0] in line for line in said)
    assert said.count("✓ completed") <= 1


def test_following_a_run_that_is_over_tells_it_from_its_beginning():
    file = io.StringIO()
    sw.load("literature_review").follow(file)

    assert file.getvalue().startswith(("▶", "◐"))


@pytest.mark.parametrize(
    ("events", "line"),
    [
        ((e.RunStarted(title="Heat"),), "▶ Heat"),
        ((e.AgentStarted("a", "Ada", task="read"),), "◐ Ada: read"),
        ((e.AgentStarted("a", "Ada"), e.AgentFinished("a", status="failed", error="no disk")), "✕ Ada: no disk"),
        ((e.ToolStarted("t", "search"), e.ToolFinished("t", output=1)), "◆ search"),
        ((e.ToolFinished("t", error="HTTP 500"),), "✕ t: HTTP 500"),
        ((e.InterruptOpened("i", message="May I?"),), "! needs you: May I?"),
        ((e.ConnectionLost(2, 1.5, "reset"),), "↻ attempt 2 in 1.5 s: reset"),
        ((e.RoutingDecided("math"),), "→ math"),
        ((e.PhaseStarted("p", "Read"),), "◐ Read"),
        ((e.ErrorReported("no rows"),), "✕ no rows"),
        ((e.RunFinished("cancelled"),), "⊘ cancelled"),
    ],
)
def test_what_is_worth_a_line(events, line):
    assert told(*events) == [line]


def test_tokens_are_worth_none():
    assert told(e.TextAdded("m", "Hel")) == []
    assert told(e.MessageFinished("m")) == []


def test_where_there_is_a_terminal_and_rich_the_picture_moves_and_ends_with_the_last_word():
    screen = Screen()
    sw.replay("question_routing", speed=1000).follow(screen)

    assert "\x1b[" in screen.getvalue()
    assert "completed" in screen.getvalue()


def test_without_rich_a_terminal_gets_lines(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "rich.live", None)
    screen = Screen()
    sw.replay("question_routing", speed=1000).follow(screen)

    assert "\x1b[" not in screen.getvalue()


def test_who_interrupts_following_leaves_the_run_going_on():
    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            raise KeyboardInterrupt

    run = sw.replay("literature_review", speed=50)
    with pytest.raises(KeyboardInterrupt):
        run.follow(Broken())

    assert run.wait(PATIENCE).status == "completed"
    assert threading.current_thread() is threading.main_thread()
