"""Recordings: what is written is read again, what is damaged is told, and no secret gets in."""

import json
import os
import stat
from dataclasses import replace
from importlib import resources
from pathlib import Path

import duckdb
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.errors import RecordingError, SSEWidgetsError
from sse_widgets.frame import CLOSED, COMMENT, GAP, OPENED, Frame
from sse_widgets.recording import Recording, Writer, find, read, shipped, write
from sse_widgets.redact import Secrets, redact_url

HEADER = '{"format":"sse_widgets","version":1}'
TEXTS = (
    st.text() | st.text(st.characters(categories=["Cc", "Zl", "Zp"])) | st.sampled_from(["\u2028", "\ud800", "\r\n"])
)
FRAMES = st.builds(
    Frame,
    event=TEXTS,
    data=TEXTS,
    id=TEXTS,
    retry=st.none() | st.integers(0, 10**12),
    at=st.floats(0, 1e9),
)
DEMO = Recording(
    title="A demo",
    dialect="plain",
    url="http://localhost:8000/run",
    method="POST",
    status=200,
    headers={"content-type": "text/event-stream"},
    started="2026-01-01T00:00:00Z",
    frames=(Frame(OPENED, "{}"), Frame(data="a", id="1", at=0.5), Frame("x", "b", "1", 250, 1.0)),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def refused(path: Path, *parts: str) -> RecordingError:
    """Return the error that reading `path` ends with, once it says all of `parts`."""
    with pytest.raises(RecordingError) as caught:
        read(path)
    for part in (str(path), *parts):
        assert part in str(caught.value)
    return caught.value


def test_a_recording_is_read_as_it_was_written(path):
    write(path, DEMO)

    assert read(path) == DEMO


@given(st.lists(FRAMES, max_size=20))
def test_frames_survive_the_disk(tmp_path_factory, frames):
    path = tmp_path_factory.mktemp("any") / "run.jsonl"
    write(path, Recording(frames=tuple(frames)))

    assert read(path).frames == tuple(frames)


def test_every_line_has_every_column(path):
    write(path, Recording(frames=(Frame(data="a"),)))

    assert path.read_text().splitlines()[1] == '{"at":0.0,"event":"message","data":"a","id":"","retry":null}'


def test_lines_without_what_is_usual_are_read_too(path):
    path.write_text('{"format":"sse_widgets","version":1}\n{"at":0.5,"data":"a"}\n')

    assert list(read(path).frames) == [Frame(data="a", at=0.5)]


@pytest.mark.parametrize("first", [0, 30_000], ids=["at once", "late"])
def test_duckdb_and_polars_read_recordings_as_they_are_whenever_a_column_is_filled(tmp_path, first):
    """They guess the type of a column from the first lines."""
    frames = [Frame(data=f"{n}", id="7" if n > first else "", at=n / 10) for n in range(first + 3)]
    frames[-1] = frames[-1]._replace(retry=3000, event="last")
    for name in ("one", "two"):
        write(tmp_path / f"{name}.jsonl", replace(DEMO, frames=tuple(frames)))
    files = str(tmp_path / "*.jsonl")
    ask = (
        f"""select count(*), max("at"), max(retry), count(distinct data) from read_json('{files}') where event <> ''"""
    )

    assert duckdb.sql(ask).fetchall() == [(2 * len(frames), frames[-1].at, 3000, len(frames))]
    rows = polars.read_ndjson(tmp_path / "one.jsonl").filter(polars.col("event") != "")
    assert (len(rows), rows["retry"][-1], rows["event"][-1], rows["id"][-1]) == (len(frames), 3000, "last", "7")
    assert rows["at"].dtype == polars.Float64


def test_a_recording_is_for_its_owner_only_and_replaces_the_old_one_at_once(path):
    write(path, DEMO)
    write(path, replace(DEMO, title="Another"))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read(path).title == "Another"
    assert os.listdir(path.parent) == [path.name]


def test_what_is_not_safe_to_keep_is_not_written(path):
    headers = {"Content-Type": "text/event-stream", "Set-Cookie": "session=hush", "X-Api-Key": "hush"}
    write(path, replace(DEMO, url="https://me:hush@example.org:8443/run?token=hush#hush", headers=headers))

    assert "hush" not in path.read_text()
    assert read(path).url == "https://example.org:8443/run"
    assert read(path).headers == {"content-type": "text/event-stream"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:8000/a/b?c=d", "http://localhost:8000/a/b"),
        ("https://user:pass@example.org/", "https://example.org/"),
        ("http://[::1]:90/x", "http://[::1]:90/x"),
        ("/only/a/path?q=1", "/only/a/path"),
        ("http://[broken", ""),
        ("http://host:notaport/x", ""),
    ],
)
def test_a_url_keeps_scheme_host_port_and_path(url, expected):
    assert redact_url(url) == expected


SECRET = 'p"s\\s/wörd'


@pytest.mark.parametrize(
    "frame",
    [
        Frame(data=f"it is {SECRET}"),
        Frame(data=json.dumps({"token": SECRET})),
        Frame(data=json.dumps({"token": SECRET}, ensure_ascii=False)),
        Frame(data="http://x/?token=p%22s%5Cs%2Fw%C3%B6rd"),
        Frame(id=SECRET),
        Frame(event=SECRET),
    ],
)
def test_a_secret_is_refused_and_not_shown(path, frame):
    with pytest.raises(RecordingError, match="frame 1") as caught:
        write(path, Recording(frames=(frame,)), secrets=[SECRET])

    assert "wörd" not in str(caught.value)
    assert "wörd" not in repr(Secrets([SECRET]))
    assert not path.exists()


def test_a_secret_in_the_header_is_refused(path):
    with pytest.raises(RecordingError, match="header"):
        Writer(path, Recording(title=f"with {SECRET}"), secrets=["", SECRET])

    assert not path.exists()


def test_a_writer_leaves_out_the_frame_with_the_secret_and_goes_on(path):
    with Writer(path, DEMO, secrets=["hush"]) as writer:
        with pytest.raises(RecordingError, match="frame 1"):
            writer.write(Frame(data="hush"))
        writer.write(Frame(data="b"))

    assert read(path).frames == (Frame(data="b"),)


def test_a_recording_can_be_read_while_it_is_written(path):
    with Writer(path, DEMO) as writer:
        for n, frame in enumerate(DEMO.frames, 1):
            writer.write(frame)

            assert read(path).frames == DEMO.frames[:n]
    assert repr(writer) == f"Writer({str(path)!r})"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_writer_replaces_a_recording_unless_told_to_go_on(path):
    write(path, DEMO)
    with Writer(path, Recording(title="New")) as writer:
        writer.write(Frame(data="a"))
    with Writer(path, append=True) as writer:
        writer.write(Frame(data="b"))

    assert read(path) == Recording(title="New", frames=(Frame(data="a"), Frame(data="b")))


@pytest.mark.parametrize(("tail", "kept"), [('{"at":0.0,"da', 0), ('{"at":0.0,"data":"c"}', 1)])
def test_going_on_after_a_crash_mends_the_last_line(path, tail, kept):
    path.write_text(f"{HEADER}\n{tail}")
    with Writer(path, append=True) as writer:
        writer.write(Frame(data="d"))

    assert read(path).frames == (Frame(data="c"),) * kept + (Frame(data="d"),)
    assert read(path).damage == ()


def test_going_on_with_a_header_that_has_no_line_end(path):
    path.write_text(HEADER)
    with Writer(path, append=True) as writer:
        writer.write(Frame(data="d"))

    assert read(path).frames == (Frame(data="d"),)


def test_going_on_with_nothing_is_a_new_recording(path):
    with Writer(path, DEMO, append=True) as writer:
        writer.write(Frame(data="d"))

    assert read(path).title == "A demo"


@pytest.mark.parametrize("content", ["print('mine')\n", '{"format":"sse_widgets","version":2}\n', "data: a\n\n"])
def test_a_file_that_is_no_recording_is_not_overwritten(path, content):
    path.write_text(content)

    for attempt in (Writer, write):
        with pytest.raises(RecordingError, match="Choose another name"):
            attempt(path, DEMO)
    assert path.read_text() == content


def test_an_empty_file_may_be_overwritten(path):
    path.touch()
    write(path, DEMO)

    assert read(path) == DEMO


def test_where_nothing_can_be_written_the_error_says_why(tmp_path):
    for attempt in (Writer, write):
        with pytest.raises(RecordingError, match="create it first"):
            attempt(tmp_path / "missing" / "run.jsonl", DEMO)
        with pytest.raises(RecordingError, match="is a folder"):
            attempt(tmp_path, DEMO)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(path, monkeypatch):
    write(path, DEMO)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(RecordingError, match="No space left on device"):
        write(path, Recording())

    assert read(path) == DEMO
    assert os.listdir(path.parent) == [path.name]


def test_a_time_that_is_no_number_cannot_be_written(path):
    with pytest.raises(RecordingError, match="frame 1 cannot be written"):
        write(path, Recording(frames=(Frame(at=float("nan")),)))


def test_lines_end_with_lf_only(path):
    """U+2028 and its like are legal in JSON and no end of a line."""
    path.write_text(HEADER + '\n{"data":"a\u2028b\u0085c"}\n\n', encoding="utf-8")

    assert read(path).frames == (Frame(data="a\u2028b\u0085c"),)


def test_a_last_line_that_was_cut_off_costs_only_itself(path):
    path.write_text(HEADER + '\n{"data":"a"}\n{"data":"b')
    recording = read(path)

    assert recording.frames == (Frame(data="a"),)
    assert recording.damage == ("line 3 was cut off and is left out",)


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no frame"),
        ('{"data":1}', "'data' must be a string"),
        ('{"retry":"1"}', "'retry' must be"),
        ('{"retry":true}', "'retry' must be"),
        ('{"at":"now"}', "'at' must be"),
        ('{"at":NaN}', "'at' must be"),
        ('{"at":1' + "0" * 400 + "}", "'at' must be"),
        ('{"at":1' + "0" * 5000 + "}", "is not JSON"),
    ],
)
def test_a_broken_line_in_the_middle_is_an_error_with_its_number(path, line, fact):
    path.write_text(f'{HEADER}\n{{"data":"a"}}\n{line}\n{{"data":"b"}}\n')
    error = refused(path, "line 3", fact, "mend or delete")

    assert (error.path, error.line) == (str(path), 3)


def test_a_line_in_another_encoding_is_told_of(path):
    path.write_bytes(f'{HEADER}\n{{"data":"\xe9"}}\n{{}}\n'.encode("latin-1"))

    refused(path, "line 2", "is not UTF-8")


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b'{"format": "acme"}\n', "but no recording"),
        (b'{"at": 0.1, "data": "x"}\n', "but no recording"),
        (b'{\n "hello": 1}\n', "but no recording"),
        (b'{"format":"sse_widgets","version":2}\n', "has version 2, this can read 1; install a newer sse_widgets"),
        (b'{"format":"sse_widgets","version":0}\n', "has version 0, this can read 1; mend the header"),
        (b'{"format":"sse_widgets","version":1,"tit', "the header was cut off"),
        (b'{"format":"sse_widgets","version":1,"rules":"[]"}\n', "'rules' in the header"),
        (b'{"format":"sse_widgets","version":1,"rules":"{"}\n', "'rules' in the header"),
        (b'{"format":"sse_widgets","version":1,"rules":{}}\n', "'rules' in the header"),
        (b"\x1f\x8b\x08rest", "it is compressed: unpack it first"),
        ("data: x\n\n".encode("utf-16"), "it is UTF-16: save it as UTF-8"),
        (b'{"format":"sse_widgets","version":1,"title":3}\n', "'title' in the header"),
        (b'{"format":"sse_widgets","version":1,"headers":{"a":1}}\n', "'headers' in the header"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither a recording nor a captured stream"),
        (b"Dear diary,\n\ntoday\n", "neither a recording nor a captured stream"),
        (b"data: cut o", "neither a recording nor a captured stream"),
    ],
)
def test_a_file_that_is_no_recording_is_refused(path, content, fact):
    path.write_bytes(content)

    refused(path, fact)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    refused(tmp_path / "run.jsonl", "there is no such file")
    refused(tmp_path, "is a folder")
    write(tmp_path / "demo.jsonl", DEMO)
    refused(tmp_path / "demo.json", "did you mean 'demo.jsonl'?")


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    with pytest.raises(RecordingError, match="cannot be read: File name too long"):
        find(tmp_path / ("a" * 5000))
    with pytest.raises(RecordingError, match="has a NUL in its name"):
        write("a\0b", DEMO)


def test_a_file_that_may_not_be_read_is_refused(path, monkeypatch):
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path.touch()
    monkeypatch.setattr(Path, "read_bytes", refuse)

    refused(path, "cannot be read: Permission denied")


def test_a_raw_capture_is_a_recording_too(tmp_path):
    """The name does not matter; bytes have no times, so frames are spaced evenly."""
    path = tmp_path / "stream.txt"
    path.write_bytes(b"\xef\xbb\xbfdata: a\r\n\r\n: ping\r\n\r\nevent: x\r\nid: 1\r\ndata: b\r\n\r\ndata: cut")
    recording = read(path)

    assert [frame.event for frame in recording.frames] == [OPENED, "message", COMMENT, "x", GAP, CLOSED]
    assert [frame.at for frame in recording.frames] == [0.0, 0.02, 0.04, 0.06, 0.08, 0.1]
    assert "9 bytes of it were left out" in recording.frames[4].data
    assert recording.title == "stream"
    assert recording.headers == {}


def test_the_headers_beside_a_capture_are_read(tmp_path):
    """After a redirect there are two heads; the last one is that of the stream."""
    path = tmp_path / "stream.sse"
    path.write_bytes(b"data: a\n\n")
    first = "HTTP/1.1 302 Found\r\nServer: first\r\n\r\n"
    last = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Key: hush\r\n"
    (tmp_path / "stream.headers").write_text(first + last)
    recording = read(path)

    assert (recording.status, recording.headers) == (200, {"content-type": "text/event-stream"})
    assert recording.frames[0].data == '{"status":200}'


def test_shipped_recordings_are_found_by_name(tmp_path, monkeypatch):
    folder = tmp_path / "recordings"
    folder.mkdir()
    write(folder / "demo.jsonl", DEMO)
    (folder / "raw.sse").write_bytes(b"data: a\n\n")
    (folder / "notes.txt").touch()
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)

    assert shipped() == ["demo", "raw"]
    assert find("demo") == find("demo.jsonl") == folder / "demo.jsonl"
    with pytest.raises(SSEWidgetsError, match="did you mean 'demo'"):
        find("dmo")


def test_without_shipped_recordings_the_error_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)

    assert shipped() == []
    with pytest.raises(RecordingError, match="no recordings are here"):
        find(tmp_path / "demo.jsonl")


def test_a_path_that_exists_is_found_as_it_is(path):
    write(path, DEMO)

    assert find(path) == find(str(path)) == path
    with pytest.raises(RecordingError, match=r"did you mean .*run\.jsonl"):
        find(path.with_name("rum.jsonl"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("body.json", b'{\n "hello": 1\n}\n', ['{\n "hello": 1\n}']),
        ("body.json", b'[{"a": 1}, {"b": 2}]', ['{"a": 1}', '{"b": 2}']),
        ("lines.ndjson", b'{"a": 1}\n{"b": 2}\n', ['{"a": 1}', '{"b": 2}']),
        ("lines.jsonl", b'{"a": 1}\n{"b": 2}', ['{"a": 1}', '{"b": 2}']),
        ("answer.sse", b'{"error": {"message": "no"}}', ['{"error": {"message": "no"}}']),
    ],
)
def test_raw_json_is_a_capture_too(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    frames = read(path).frames

    assert [frame.data for frame in frames[1:-1]] == said
    assert [frames[0].event, frames[-1].event] == [OPENED, CLOSED]
