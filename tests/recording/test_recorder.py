"""The recorder: what a crash leaves of a recording is gone on with, wherever it cut the file off."""

import errno
import json
import stat
from itertools import pairwise

import pytest

import sse_widgets as sw
from sse_widgets import cells, recording
from sse_widgets.frame import CLOSED, LIFECYCLE, OPENED, Frame
from sse_widgets.lifecycle import note
from sse_widgets.recording import writer as recording_writer
from sse_widgets.recording.recorder import Recorder, broken_off
from tests.transport.servers import HEAD, done, quiet, serving
from tests.waiting import PATIENCE, until

FRAMES = (
    note(OPENED, url="http://localhost", status=200),
    Frame(data='{"type":"RUN_STARTED","threadId":"t","runId":"r"}', id="é1", at=0.25),
    Frame(data='{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"Grüße 豆\\n"}', id="é2", retry=100, at=0.5),
)
EVENTS = b"id: 1\ndata: one\n\nid: 2\ndata: two\n\n"


def cut_off(path) -> int:
    """Make a recording that a crash cut off after two events; return its size."""
    with serving(quiet(HEAD + EVENTS)) as server:
        run = sw.connect(server.url, record=path)
        until(lambda: run.last_event_id == "2")
        crashed = path.read_bytes()
        run.stop()
    path.write_bytes(crashed)
    return len(crashed)


def texts(run) -> list[str]:
    """What the server sent, in the order in which it was taken."""
    return [frame.data for frame in run.frames if frame.event not in LIFECYCLE]


def record(path, complain) -> int:
    """Record what is not in a recording yet; return how many frames it held."""
    held = broken_off(path)
    recorder = Recorder(lambda: sw.Recording(title="Grüße"), complain)
    recorder.begin(path, (), append=bool(held))
    recorder.write(FRAMES[len(held) :])
    recorder.close()
    return len(held)


def test_a_recording_is_gone_on_with_wherever_a_crash_cut_it_off(tmp_path):
    path, complaints = tmp_path / "run.jsonl", []
    record(path, complaints.append)
    whole = path.read_bytes()

    for size in range(len(whole) + 1):
        path.write_bytes(whole[:size])
        held = record(path, complaints.append)

        assert recording.read(path) == sw.Recording(title="Grüße", frames=FRAMES), size
        assert held >= whole[:size].count(b"\n") - 1, size
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert complaints == []


@pytest.mark.parametrize("content", ['{"a":', "[", '{"format":"another"', '{"format":"sse_widgets",}\n'])
def test_what_only_looks_like_a_header_that_was_cut_off_is_left_as_it_is(tmp_path, content):
    path = tmp_path / "run.jsonl"
    path.write_text(content)

    with pytest.raises(sw.RecordingError):
        sw.Run().record(path)
    assert path.read_text() == content


def test_what_a_server_without_resumption_sends_once_more_after_a_crash_is_taken_once(tmp_path):
    cut_off(tmp_path / "run.jsonl")
    with serving(done(EVENTS + b"id: 3\ndata: [DONE]\n\n")) as server:
        run = sw.connect(server.url, record=tmp_path / "run.jsonl").wait(PATIENCE)

    assert texts(run) == ["one", "two", "[DONE]"]


def test_the_clock_goes_on_after_a_crash(tmp_path):
    """A replay waits for the time of each frame: were it to begin anew, all that followed would come at once."""
    path = tmp_path / "run.jsonl"
    cut_off(path)
    header, *lines = path.read_text().splitlines()
    later = [json.dumps(json.loads(line) | {"at": 100.0 + n}) for n, line in enumerate(lines)]
    path.write_text("\n".join([header, *later, ""]))
    with serving(done(b"id: 3\ndata: [DONE]\n\n")) as server:
        run = sw.connect(server.url, record=path).wait(PATIENCE)
        until(lambda: run.frames[-1].event == CLOSED)
    times = [frame.at for frame in run.frames]

    assert times[0] == 100.0
    assert all(earlier <= later for earlier, later in pairwise(times)), times


def test_an_id_that_the_server_took_back_is_not_gone_on_from(tmp_path):
    path = tmp_path / "run.jsonl"
    with serving(quiet(HEAD + b"id: 1\ndata: one\n\nid\ndata: two\n\n")) as server:
        run = sw.connect(server.url, record=path)
        until(lambda: texts(run) == ["one", "two"])
        crashed = path.read_bytes()
        run.stop()
    path.write_bytes(crashed)
    with serving(done(b"id: 3\ndata: [DONE]\n\n")) as server:
        sw.connect(server.url, record=path).wait(PATIENCE)

        assert server.requests[0].header("last-event-id") is None


def test_another_stream_is_recorded_to_a_file_of_its_own(tmp_path):
    path = tmp_path / "run.jsonl"
    with serving(quiet(HEAD + EVENTS)) as server, serving(done(b"id: 9\ndata: [DONE]\n\n")) as other:
        run = sw.connect(server.url, record=path)
        until(lambda: run.last_event_id == "2")
        run.switch(other.url)
        run.wait(PATIENCE)
        until(lambda: run.frames[-1].event == CLOSED)

    assert texts(sw.load(path)) == ["one", "two"]
    assert texts(sw.load(tmp_path / "run-2.jsonl")) == ["[DONE]"]
    assert "run-2.jsonl" in run.notes[0]


def test_a_cell_that_records_may_be_run_again_while_it_does(tmp_path, monkeypatch):
    places = iter([("cell", 1)] * 2 + [("cell", 2)] * 2)
    monkeypatch.setattr(cells, "_claims", {})
    monkeypatch.setattr(cells, "_present", lambda: next(places))
    with serving(quiet(HEAD + EVENTS), done(b"id: 3\ndata: [DONE]\n\n")) as server:
        first = sw.connect(server.url, record=tmp_path / "run.jsonl")
        until(lambda: first.last_event_id == "2")
        second = sw.connect(server.url, record=tmp_path / "run.jsonl").wait(PATIENCE)

    assert not first.active
    assert texts(second)[-1] == "[DONE]"
    assert texts(sw.load(tmp_path / "run.jsonl")) == ["one", "two"]


@pytest.mark.skipif(not hasattr(recording_writer, "flock"), reason="there are no such locks")
def test_a_drive_that_knows_no_locks_can_be_recorded_to(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(recording_writer, "flock", refuse)
    run = sw.Run()
    run.record(tmp_path / "run.jsonl")
    run.feed(*FRAMES)

    assert sw.load(tmp_path / "run.jsonl").frames == FRAMES
    run._recorder.close()
