"""Two runs side by side: what is the same, where they part, what either took."""

import json

import ipywidgets
import pytest

import sse_widgets as sw
from sse_widgets.frame import Frame
from sse_widgets.run import Run


def run_of(title: str, *said: tuple, tokens: int | None = None, cost: float | None = None) -> Run:
    """Return a run that says and calls this, a second each."""
    run, at = Run(sw.run.Log("ag_ui"), title=title), 0.0

    def feed(type: str, **fields) -> None:
        nonlocal at
        at += 0.5
        run.feed(Frame("message", json.dumps({"type": type} | fields), at=at))

    feed("RUN_STARTED", threadId="t", runId="r")
    for n, (kind, *what) in enumerate(said):
        if kind == "say":
            feed("TEXT_MESSAGE_START", messageId=f"m{n}", role="assistant")
            for word in what[0].split(" "):
                feed("TEXT_MESSAGE_CONTENT", messageId=f"m{n}", delta=word + " ")
            feed("TEXT_MESSAGE_END", messageId=f"m{n}")
        else:
            feed("TOOL_CALL_START", toolCallId=f"c{n}", toolCallName=what[0])
            feed("TOOL_CALL_ARGS", toolCallId=f"c{n}", delta=what[1])
            feed("TOOL_CALL_END", toolCallId=f"c{n}")
            feed("TOOL_CALL_RESULT", messageId=f"r{n}", toolCallId=f"c{n}", content=what[2])
    return run


A = ("say", "Let me see"), ("call", "search", "{}", "3 found"), ("say", "It is three")
B = ("say", "Let me see"), ("call", "search", "{}", "4 found"), ("call", "read", "{}", "x"), ("say", "It is four")


@pytest.fixture
def compared():
    return sw.diff(run_of("monday", *A), run_of("tuesday", *B))


def test_what_both_did_is_side_by_side_and_what_one_did_alone_too(compared):
    rows = compared.table()

    assert [(row["kind"], row["name"], row["same"]) for row in rows] == [
        ("message", "assistant", "same"),
        ("tool", "search", "changed"),
        ("tool", "read", "only b"),
        ("message", "assistant", "changed"),
    ]
    assert (rows[1]["a"], rows[1]["b"]) == ("({}) → 3 found", "({}) → 4 found")
    assert (rows[2]["a"], rows[2]["a_frame"], rows[2]["a_at"]) == ("", None, None)
    assert len(compared) == 4


def test_they_part_at_the_first_character_that_is_another(compared):
    first = compared.divergence

    assert (first["n"], first["name"], first["place"]) == (2, "search", len("({}) → "))
    assert "they part at row 2, tool of search, character 7" in repr(compared)
    assert "monday and tuesday: 1 same, 2 changed, 0 only a, 1 only b" in repr(compared)


def test_a_run_and_itself_part_nowhere():
    compared = sw.diff(sw.load("literature_review"), sw.load("literature_review"))

    assert compared.divergence is None
    assert {row["same"] for row in compared.table()} == {"same"}
    assert {"message", "claim"} <= {row["kind"] for row in compared.table()}
    assert all(delta["delta"] in (0, None) for delta in compared.deltas.values())
    assert "they did the same" in repr(compared)


def test_deltas_say_how_much_more_the_second_took(compared):
    deltas = compared.deltas

    assert deltas["tools"] == {"a": 1, "b": 2, "delta": 1}
    assert deltas["seconds"]["delta"] == pytest.approx(deltas["frames"]["delta"] * 0.5)
    assert deltas["cost"] == {"a": None, "b": None, "delta": None}


def test_both_are_shown_in_lock_step(compared):
    compared.show(1)
    assert [run.messages[-1].text for run in (compared.a, compared.b)] == ["Let me see ", "Let me see "]
    assert [len(run.tools) for run in (compared.a, compared.b)] == [0, 0]
    compared.step()
    assert [run.tools[-1].output for run in (compared.a, compared.b)] == ["3 found", "4 found"]
    compared.step()
    assert [len(run.tools) for run in (compared.a, compared.b)] == [1, 2]
    compared.step(100)
    assert compared.position == 4
    compared.step(-100)
    assert [run.cursor for run in (compared.a, compared.b)] == [0, 0]
    with pytest.raises(ValueError, match="there is no row 5; give 0 to 4"):
        compared.show(5)


def test_the_html_face_shows_text_as_text():
    compared = sw.diff(run_of("<b>", ("say", "<script>alert(1)</script>")), run_of("b"))
    html = compared._repr_html_()

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_view_shows_both_and_moves_both(compared):
    view = sw.Compare(compared, sw.Messages)
    first = compared.divergence["n"]
    view.slider.value = first
    told = view.row.value
    view.slider.value = 1

    assert isinstance(view, ipywidgets.VBox)
    assert told.endswith(f": {compared.table()[first - 1]['same']}")
    assert view.row.value.endswith(": same")
    assert view.children[0].children[0].value.startswith(f"They part at row {first}, ")
    assert compared.position == 1
    assert compared.a.cursor == compared.table()[0]["a_frame"]


def test_the_differences_say_what_the_other_took_more():
    a, b = run_of("a", ("say", "yes")), run_of("b", ("say", "yes"), ("say", "no"))

    assert sw.diff(a, a).differences == ("They did the same",)
    assert sw.diff(a, b).differences[0].startswith("They part at row 2, ")
    assert "+1 messages" in sw.diff(a, b).differences
    assert "−1 messages" in sw.diff(b, a).differences


def test_only_runs_can_be_compared_and_only_comparisons_shown(compared):
    with pytest.raises(TypeError, match=r"read a recording with sw\.load first, got 'x\.jsonl'"):
        sw.diff("x.jsonl", compared.a)
    with pytest.raises(TypeError, match=r"use sw\.Compare\(sw\.diff\(a, b\)\)"):
        sw.Compare(compared.a)
    with pytest.raises(TypeError, match=r"show\(k\) takes a number of rows, a whole one, not 1\.5"):
        compared.show(1.5)
