"""The object that users hold: what it shows, whom it tells, how it ends."""

import asyncio
import json
import logging
import math
import sys
import threading
import time
from itertools import pairwise
from types import SimpleNamespace

import ipywidgets
import pytest
import traitlets

import sse_widgets as sw
from sse_widgets import background
from sse_widgets.events import TYPES
from sse_widgets.frame import CLOSED, LIFECYCLE, OPENED, Frame
from sse_widgets.lifecycle import note
from sse_widgets.log import Log
from sse_widgets.run import Run
from sse_widgets.running.shown import Shown
from sse_widgets.sources import Source
from tests.transport.servers import HEAD, cut, done, quiet, serving
from tests.waiting import PATIENCE, until

TRAITS = sorted(name for name, trait in Run.class_traits().items() if isinstance(trait, Shown))
TOKENS = [Frame("message_token", json.dumps({"messageId": "m", "token": f"{n} "}), str(n)) for n in range(1, 21)]
GOODBYE = Frame("connection", '{"status": "disconnected"}')


class Tap(Source):
    """A source that a test turns on and off: it feeds what is put into it, on the background loop."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Frame | None] = asyncio.Queue()
        self.stubborn = threading.Event()

    def put(self, *frames: Frame | None) -> None:
        for frame in frames:
            background.loop().call_soon_threadsafe(self._queue.put_nowait, frame)

    async def read(self, run: Run) -> None:
        run.feed(note(OPENED))
        while (frame := await self._queue.get()) is not None:
            run.feed(frame)
        run.feed(note(CLOSED, reason="the end"))


@pytest.fixture
def tap() -> Tap:
    return Tap()


@pytest.fixture
def run(tap: Tap):
    run = Run(title="test").start(tap)
    until(lambda: run.frames)
    yield run
    run.stop()


def fed(*frames: Frame) -> Run:
    run = Run()
    run.feed(*frames)
    return run


# ------------------------------------------------------------------- its traits


def test_the_traits_are_those_that_are_promised():
    promised = "connection status progress plan agents tasks messages tools sources canvas usage error cursor"

    assert set(promised.split()) <= set(TRAITS)


@pytest.mark.parametrize("name", TRAITS)
def test_a_trait_cannot_be_set_and_says_what_to_do_instead(name):
    with pytest.raises(traitlets.TraitError, match=rf"run\.{name} shows what was received.*traitlets\.dlink"):
        setattr(Run(), name, 1)


@pytest.mark.parametrize("name", TRAITS)
def test_a_trait_shows_what_is_in_the_document(name):
    run = sw.load("literature_review")

    assert getattr(run, name) == type(run).class_traits()[name].read(run.document)


def test_a_link_is_refused_in_both_directions():
    run, bar = Run(), ipywidgets.FloatProgress()

    with pytest.raises(traitlets.TraitError, match="dlink"):
        traitlets.link((run, "progress"), (bar, "value"))
    with pytest.raises(traitlets.TraitError, match="dlink"):
        traitlets.link((bar, "value"), (run, "progress"))


def test_a_dlink_follows_until_it_is_cut(run, tap):
    class Target(traitlets.HasTraits):
        value = traitlets.Int()

    target = Target()
    link = traitlets.dlink((run, "cursor"), (target, "value"))
    tap.put(*TOKENS[:5])
    until(lambda: target.value == 6)
    link.unlink()
    tap.put(*TOKENS[5:], None)
    run.wait(PATIENCE)

    assert target.value == 6


def test_an_observer_hears_what_changed_from_what_to_what(run, tap):
    changes = []
    run.observe(changes.append, "status")
    tap.put(*TOKENS[:1])
    until(lambda: len(changes) == 1)
    tap.put(None)
    run.wait(PATIENCE)
    until(lambda: len(changes) == 2)

    assert [(change.name, change.old, change.new, change.owner, change.type) for change in changes] == [
        ("status", "pending", "running", run, "change"),
        ("status", "running", "incomplete", run, "change"),
    ]


def test_an_observer_of_everything_hears_of_every_trait_and_no_more_when_it_is_taken_off(run, tap):
    names = []

    def look(change):
        names.append(change.name)

    run.observe(look)
    tap.put(*TOKENS[:3])
    until(lambda: {"status", "messages", "cursor"} <= set(names))
    run.unobserve(look)
    before = len(names)
    tap.put(*TOKENS[3:], None)
    run.wait(PATIENCE)

    assert len(names) == before


def test_a_slow_observer_gets_the_newest_in_one_change(run, tap):
    entered, go, seen = threading.Event(), threading.Event(), []

    def slow(change):
        entered.set()
        go.wait(PATIENCE)
        seen.append((change.old, change.new))

    run.observe(slow, "cursor")
    until(entered.is_set) if run.cursor != 1 else None
    for frame in TOKENS:
        tap.put(frame)
        n = TOKENS.index(frame) + 2
        until(lambda n=n: len(run.frames) == n and run._audience.told.stream.shown == n)
    go.set()
    until(lambda: seen and seen[-1][1] == len(TOKENS) + 1)

    assert len(seen) <= 3
    assert all(new == old for (_, new), (old, _) in pairwise(seen))


def test_an_observer_that_fails_is_noted_and_the_stream_goes_on(run, tap, caplog):
    def broken(change):
        raise KeyError("not mine")

    run.observe(broken, "messages")
    tap.put(*TOKENS[:2])
    until(lambda: run.notes)
    tap.put(*TOKENS[2:], None)
    run.wait(PATIENCE)

    assert len(run.messages[0].text.split()) == 20
    assert "broken failed: KeyError: 'not mine'" in run.notes[0]
    assert "broken failed; the stream goes on" in caplog.text
    assert run.document.stream.notes == run.notes


def test_notes_are_kept_once_each_and_not_without_end(run, tap):
    def broken(event):
        raise ValueError(event.text)

    run.on("text.added", broken)
    tap.put(*(Frame("message_token", json.dumps({"messageId": "m", "token": f"{n % 40}"})) for n in range(200)))
    tap.put(None)
    run.wait(PATIENCE)
    until(lambda: any("ValueError: 39" in each for each in run.notes))

    assert len(run.notes) <= 20
    assert len(set(run.notes)) == len(run.notes)


# -------------------------------------------------------------- those who listen


def test_a_callback_that_never_returns_delays_nobody_else(run, tap):
    go, entered, heard, changes = threading.Event(), threading.Event(), [], []

    def stuck(event):
        entered.set()
        go.wait(PATIENCE)

    run.on("text.added", stuck)
    run.observe(lambda change: go.wait(PATIENCE), "messages")
    run.on("text.added", heard.append)
    run.observe(changes.append, "status")
    tap.put(*TOKENS, None)
    entered.wait(PATIENCE)
    run.wait(PATIENCE)
    until(lambda: len(heard) == len(TOKENS) and changes and changes[-1].new == "incomplete")
    stuck_still = not go.is_set()
    go.set()

    assert stuck_still


@pytest.mark.parametrize("kind", ["plain", "async"])
def test_callbacks_hear_events_in_order(run, tap, kind):
    heard = []

    async def later(event):
        await asyncio.sleep(0)
        heard.append(event.text)

    run.on("text.added", later if kind == "async" else lambda event: heard.append(event.text))
    tap.put(*TOKENS)
    until(lambda: len(heard) == len(TOKENS))

    assert heard == [f"{n} " for n in range(1, 21)]


def test_callbacks_hear_of_the_wire_and_unsubscribe(tap):
    run, heard = Run(), []
    ends = [run.on(name, heard.append) for name in sorted(LIFECYCLE)]
    run.start(tap)
    tap.put(note("@gap", reason="x"), Frame("@comment", "hi"))
    until(lambda: len(heard) == 3)
    for end in ends:
        end()
    tap.put(None)
    run.wait(PATIENCE)

    assert {frame.event for frame in heard} == {"@opened", "@gap", "@comment"}


def test_there_is_no_subscribing_to_what_is_not_there():
    with pytest.raises(ValueError, match=r"did you mean 'text\.added'"):
        Run().on("text.add", print)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_event_of_a_stream_reaches_who_asked_for_its_type(name):
    """As many of each type as the stream says again when it is read anew."""
    for title in sw.recordings():
        whole = sw.load(title)
        expected = [event for event in whole.events if event.type == name]
        if not expected:
            continue
        run, heard = Run(), []
        run.on(name, heard.append)
        run.feed(*whole.frames)
        until(lambda heard=heard, expected=expected: len(heard) >= len(expected))

        assert heard == expected


# ------------------------------------------------------------------ when it ends


async def test_await_returns_the_run_when_it_is_over(run, tap):
    tap.put(*TOKENS, None)

    assert await asyncio.wait_for(asyncio.ensure_future(_result(run)), PATIENCE) is run
    assert run.status == "incomplete"


async def _result(run):
    return await run


async def test_who_stops_waiting_stops_nobody_else(run, tap):
    first, second = (asyncio.ensure_future(_result(run)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    tap.put(None)

    assert await second is run
    assert first.cancelled()


@pytest.mark.parametrize("before", [0, 7, 20])
async def test_an_iterator_gets_every_event_exactly_once_however_late_it_starts(run, tap, before):
    tap.put(*TOKENS[:before])
    await asyncio.to_thread(until, lambda: len(run.frames) == before + 1)
    events = []
    async for event in run:
        events.append(event)
        if len(events) == max(before, 1):
            tap.put(*TOKENS[before:], None)

    assert events == list(run.events)
    assert [event.text for event in events if event.type == "text.added"] == [f"{n} " for n in range(1, 21)]


async def test_an_iterator_of_a_run_that_is_over_gets_everything_and_ends():
    run = sw.load("literature_review")

    assert [event async for event in run] == list(run.events)


def test_an_iterator_left_behind_in_a_closed_loop_spoils_nothing(run, tap, caplog):
    async def first():
        async for _ in run:
            return

    asyncio.run(first())
    tap.put(*TOKENS, None)
    run.wait(PATIENCE)

    assert len(run.frames) == len(TOKENS) + 2
    assert caplog.records == []


def test_wait_gives_up_in_time_and_can_be_asked_again(run, tap):
    with pytest.raises(TimeoutError, match=r"<Run test, pending, 1 frames> is not over after 0.01 s"):
        run.wait(0.01)
    tap.put(None)

    assert run.wait(PATIENCE) is run


def test_wait_returns_when_the_agent_has_ended_though_the_wire_stays_open(run, tap):
    tap.put(Frame(data="hi"), Frame(data="[DONE]"))
    run.wait(PATIENCE)

    assert (run.status, run.connection) == ("completed", "open")
    tap.put(None)
    until(lambda: run.connection == "closed")


def test_wait_would_stop_the_background_thread_and_says_so(run):
    async def inside():
        run.wait()

    with pytest.raises(sw.RunError, match="use `await run`"):
        background.submit(inside()).result(PATIENCE)


def test_a_browser_that_cannot_be_told_keeps_nobody_waiting(run, tap, caplog):
    def broken(*_):
        raise OSError("the comm is closed")

    run.model.send = broken
    run.model.send_state = broken
    run.model._greeted = True
    tap.put(*TOKENS, None)

    assert run.wait(PATIENCE).status == "incomplete"
    run._audience.model = None


def test_close_may_be_said_twice():
    run = Run().close()

    assert run.close().wait(PATIENCE) is run


@pytest.mark.parametrize(
    ("frames", "status"),
    [
        ([Frame(data="hi"), Frame(data="[DONE]")], "completed"),
        (
            [TOKENS[0], Frame("message_token", '{"messageId": "m", "token": "!", "isComplete": true}'), GOODBYE],
            "completed",
        ),
        ([TOKENS[0], GOODBYE], "incomplete"),
        ([Frame(data='{"type":"RUN_STARTED","threadId":"t","runId":"r"}')], "incomplete"),
        (
            [
                Frame(data='{"type":"RUN_STARTED","threadId":"t","runId":"r"}'),
                Frame(data='{"type":"RUN_FINISHED","threadId":"t","runId":"r"}'),
            ],
            "completed",
        ),
        (
            [
                Frame(data='{"type":"RUN_STARTED","threadId":"t","runId":"r"}'),
                Frame(data='{"type":"RUN_ERROR","message":"no"}'),
            ],
            "failed",
        ),
        ([], "incomplete"),
    ],
)
def test_a_stream_that_ends_leaves_the_status_that_its_vocabulary_means(tap, frames, status):
    run = Run().start(tap)
    tap.put(*frames, None)

    assert run.wait(PATIENCE).status == status
    until(lambda: run.connection == "closed")


@pytest.mark.parametrize("name", sw.recordings())
def test_the_shipped_recordings_end_well(name):
    run = sw.replay(name, speed=math.inf).wait(PATIENCE)

    assert run.status == "completed"
    until(lambda: not run.document.stream.active)
    assert run.state == sw.load(name).state


# -------------------------------------------------------------------------- stop


def test_stop_ends_the_stream_and_twice_is_no_error(run, tap):
    tap.put(*TOKENS[:3])
    until(lambda: len(run.frames) == 4)
    run.stop()
    run.stop()

    assert (run.connection, run.status) == ("closed", "incomplete")
    assert [frame.event for frame in run.frames].count(CLOSED) == 1
    assert run.wait(PATIENCE) is run


@pytest.mark.parametrize("attempt", range(10))
def test_stop_right_after_the_start_is_no_error(attempt):
    run = Run().start(Tap())
    run.stop()

    assert run.connection == "closed"
    assert run.wait(PATIENCE) is run


def test_stop_from_a_callback_and_after_the_end(run, tap):
    run.on("text.added", lambda event: run.stop())
    tap.put(TOKENS[0])
    run.wait(PATIENCE)
    until(lambda: not run.document.stream.active)
    run.stop()

    assert run.connection == "closed"


def test_a_source_that_does_not_stop_is_no_error_either(monkeypatch):
    monkeypatch.setattr("sse_widgets.run.PATIENCE", 0.01)
    begun, released = threading.Event(), threading.Event()

    class Stubborn(Source):
        async def read(self, run):
            begun.set()
            while not released.is_set():
                try:
                    await asyncio.sleep(0.001)
                except asyncio.CancelledError:
                    continue

    run = Run().start(Stubborn())
    begun.wait(PATIENCE)
    run.stop()
    active = run.document.stream.active
    released.set()
    run.wait(PATIENCE)

    assert active


def test_a_source_that_fails_is_told_and_ends_the_run(caplog):
    class Broken(Source):
        async def read(self, run):
            raise ZeroDivisionError("a bug")

    run = Run().start(Broken()).wait(PATIENCE)

    assert (run.connection, run.status) == ("failed", "failed")
    assert "ZeroDivisionError: a bug" in run.error.message
    assert "stopped on an error of its own" in caplog.text


def test_what_cannot_be_asked_again_says_so(run):
    with pytest.raises(sw.RunError, match="no server to ask again"):
        run.reconnect()
    with pytest.raises(sw.RunError):
        Run().reconnect()


def test_a_reconnect_while_a_run_that_is_over_lingers_leaves_one_reader():
    """The old reading must not end the new one when it ends itself."""
    whole = HEAD + b"id: 1\ndata: hi\n\nid: 2\ndata: [DONE]\n\n"
    with serving(quiet(whole), quiet(HEAD + b"id: 3\ndata: more\n\n")) as server:
        run = sw.connect(server.url)
        run.wait(PATIENCE)
        run.reconnect()
        until(lambda: run.frames[-1].data == "more")
        active = run.document.stream.active
        run.stop()

    assert active
    assert [frame.data for frame in run.frames if frame.id and not frame.event.startswith("@")] == [
        "hi",
        "[DONE]",
        "more",
    ]


# ------------------------------------------------------------------- the cursor


def test_pausing_stops_what_is_shown_and_not_what_is_received(run, tap):
    tap.put(*TOKENS[:4])
    until(lambda: run.cursor == 5)
    run.pause()
    tap.put(*TOKENS[4:10])
    until(lambda: len(run.frames) == 11)
    paused = run.document.stream
    run.step()
    stepped = run.cursor, run.messages[0].text
    run.step(-3)
    back = run.cursor, run.messages[0].text
    run.resume()

    assert (paused.shown, paused.received, paused.live, paused.paused) == (5, 11, False, True)
    assert stepped == (6, "1 2 3 4 5 ")
    assert back == (3, "1 2 ")
    assert run.cursor == 11
    assert run.document.stream.live


def test_steps_end_at_the_first_and_the_last_frame():
    run = fed(*TOKENS)
    run.step(-1000)
    first = run.cursor
    run.step(1000)

    assert (first, run.cursor) == (0, 20)


def test_showing_moves_every_trait():
    run = sw.load("literature_review")
    run.show(40)

    assert run.state == run.at(40)
    assert run.messages == run.at(40).messages
    assert run.cursor == 40
    run.live()
    assert run.cursor == len(run.frames)


@pytest.mark.parametrize("n", [-1, 21, 10**9])
def test_what_was_not_received_cannot_be_shown(n):
    run = fed(*TOKENS)

    with pytest.raises(sw.HorizonError, match="20 were received"):
        run.show(n)
    with pytest.raises(sw.HorizonError):
        run.at(n)
    assert run.cursor == 20


def test_what_stands_still_is_worked_out_once(monkeypatch):
    """A flush twenty times a second must not read a thousand frames again each time."""
    run = fed(*TOKENS)
    run.show(7)

    assert run.state is run.state
    assert run.document.state is run.state


def test_every_moment_equals_a_fresh_reading():
    run = sw.load("support_answer")
    for n in range(0, len(run.frames), 17):
        log = Log()
        log.feed(*run.frames[:n])

        assert run.at(n) == log.state


def test_looking_while_frames_come_never_fails_nor_mixes_two_moments():
    run, failures, stop = Run(), [], threading.Event()

    def look():
        while not stop.is_set():
            try:
                document = run.document
                text = document.state.messages[0].text if document.state.messages else ""
                if len(text.split()) != document.stream.received:
                    failures.append((document.stream.received, text[-20:]))
                if len(run.at(len(run.frames)).messages) > 1:
                    failures.append("messages")
            except Exception as error:
                failures.append(error)

    interval = sys.getswitchinterval()
    thread = threading.Thread(target=look)
    sys.setswitchinterval(1e-6)
    try:
        thread.start()
        for n in range(0, 600, 6):
            run.feed(*(Frame("message_token", json.dumps({"messageId": "m", "token": f"{n + i} "})) for i in range(6)))
    finally:
        sys.setswitchinterval(interval)
        stop.set()
        thread.join()

    assert failures == []


# ----------------------------------------------------------------------- on disk


@pytest.mark.parametrize("name", sw.recordings())
def test_what_is_saved_is_loaded_again_as_it_was(name, tmp_path):
    run = sw.load(name)
    again = sw.load(run.save(tmp_path / "saved.jsonl"))

    assert again.frames == run.frames
    assert list(again.events) == list(run.events)
    assert again.state == run.state
    assert (again.dialect, again.title) == (run.dialect, run.title)
    for n in range(0, len(run.frames), 25):
        assert again.at(n) == run.at(n)


def test_a_forced_dialect_is_saved_too(tmp_path):
    run = sw.load("literature_review", dialect="plain")
    again = sw.load(run.save(tmp_path / "saved.jsonl"))

    assert again.dialect == "plain"
    assert again.state == run.state


@pytest.mark.parametrize("play", [sw.load, lambda path: sw.replay(path, speed=math.inf).wait(PATIENCE)])
@pytest.mark.parametrize("name", sw.recordings())
def test_a_run_that_is_saved_in_its_midst_is_loaded_as_it_was(tmp_path, name, play):
    whole = sw.load(name).frames
    for n in (0, 1, 2, len(whole) // 2, len(whole) - 1):
        run = fed(*whole[:n])
        again = play(run.save(tmp_path / f"{n}.jsonl"))
        until(lambda again=again: not again.document.stream.active)

        assert again.frames == run.frames
        assert list(again.events) == list(run.events)
        assert again.state == run.state
        assert again.notes != ()


def test_a_run_fed_by_hand_can_be_saved_whatever_its_notes_say(tmp_path):
    run = fed(Frame(OPENED, ""), Frame(OPENED, "[]"), Frame(data="hi"))
    loaded = sw.load(run.save(tmp_path / "saved.jsonl"))

    assert loaded.frames == run.frames
    assert loaded.state == run.state
    assert loaded.notes == ("the recording stops before the stream did",)


def test_a_raw_capture_is_loaded(tmp_path):
    path = tmp_path / "capture.sse"
    path.write_bytes(b": hi\r\ndata: one\r\n\r\nid: 2\r\ndata: [DONE]\r\n\r\n")
    run = sw.load(path)

    assert [frame.data for frame in run.frames if frame.event == "message"] == ["one", "[DONE]"]
    assert (run.status, run.title) == ("completed", "capture")


def test_a_recording_grows_with_the_run_and_goes_on_after_a_crash(tmp_path):
    path = tmp_path / "run.jsonl"
    first = b"id: 1\ndata: one\n\nid: 2\ndata: two\n\n"
    with serving(quiet(HEAD + first), done(b"id: 3\ndata: [DONE]\n\n")) as server:
        run = sw.connect(server.url, record=path)
        until(lambda: run.last_event_id == "2")
        crashed = path.read_bytes()
        run.stop()
        path.write_bytes(crashed[:-1] if crashed.endswith(b"\n") else crashed)  # the machine went down
        again = sw.connect(server.url, record=path).wait(PATIENCE)
        until(lambda: again.frames[-1].event == CLOSED)
        until(lambda: not again.document.stream.active)
        last = server.requests[-1].header("last-event-id")

    assert last == b"2"
    assert [frame.data for frame in again.frames if frame.event == "message"] == ["one", "two", "[DONE]"]
    assert sw.load(path).frames == again.frames


def test_a_recording_goes_on_when_the_run_is_reconnected(tmp_path):
    path = tmp_path / "run.jsonl"
    with serving(quiet(HEAD + b"id: 1\ndata: one\n\n"), done(b"id: 2\ndata: [DONE]\n\n")) as server:
        run = sw.connect(server.url, record=path)
        until(lambda: run.last_event_id == "1")
        run.reconnect()
        until(lambda: run.last_event_id == "2" and not run.document.stream.active)

    assert sw.load(path).frames == run.frames


def test_recording_leaves_another_run_as_it_is(tmp_path, run, tap):
    path = sw.load("question_routing").save(tmp_path / "run.jsonl")
    whole = path.read_bytes()
    tap.put(TOKENS[0])
    until(lambda: len(run.frames) == 2)
    run.record(path)
    tap.put(TOKENS[1], None)
    run.wait(PATIENCE)

    assert path.read_bytes() == whole
    assert [frame.id for frame in sw.load(tmp_path / "run-2.jsonl").frames] == ["2", ""]
    assert "recorded to" in run.notes[0]


def test_two_runs_do_not_record_to_one_file(tmp_path, run):
    run.record(tmp_path / "run.jsonl")

    with pytest.raises(sw.RecordingError, match="another run is recording"):
        sw.Run().record(tmp_path / "run.jsonl")
    run._recorder.close()


def test_a_frame_with_a_secret_is_missing_in_the_recording_and_noted(tmp_path):
    with serving(done(b"data: your token is tok-12345678\n\ndata: [DONE]\n\n")) as server:
        run = sw.connect(server.url, token="tok-12345678", record=tmp_path / "run.jsonl").wait(PATIENCE)
        until(lambda: not run.document.stream.active)

    assert "tok-12345678" not in (tmp_path / "run.jsonl").read_text()
    assert "a frame is missing in the recording" in run.notes[0]
    assert "tok-12345678" not in run.notes[0]
    with pytest.raises(sw.RecordingError, match="secret"):
        run.save(tmp_path / "saved.jsonl")


def test_a_run_says_what_it_is_and_nothing_secret():
    with serving(cut(b"data: one\n\n")) as server:
        run = sw.connect(f"http://me:hush@127.0.0.1:{server.port}/agent?key=hush", token="hush").wait(PATIENCE)

    assert repr(run) == "<Run agent, incomplete, 3 frames>"


# ------------------------------------------------------------------ in a notebook


@pytest.fixture
def shell(monkeypatch):
    shell = SimpleNamespace(parent_header={"metadata": {"cellId": "a"}}, execution_count=1, user_ns={"In": ["", "x"]})
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setattr("sse_widgets.cells._claims", {})
    return shell


def test_the_same_cell_run_again_stops_the_run_that_it_made_before(shell):
    first = Run().start(Tap())
    second = Run().start(Tap())
    until(lambda: first.frames and second.frames)
    shell.parent_header["metadata"]["cellId"] = "b"
    other = Run().start(Tap())
    shell.parent_header["metadata"]["cellId"], shell.execution_count = "a", 2
    third = Run().start(Tap())
    states = [run.document.stream.active for run in (first, second, other, third)]
    for run in (other, third):
        run.stop()

    assert states == [False, False, True, True]


def test_a_cell_that_reconnects_a_run_does_not_stop_it_the_next_time(shell):
    with serving(quiet(HEAD + b"id: 1\ndata: one\n\n")) as server:
        run = sw.connect(server.url)
        until(lambda: run.last_event_id)
        active = []
        for count in (2, 3):
            shell.parent_header["metadata"]["cellId"], shell.execution_count = "b", count
            run.reconnect()
            active.append(run.document.stream.active)
        run.stop()

    assert active == [True, True]


def test_a_run_tells_what_can_be_done_with_it(run, tap):
    running = run.document.stream.can
    run.pause()
    paused = run.document.stream.can
    run.resume()
    tap.put(None)
    run.wait(PATIENCE)

    assert (running, paused) == (("stop", "pause", "break_on"), ("stop", "resume", "break_on"))
    assert run.document.stream.can == ("break_on",)


def test_the_commands_of_the_browser_do_what_they_say(run, tap):
    tap.put(*TOKENS[:3])
    until(lambda: len(run.frames) == 4)
    commands = run.model.commands
    commands["pause"]()
    commands["step"](n=-1)
    cursor = run.cursor
    commands["resume"]()
    commands["stop"]()

    assert cursor == 3
    assert not run.document.stream.active
    assert commands["frames"](count=1)["total"] == len(run.frames)
    assert commands["frame"](n=2)["event"] == "message_token"
    with pytest.raises(sw.RunError):
        commands["reconnect"]()


def test_many_runs_stop_quickly():
    runs = [Run().start(Tap()) for _ in range(50)]
    before = time.monotonic()
    for run in runs:
        run.stop()

    assert time.monotonic() - before < 50, "each that is waited for in vain takes two seconds"
    assert {run.connection for run in runs} == {"closed"}


def test_a_background_failure_reaches_the_log_only_once(caplog):
    caplog.set_level(logging.ERROR)

    class Broken(Source):
        async def read(self, run):
            raise ZeroDivisionError("a bug")

    Run().start(Broken()).wait(PATIENCE)

    assert len(caplog.records) == 1


# ------------------------------------------------------------ bounded history


def test_a_run_with_bounded_history_is_shown_as_any_other_and_not_saved_without_its_beginning(tmp_path):
    run = sw.replay("support_answer", speed=math.inf, history=10).wait(PATIENCE)
    whole = sw.load("support_answer")

    assert run.state == whole.state
    assert list(run.frames) == list(whole.frames)[-10:]
    assert run.at(len(run.frames) - 10) == whole.at(len(whole.frames) - 10)
    run.step(-5)
    assert run.state == whole.at(len(whole.frames) - 5)
    with pytest.raises(sw.HorizonError, match=r"let its first frames go.*keep them with record="):
        run.save(tmp_path / "run.jsonl")
    with pytest.raises(sw.HorizonError, match="frame 0 was let go"):
        run.show(0)


def test_to_step_back_stops_at_the_horizon():
    run = sw.replay("support_answer", speed=math.inf, history=10).wait(PATIENCE)
    run.step(-1000)

    assert run.cursor == len(run.frames) - 10
