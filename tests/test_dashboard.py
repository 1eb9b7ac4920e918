"""Many runs in one view."""

import json
from typing import Any

import pytest

import sse_widgets as sw
from sse_widgets import board
from sse_widgets import events as e
from sse_widgets.document import Document, Stream
from sse_widgets.errors import RunError
from sse_widgets.reducer import replay
from tests.waiting import PATIENCE, until


def row(*events: Any, **stream: Any) -> board.Row:
    return board.row("run-1", Document(replay(events), Stream(**stream)), 100.0)


def test_a_row_says_what_a_run_waits_for_and_where_it_is():
    asked = row(
        e.RunStarted(title="Rows", at=1.0),
        e.AgentStarted("a", "Ada", task="cleaning", at=1.5),
        e.InterruptOpened("i", "approval", "May I?"),
        e.UsageReported(total_tokens=70),
        received=4,
        at=2.0,
    )

    assert (asked.title, asked.question, asked.doing) == ("Rows", "May I?", "cleaning")
    assert (asked.started_at, asked.seen_at, asked.ended_at) == (101.0, 102.0, None)
    assert (asked.working, asked.agents, asked.tokens) == (1, 1, 70)


def test_a_row_shows_the_call_that_runs_before_anything_else_and_the_end_of_what_was_said():
    busy = row(
        e.AgentStarted("a", task="reading"),
        e.ToolStarted("t", "fetch", running=True),
        e.TextAdded("m", "word " * 100 + "the\nend"),
    )

    assert busy.doing == "fetch"
    assert busy.said.endswith("the end")
    assert len(busy.said) == board.GLANCE


def test_where_no_widget_can_live_the_board_is_a_table():
    rows = board.Items([row(e.RunFinished(), title="<b>one</b>"), row(e.ErrorReported("no disk", fatal=True))])
    text, html = board.text(board.Board(rows)), board.html(board.Board(rows))

    assert text.splitlines()[0] == "2 runs · 1 failed"
    assert text.splitlines()[2].split()[:3] == ["<b>one</b>", "✓", "completed"]
    assert text.splitlines()[3].endswith("no disk")
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_a_dashboard_follows_its_runs():
    one, two = sw.load("literature_review"), sw.replay("market_brief", speed=1000)
    dashboard = sw.Dashboard([one])
    dashboard.add(two)
    dashboard.add(two)
    two.wait(PATIENCE)

    assert dashboard.runs == (one, two)
    assert [each.status for each in dashboard._document().state.rows] == ["completed", "completed"]
    assert repr(dashboard).count("completed") == 2


def test_what_is_saved_with_a_notebook_is_the_last_word():
    run = sw.replay("question_routing", speed=1000)
    dashboard = sw.Dashboard([run])
    run.wait(PATIENCE)
    snapshot = until(lambda: (it := dashboard._model.get_state("snapshot")["snapshot"]) and _done(it) and it)

    json.dumps(snapshot)
    assert snapshot["document"]["state"]["rows"][0]["status"] == "completed"


def _done(snapshot: Any) -> bool:
    return bool(snapshot["document"]["state"]["rows"][0]["status"] == "completed")


def test_a_row_opens_its_run_whose_front_end_is_made_only_then():
    run = sw.load("question_routing")
    dashboard = sw.Dashboard([run])
    assert run._audience.model is None

    assert dashboard._open("run-1") == f"anywidget:{run.model.model_id}"
    with pytest.raises(RunError, match="no row 'run-9'"):
        dashboard._open("run-9")


def test_what_is_no_run_is_refused():
    with pytest.raises(TypeError, match=r"a Dashboard shows runs, .* not 'x'"):
        sw.Dashboard(["x"])  # type: ignore[list-item]
