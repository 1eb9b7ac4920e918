"""A run as rows that dataframes take, as figures, and as a conversation to go on from."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pandas
import polars
import pytest
from openai.types.chat import ChatCompletionMessageParam
from pydantic import TypeAdapter

import sse_widgets as sw
from sse_widgets.analysis.tables import COLUMNS
from sse_widgets.frame import Frame
from sse_widgets.run import Run

RUNS = {name: sw.load(name) for name in sw.recordings()}
NAMES = sorted(COLUMNS)
CAPTURES = Path(__file__).parent.parent / "captures"

each_run = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
each_table = pytest.mark.parametrize("name", NAMES)


def event(type: str, **fields) -> Frame:
    return Frame("message", json.dumps({"type": type} | fields))


def called(id: str, name: str, args: str, result: str | None = None) -> list[Frame]:
    frames = [
        event("TOOL_CALL_START", toolCallId=id, toolCallName=name),
        event("TOOL_CALL_ARGS", toolCallId=id, delta=args),
        event("TOOL_CALL_END", toolCallId=id),
    ]
    if result is not None:
        frames.append(event("TOOL_CALL_RESULT", messageId=f"r{id}", toolCallId=id, content=result))
    return frames


@each_run
@each_table
def test_a_table_has_its_columns_and_types_whatever_the_run(run, name):
    rows = run.table(name)

    for row in rows:
        assert type(row) is dict
        assert list(row) == list(COLUMNS[name])
        for column, kind in COLUMNS[name].items():
            assert type(row[column]) is kind or (row[column] is None and kind is not str), (name, column)


@each_run
def test_a_table_has_a_row_for_each_thing_that_is_shown(run):
    assert len(run.table("frames")) == len(run.frames)
    assert len(run.table("events")) == len(list(run.events))
    for name in ("messages", "tools", "agents", "tasks", "sources", "errors"):
        assert [row["id"] for row in run.table(name)] == [thing.id for thing in getattr(run, name)]
    assert [row["text"] for row in run.table("messages")] == [message.text for message in run.messages]
    assert len(run.table("claims")) == sum(len(source.claims) for source in run.sources)


def test_a_table_shows_what_the_cursor_shows():
    run = sw.load("literature_review")
    run.show(40)

    assert [row["n"] for row in run.table("frames")] == list(range(1, 41))
    assert {row["frame"] for row in run.table("events")} <= set(range(1, 41))
    assert len(run.table("messages")) == len(run.at(40).messages)


@each_table
def test_pandas_polars_and_duckdb_take_the_rows_as_they_are(name):
    rows = [row for run in RUNS.values() for row in run.table(name)]
    if not rows:
        rows = Run().table(name)
    panda, bear = pandas.DataFrame(rows), polars.DataFrame(rows)

    assert len(panda) == len(bear) == len(rows)
    if rows:
        assert list(panda.columns) == list(bear.columns) == list(COLUMNS[name])
        duck = duckdb.sql("select count(*) from panda").fetchall()
        assert duck == [(len(rows),)]


def test_polars_takes_a_column_that_nobody_filled_for_a_long_time():
    """Dataframes guess the type of a column from the first rows."""
    run = Run()
    run.feed(*[Frame(data="x") for _ in range(500)], Frame(data="y", retry=3000))

    assert polars.DataFrame(run.table("frames"))["retry"][-1] == 3000
    assert pandas.DataFrame(run.table("frames"))["retry"].iloc[-1] == 3000


def test_rows_can_be_those_of_a_selection():
    run = sw.load("literature_review")
    run.selection = (1.0, 3.0)
    frames = run.table("frames", during=run.selection)
    agents = run.table("agents", during=run.selection)

    assert [row["n"] for row in frames] == [n for n, frame in enumerate(run.frames, 1) if 1.0 <= frame.at <= 3.0]
    assert {row["id"] for row in agents} == {
        agent.id for agent in run.agents if agent.started_at <= 3.0 and (agent.ended_at is None or agent.ended_at >= 1)
    }


def test_with_bounded_history_the_rows_are_those_that_are_held():
    run = Run(sw.run.Log("plain", history=10))
    run.feed(*[Frame(data=str(n)) for n in range(600)])

    assert [(row["n"], row["data"]) for row in run.table("frames")] == [(n + 1, str(n)) for n in range(590, 600)]
    assert [row["frame"] for row in run.table("events") if row["type"] == "text.added"] == list(range(591, 601))


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda run: run.table("message"), "there is no table 'message'; did you mean 'messages'"),
        (lambda run: run.table("usage", during=(0, 1)), "has no times to choose by; those that have are frames"),
        (lambda run: run.table(7), "there is no table 7; there are: agents"),
        (lambda run: run.table("tools", during=(5, 2)), r"during= is a pair of seconds such as \(2\.0, 5\.5\)"),
        (lambda run: run.table("tools", during=3), "the earlier first, not 3"),
        (lambda run: run.table("tools", during=(1, 2, 3)), "the earlier first, not"),
        (lambda run: run.table("tools", during=("a", "b")), "the earlier first, not"),
    ],
)
def test_a_table_that_there_is_not_is_refused(ask, said):
    with pytest.raises(ValueError, match=said):
        ask(RUNS["literature_review"])


# ------------------------------------------------------------------------ figures


@each_run
def test_the_figures_of_a_run_agree_with_what_is_shown(run):
    figures = run.stats()
    texts = [row for row in run.table("events") if row["type"] in ("text.added", "thought.added")]

    assert (figures["frames"], figures["bytes"]) == (len(run.frames), sum(row["bytes"] for row in run.table("frames")))
    assert figures["tokens"] == len(texts)
    assert figures["time_to_first_token"] == (texts[0]["at"] if texts else None)
    assert figures["gaps"]["longest"][0]["seconds"] >= figures["gaps"]["p95"] >= 0
    assert {each["tool"] for each in figures["tools"]} == {tool.name for tool in run.tools}
    assert sum(each["calls"] for each in figures["tools"]) == len(run.tools)
    json.dumps(figures, allow_nan=False)


def test_rates_are_per_second():
    run = Run()
    for n in range(11):
        data = json.dumps({"messageId": "m", "token": "ab", "agentId": "writer"})
        run.feed(Frame("message_token", data, at=2.0 + n / 10))
    figures = run.stats()

    assert figures["time_to_first_token"] == 2.0
    assert figures["tokens_per_second"] == pytest.approx(10)
    assert figures["gaps"]["median"] == pytest.approx(0.1)
    assert figures["gaps"]["longest"][0] == {"seconds": 2.0, "after": 0.0}
    (writer,) = figures["agents"]
    assert (writer["agent"], writer["tokens"], writer["characters"]) == ("writer", 11, 22)


def test_figures_of_nothing_are_none():
    figures = Run().stats()

    assert (figures["frames"], figures["time_to_first_token"], figures["gaps"]["median"]) == (0, None, None)
    assert figures["tools"] == figures["agents"] == figures["stuck"] == []


# --------------------------------------------------------------------------- fork


def conversation() -> Run:
    run = Run(sw.run.Log("ag_ui"))
    run.feed(
        event("RUN_STARTED", threadId="t", runId="r"),
        event("TEXT_MESSAGE_START", messageId="u", role="user"),
        event("TEXT_MESSAGE_CONTENT", messageId="u", delta="What is new?"),
        event("TEXT_MESSAGE_END", messageId="u"),
        *called("c1", "search", '{"q": "news"}', "nothing"),
        *called("c2", "search", '{"q": "more"}'),
        event("TEXT_MESSAGE_START", messageId="a", role="assistant"),
        event("TEXT_MESSAGE_CONTENT", messageId="a", delta="Wait"),
        event("STATE_SNAPSHOT", snapshot={"step": 2}),
    )
    return run


def test_a_fork_is_the_conversation_in_the_format_of_chat_clients():
    run = conversation()
    told = run.fork()

    assert told["frame"] == len(run.frames)
    assert {"role": "user", "content": "What is new?"} in told["messages"]
    assert {"role": "assistant", "content": "Wait"} in told["messages"]
    assert {"role": "tool", "tool_call_id": "c1", "content": "nothing"} in told["messages"]
    assert told["pending_tools"] == [
        {"id": "c2", "type": "function", "function": {"name": "search", "arguments": '{"q": "more"}'}}
    ]
    assert told["document"] == {"step": 2}
    json.dumps(told)


def test_every_result_follows_the_call_it_belongs_to():
    for run in (conversation(), *RUNS.values()):
        asked = set()
        for message in run.fork()["messages"]:
            asked |= {call["id"] for call in message.get("tool_calls", ())}
            if message["role"] == "tool":
                assert message["tool_call_id"] in asked


def test_what_was_called_before_an_answer_stands_before_it():
    run = Run(sw.run.Log("ag_ui"))
    run.feed(*(frame._replace(at=float(n)) for n, frame in enumerate(conversation().frames)))
    said = [(message["role"], message["content"]) for message in run.fork()["messages"]]

    assert said == [("user", "What is new?"), ("assistant", None), ("tool", "nothing"), ("assistant", "Wait")]


@pytest.mark.parametrize("name", [*sw.recordings(), *map(str, sorted(CAPTURES.glob("*.sse")))])
def test_a_model_takes_a_fork_of_any_moment_as_it_is(name):
    """Chat Completions refuses a call without a result, a message without content, and half of an object."""
    run = sw.load(name)
    for n in {len(run.frames) * part // 8 for part in range(9)}:
        messages, open_calls = run.fork(n)["messages"], list[str]()
        TypeAdapter(list[ChatCompletionMessageParam]).validate_python(messages)
        for message in messages:
            if message["role"] == "tool":
                open_calls.remove(message["tool_call_id"])
                continue
            assert open_calls == []
            calls = message.get("tool_calls", ())
            open_calls = [call["id"] for call in calls]
            assert message["role"] == "assistant" if calls else message["content"]
            assert all(call["function"]["name"] for call in calls)
            assert all(isinstance(json.loads(call["function"]["arguments"]), dict) for call in calls)
        assert open_calls == []


def test_a_fork_of_a_moment_knows_nothing_of_what_came_after():
    told = conversation().fork(4)

    assert told["messages"] == [{"role": "user", "content": "What is new?"}]
    assert (told["frame"], told["pending_tools"], told["document"]) == (4, [], None)
    with pytest.raises(sw.HorizonError, match="there is no frame 99"):
        conversation().fork(99)


def test_in_a_notebook_a_fork_is_put_into_a_new_cell(monkeypatch):
    cells = []
    shell = SimpleNamespace(set_next_input=cells.append)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    told = conversation().fork()
    scope: dict = {}
    exec(cells[0], scope)

    assert scope["conversation"] == told
