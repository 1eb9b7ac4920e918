"""A breakpoint stops before the next frame changes anything that a user can see, and nothing is lost."""

import asyncio
import io
import json
import math
import re
import threading

import pytest

import sse_widgets as sw
from sse_widgets.breakpoints import Breakpoint
from sse_widgets.events import TextAdded, ToolStarted
from sse_widgets.frame import Frame
from sse_widgets.run import Run
from sse_widgets.running import gate as gate_module
from sse_widgets.running import steering
from sse_widgets.state import RunState
from sse_widgets.structures import spill as spill_module
from tests.waiting import PATIENCE, until

RECORDING = "literature_review"
WHOLE = sw.load(RECORDING)


def tokens(count: int, start: int = 0) -> list[Frame]:
    return [
        Frame("message_token", json.dumps({"messageId": f"m{n // 10}", "token": f"{n} "}), str(n), None, n / 100)
        for n in range(start, start + count)
    ]


def first_of(type: str, run: Run = WHOLE) -> int:
    return next(event.frame for event in run.events if event.type == type)


def numbers_of(type: str) -> list[int]:
    return sorted({event.frame for event in WHOLE.events if event.type == type})


async def stopped(run: Run):
    return await asyncio.wait_for(run.stopped(), PATIENCE)


# ------------------------------------------------------------------- in a replay


@pytest.mark.parametrize("speed", [math.inf, 1000])
async def test_a_replay_stops_exactly_at_the_frame_and_its_source_waits(speed: float):
    run = sw.replay(RECORDING, speed=speed, paused=True)
    run.break_on("agent.started")
    run.resume()
    stop = await stopped(run)

    assert (stop.n, stop.event.type) == (first_of("agent.started"), "agent.started")
    assert (run.cursor, len(run.frames)) == (stop.n, stop.n)
    assert run.state == WHOLE.at(stop.n)
    assert run.stop_reason == stop
    assert str(stop) == f"frame {stop.n}, agent.started"
    await asyncio.sleep(0.05)
    assert len(run.frames) == stop.n
    run.stop()


async def test_a_replay_goes_from_hit_to_hit_and_ends_as_it_would_have():
    run, hits = sw.replay(RECORDING, speed=math.inf, paused=True), []
    made = run.break_on("agent.started")
    run.resume()
    while stop := await stopped(run):
        hits.append(stop.n)
        run.resume()
    await run

    assert hits == numbers_of("agent.started")
    assert made.hits == len(hits)
    assert run.state == WHOLE.state
    assert list(run.frames) == list(WHOLE.frames)


async def test_a_replay_that_stands_still_can_be_stepped_frame_by_frame():
    run = sw.replay(RECORDING, speed=math.inf, paused=True)
    assert (run.cursor, len(run.frames), str(run.stop_reason)) == (0, 0, "frame 0")
    run.break_on("agent.started")
    run.resume()
    n = (await stopped(run)).n
    for k in range(1, 6):
        run.step()
        assert (run.cursor, len(run.frames)) == (n + k, n + k)
        assert run.state == WHOLE.at(n + k)
    run.step(-3)
    assert (run.cursor, len(run.frames)) == (n + 2, n + 5)
    run.step(4)
    assert run.cursor == n + 6
    run.breakpoints[0].remove()
    run.resume()
    await run
    assert run.state == WHOLE.state


async def test_to_step_over_a_message_shows_it_to_its_end():
    run = sw.replay(RECORDING, speed=math.inf, paused=True)
    begins = first_of("text.added")
    made = run.break_on("text.added")
    run.resume()
    await stopped(run)
    made.remove()
    run.step(over="message")
    done = [message.done for message in run.messages]

    assert run.cursor > begins
    assert sum(done) == sum(message.done for message in WHOLE.at(begins).messages) + 1
    assert sum(message.done for message in WHOLE.at(run.cursor - 1).messages) == sum(done) - 1
    run.live()


async def test_a_breakpoint_on_the_way_of_a_long_step_stops_it():
    run = sw.replay(RECORDING, speed=math.inf, paused=True)
    run.break_on("agent.started")
    run.resume()
    await stopped(run)
    second = numbers_of("agent.started")[1]
    run.step(10_000)

    assert run.cursor == run.stop_reason.n == second
    run.live()


async def test_live_passes_what_is_held_back_and_breakpoints_count_for_what_comes():
    run = Run()
    run.feed(*tokens(5))
    run.break_on("text.added", text="7 ")
    run.feed(*tokens(20, 5))
    assert run.cursor == 8
    run.live()
    assert (run.cursor, run.stop_reason) == (25, None)
    run.feed(*tokens(10, 70))

    assert run.cursor == 33


# --------------------------------------------------------------------- live runs


def test_a_live_run_goes_on_receiving_and_nobody_sees_it():
    run, seen, heard = Run(), [], []
    run.observe(lambda change: seen.append(change.new), "cursor")
    run.on("text.added", lambda event: heard.append(event.text))
    run.break_on("text.added", where=lambda event, state: event.text == "3 ")
    run.feed(*tokens(50))
    run._audience.flush()

    assert (run.cursor, len(run.frames)) == (4, 50)
    assert run.messages[-1].text == "0 1 2 3 "
    assert run.document.state == run.at(4)
    assert (run.document.stream.received, run.document.stream.shown, run.document.stream.held) == (50, 4, 46)
    assert run.document.stream.stopped == "frame 4, text.added: text.added, where='<lambda>'"
    until(lambda: heard == ["0 ", "1 ", "2 ", "3 "])
    until(lambda: seen and seen[-1] == 4)
    assert max(seen) == 4
    run.step()
    until(lambda: heard == ["0 ", "1 ", "2 ", "3 ", "4 "])
    assert run.cursor == 5
    run.resume()
    until(lambda: len(heard) == 50)
    run._audience.flush()
    until(lambda: seen and seen[-1] == 50)
    assert (run.document.stream.held, run.document.stream.stopped, run.document.stream.live) == (0, "", True)


def test_no_reader_ever_sees_beyond_a_breakpoint_while_a_flood_comes():
    run, wrong, done = Run(), [], threading.Event()
    run.break_on("text.added", where=lambda event, state: event.text == "500 ")

    def look():
        while not done.is_set():
            document = run.document
            if document.stream.shown > 501 or document.state != run.at(document.stream.shown):
                wrong.append(document.stream.shown)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for start in range(0, 3000, 7):
        run.feed(*tokens(7, start))
    done.set()
    for thread in threads:
        thread.join()

    assert wrong == []
    assert run.cursor == 501
    assert len(run.frames) == 3003


async def test_a_flood_over_http_stops_at_its_frame_and_loses_nothing(tmp_path):
    frames = tokens(20_000)
    recording = sw.Recording(frames=(Frame("@opened", "{}"), *frames, Frame("@closed", "{}", at=200)))
    heard = []
    with sw.MockServer(recording, speed=math.inf) as server:
        run = sw.connect(server.url, record=tmp_path / "run.jsonl")
        run.on("text.added", lambda event: heard.append(event.text))
        run.break_on("text.added", text="1234 ")
        stop = await stopped(run)
        await asyncio.to_thread(until, lambda: not run._reading.active, 60)

        assert run.state == run.at(stop.n)
        assert run.messages[-1].text.endswith("1234 ")
        assert len(run.frames) >= 20_000 > run.cursor == stop.n
        assert run.status == "running"
        with pytest.raises(TimeoutError, match="stopped at frame"):
            run.wait(timeout=0.05)
        assert (await stopped(run)) == stop
        run.resume()
        stops = 1
        while (await stopped(run)) is not None:  # 11234 contains it too
            stops += 1
            run.resume()
        await run

    assert stops == 2
    assert [frame.data for frame in run.frames if frame.event == "message_token"] == [frame.data for frame in frames]
    assert "".join(message.text for message in run.messages) == "".join(f"{n} " for n in range(20_000))
    await asyncio.to_thread(until, lambda: len(heard) == 20_000)
    assert heard == [f"{n} " for n in range(20_000)]
    assert [frame.data for frame in sw.load(tmp_path / "run.jsonl").frames] == [frame.data for frame in run.frames]


def test_what_is_held_back_beyond_a_bound_is_on_disk_and_comes_back(monkeypatch):
    monkeypatch.setattr(spill_module, "BOUND", 20_000)
    run = Run()
    run.break_on("text.added", text="1 ")
    run.feed(*tokens(20_000))

    assert run.document.stream.spilled > 10_000
    assert list(run.frames) == tokens(20_000)
    assert run.at(15_000).messages[-1].text.endswith("14999 ")
    run.breakpoints[0].remove()
    run.resume()
    assert run.state == run.at(20_000)
    assert (run.document.stream.spilled, run.document.stream.held) == (0, 0)
    assert list(run.frames) == tokens(20_000)


def test_a_disk_that_is_full_costs_memory_and_is_told_of(monkeypatch):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spill_module, "BOUND", 0)
    monkeypatch.setattr(spill_module.tempfile, "TemporaryFile", full)
    run = Run()
    run.break_on("text.added", text="1 ")
    run.feed(*tokens(3000))

    assert list(run.frames) == tokens(3000)
    assert run.notes == ("frames held back stay in memory, for the disk refuses them: No space left on device",)


def test_a_disk_that_fills_up_while_frames_are_held_back_loses_none(monkeypatch, tmp_path):
    """A block that the disk took in part, or that was stuck in a buffer, spoilt every read that followed."""

    class Filling(io.FileIO):
        def write(self, block):
            return super().write(block[: max(5000 - self.tell(), 0)])

    monkeypatch.setattr(spill_module, "BOUND", 0)
    monkeypatch.setattr(spill_module.tempfile, "TemporaryFile", lambda **_: Filling(tmp_path / "spill", "w+"))
    run = Run()
    run.break_on("text.added", text="1 ")
    run.feed(*tokens(20_000))

    assert 0 < run.document.stream.spilled < 20_000
    assert list(run.frames) == tokens(20_000)
    assert run.notes == ("frames held back stay in memory, for the disk refuses them: No space left on device",)


def test_with_bounded_history_nothing_that_is_held_back_is_let_go():
    run = Run(sw.run.Log(history=100))
    run.break_on("text.added", text="50 ")
    run.feed(*tokens(5000))
    stop = run.cursor

    assert stop == 51
    for _ in range(30):
        run.step()
    assert run.messages[-1].text.endswith("80 ")
    run.resume()
    assert run.stop_reason is not None
    assert run.cursor == 151
    run.live()
    run.feed(*tokens(1, 9000))
    assert run._log.horizon == 5001 - 100


def test_what_is_held_back_is_let_through_in_portions(monkeypatch):
    monkeypatch.setattr(gate_module, "PORTION", 10)
    run = Run()
    run.break_on("text.added", text="1 ")
    run.feed(*tokens(995))
    run.breakpoints[0].remove()
    run.resume()

    assert run.cursor == 995
    assert run._receiver.gate.portions is False


# -------------------------------------------------------- what breakpoints are about


def hits(run: Run = WHOLE, **about) -> list[int]:
    run.live()
    made = run.break_on(**about)
    run.show(0)
    found = []
    while True:
        run.resume()
        if run.stop_reason is None:
            made.remove()
            return found
        found.append(run.cursor)


@pytest.fixture
def run():
    return sw.load(RECORDING)


@pytest.mark.parametrize("type", ["agent.started", "text.added", "source.found", "task.updated"])
def test_by_type_every_frame_with_such_an_event_is_found_in_a_run_that_is_over(run, type):
    assert hits(run, type=type) == numbers_of(type)


def test_by_kind_every_type_of_it_is_found(run):
    expected = sorted({event.frame for event in run.events if event.type.startswith("agent.")})

    assert hits(run, type="agent") == expected


def test_by_agent_its_id_and_its_name_find_what_it_does(run):
    agent = run.agents[1]
    by_id, by_name = hits(run, agent=agent.id), hits(run, agent=agent.name)

    assert by_id
    assert set(by_id) <= set(by_name)
    assert all(getattr(event, "agent_id", agent.id) == agent.id for n in by_id for event in run._log.events(n - 1, n))


def test_by_text_words_are_found_across_tokens():
    run = Run()
    for n, piece in enumerate(["Hel", "lo wo", "RLD and ", "more wor", "ld"]):
        run.feed(Frame("message_token", json.dumps({"messageId": "m", "token": piece}), at=float(n)))

    assert hits(run, text="world") == [3, 5]
    assert hits(run, text="nowhere") == []


def test_a_predicate_gets_the_event_and_the_state_before_it(run):
    seen = []
    hits(run, type="agent.started", where=lambda event, state: seen.append((event, state)))

    assert [event.type for event, _ in seen] == ["agent.started"] * len(numbers_of("agent.started"))
    assert all(state == run.at(event.frame - 1) for event, state in seen)


def test_to_look_through_what_was_received_reads_each_frame_once_or_twice():
    """For a predicate every frame is worth a look; to begin at a checkpoint for each read a hundred for one."""

    class Counting:
        name, announces_end, has_heartbeats = "counting", False, False
        read = 0

        def decode(self, frame):
            Counting.read += 1
            return [TextAdded("m", frame.data)]

    run = Run(sw.run.Log(Counting))
    run.feed(*tokens(3000))
    run.show(0)
    run.break_on(where=lambda event, state: event.frame == 2500)
    Counting.read = 0
    run.resume()

    assert run.cursor == 2500
    assert Counting.read < 6000


def test_a_note_is_found_by_its_name(run):
    assert hits(run, type="@opened") == numbers_of("connection.opened")
    assert hits(run, type="@closed") == numbers_of("connection.closed")


def test_a_predicate_that_raises_says_so_and_disarms_itself_and_the_stream_goes_on():
    run = Run()
    made = run.break_on("text.added", where=lambda event, state: event.txt)
    other = run.break_on("text.added", text="7 ")
    run.feed(*tokens(10))

    assert run.cursor == 8
    assert "AttributeError" in made.trouble
    assert run.notes == (
        f"the breakpoint on text.added, where='<lambda>' is disarmed: {made.trouble}; mend it and set it again",
    )
    assert "frame 1" in made.trouble
    assert (other.hits, made.hits) == (1, 0)
    assert run.breakpoints == (made, other)
    assert re.search("disarmed|raised", repr(made))


@pytest.mark.parametrize("exits", [SystemExit, KeyboardInterrupt, asyncio.CancelledError])
def test_a_predicate_that_exits_takes_no_frame_with_it(exits):
    """The frame is in the log by then: whoever listens would never have heard of it."""

    def leave(event, state):
        raise exits

    run, heard = Run(), []
    run.on("text.added", lambda event: heard.append(event.text))
    made = run.break_on("text.added", where=leave)
    run.feed(*tokens(3))

    assert run.cursor == 3
    until(lambda: heard == ["0 ", "1 ", "2 "])
    assert exits.__name__ in made.trouble


@pytest.mark.parametrize(
    ("about", "error", "said"),
    [
        ({}, ValueError, r"needs a type such as 'tool\.started', agent=, text= or where="),
        ({"type": "tool.startd"}, ValueError, r"nothing is called 'tool\.startd'; did you mean 'tool\.started'"),
        ({"type": "@nothing"}, ValueError, "nothing is called '@nothing'"),
        ({"where": 7}, TypeError, "where= takes a function of an event and the state before it, got 7"),
        ({"where": asyncio.sleep}, TypeError, "of an event and the state before it, got one that must be awaited"),
        ({"type": 7}, TypeError, "a breakpoint takes texts and where=, got 7"),
        ({"text": 7}, TypeError, "a breakpoint takes texts and where=, got '', agent='', text=7"),
    ],
)
def test_a_breakpoint_that_makes_no_sense_is_refused(run, about, error, said):
    with pytest.raises(error, match=said):
        run.break_on(**about)
    assert run.breakpoints == ()


def test_breakpoints_are_listed_and_taken_off(run):
    one, two = run.break_on("tool"), run.break_on(text="x", agent="writer")
    assert run.breakpoints == (one, two)
    assert run.document.stream.breakpoints == ("tool", "any event, agent='writer', text='x'")
    assert repr(two) == "<Breakpoint any event, agent='writer', text='x', 0 hits>"
    one.remove()
    one.remove()

    assert run.breakpoints == (two,)


def test_a_breakpoint_by_itself_can_be_asked():
    one = Breakpoint(text="abc")

    assert one.holds(ToolStarted("t", "has ABC in it"), RunState())
    assert not one.holds(TextAdded("m", "ab"), RunState())
    one.remove()


async def test_to_wait_for_a_stop_that_does_not_come_ends_with_the_run():
    run = sw.replay(RECORDING, speed=math.inf, paused=True)
    run.break_on(text="nowhere to be found")
    run.resume()

    assert await stopped(run) is None
    assert run.status == WHOLE.status


def test_a_predicate_that_waits_for_the_run_is_told_that_it_would_wait_for_ever():
    run = Run()
    made = run.break_on("text.added", where=lambda event, state: run.wait())
    feeding = threading.Thread(target=run.feed, args=tokens(3), daemon=True)
    feeding.start()
    feeding.join(PATIENCE)

    assert run.cursor == 3
    assert "would wait for the frame that it is asked about" in made.trouble


async def test_everybody_who_waits_for_a_stop_hears_of_it_although_one_goes_on_at_once():
    run = Run()
    run.break_on("text.added", text="3 ")
    waiting = [asyncio.create_task(stopped(run)) for _ in range(3)]
    for _ in range(3):  # each begins to wait, and within that the task of its limit
        await asyncio.sleep(0)
    run.feed(*tokens(10))
    run.resume()

    assert [stop.n for stop in await asyncio.gather(*waiting)] == [4, 4, 4]
    assert run.cursor == 10


async def test_to_wait_for_a_stop_leaves_nothing_behind_and_can_be_cancelled(monkeypatch):
    monkeypatch.setattr(steering, "SLICE", 0.001)
    run = Run()
    waiting = [asyncio.create_task(run.stopped()) for _ in range(2)]
    await asyncio.sleep(0.1)
    waiting[0].cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting[0]

    assert len(run._receiver.gate.closed._done_callbacks) == 2
    run.hold()
    assert (await waiting[1]).n == 0


def test_to_read_another_stream_opens_the_gate():
    run = Run()
    run.break_on("text.added")
    run.feed(*tokens(5))
    assert run.cursor == 1
    run._receiver.begin_anew()

    assert run._receiver.gate.stop is None
    assert run.cursor == 0
    run.feed(*tokens(5))
    assert run.cursor == 1
