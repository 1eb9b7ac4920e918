"""The command line: what each command prints, and the code it exits with."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import sse_widgets as sw
from sse_widgets import dialects
from sse_widgets.cli import main
from sse_widgets.mock import MockServer
from tests.transport.servers import HEAD, cut, done, plain, quiet, serving
from tests.waiting import PATIENCE, until

COMMANDS = ("demo", "record", "replay", "serve", "broadcast", "inspect", "dialects")


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit code, stdout and stderr."""
    try:
        code = main(arguments)
    except SystemExit as error:
        code = error.code
    said = capsys.readouterr()
    return code, said.out, said.err


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-m", "sse_widgets.cli", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(capsys, command):
    code, out, _ = ran(capsys, command, "--help")

    assert code == 0
    assert f"example: sse-widgets {command}" in out
    assert len(out.splitlines()) > 5


def test_the_help_lists_every_command(capsys):
    code, out, _ = ran(capsys, "--help")

    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if line[:4].isspace() and line[4:5].isalpha()] == list(
        COMMANDS
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "command"),
        (["erase"], "invalid choice: 'erase'"),
        (["record", "http://x"], "-o/--output"),
        (["replay", "question_routing", "--speed", "fast"], "'fast'"),
        (["replay", "question_routing", "--speed", "0"], "speed must be more than 0"),
        (["record", "http://127.0.0.1:1", "-o", "OUT", "--header", "wrong"], "a header is written 'Name: value'"),
        (["record", "http://127.0.0.1:1", "-o", "OUT", "--json", "{wrong"], "JSON"),
    ],
)
def test_wrong_usage_exits_with_2_and_one_sentence(capsys, tmp_path, arguments, said):
    arguments = [str(tmp_path / "out.jsonl") if each == "OUT" else each for each in arguments]
    code, out, err = ran(capsys, *arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert "sse-widgets: " in err
    assert "_speed" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["demo", "replay", "serve", "inspect"])
def test_a_recording_that_is_not_there_exits_with_1_and_a_suggestion(capsys, command):
    code, out, err = ran(capsys, command, "question_rooting")

    assert (code, out) == (1, "")
    assert "did you mean 'question_routing'" in err


def test_demo_serves_and_follows(capsys):
    code, out, err = ran(capsys, "demo", "question_routing", "--speed", "instant")

    assert code == 0
    assert out.startswith("question_routing: ✓ completed")
    assert "http://127.0.0.1:" in err


@pytest.mark.parametrize("name", sw.recordings())
def test_replay_prints_the_run(capsys, name):
    code, out, err = ran(capsys, "replay", name, "--speed", "instant")

    assert (code, err) == (0, "")
    assert "✓ completed" in out.splitlines()[0]


@pytest.mark.parametrize("name", sw.recordings())
def test_inspect_prints_the_state_as_json(capsys, name):
    code, out, err = ran(capsys, "inspect", name)
    state = json.loads(out)

    assert code == 0
    assert len(err.splitlines()) == len(state["errors"])
    assert state["dialect"] == sw.load(name).dialect
    assert state["status"] == "completed"


def test_inspect_stops_where_it_is_told(capsys):
    _, out, _ = ran(capsys, "inspect", "question_routing", "--at", "3")

    assert json.loads(out)["status"] == "running"
    code, out, err = ran(capsys, "inspect", "question_routing", "--at", "99999")
    assert (code, out) == (1, "")
    assert "there is no frame 99999" in err


def test_inspect_exits_with_1_if_a_frame_was_not_understood(capsys, tmp_path):
    path = tmp_path / "odd.sse"
    path.write_text('event: message_token\ndata: {"messageId": []}\n\nevent: message_token\ndata: {wrong\n\n')
    code, out, err = ran(capsys, "inspect", str(path), "--dialect", "agent_network")

    assert code == 1
    assert json.loads(out)["counters"]["unreadable"] == 2
    assert "cannot be read" in err


def test_inspect_reads_as_another_dialect(capsys):
    code, out, _ = ran(capsys, "inspect", "question_routing", "--dialect", "plain")

    assert (code, json.loads(out)["dialect"]) == (0, "plain")
    code, out, err = ran(capsys, "inspect", "question_routing", "--dialect", "plane")
    assert (code, out) == (1, "")
    assert "did you mean 'plain'" in err


@pytest.mark.skipif(os.name == "nt", reason="there is no such pipe there")
def test_a_reader_that_has_enough_is_no_error():
    with started("inspect", "support_answer") as process:
        process.stdout.close()
        err = process.stderr.read()

        assert (process.wait(PATIENCE), err) == (0, "")


def test_dialects_lists_them_all(capsys):
    code, out, _ = ran(capsys, "dialects")

    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == dialects.names()
    assert {"ag_ui", "agent_network", "ollama", "plain"} <= set(dialects.names())
    assert all(len(line.split()) > 3 for line in out.splitlines())


def test_record_writes_what_came_and_sends_what_it_was_given(capsys, tmp_path):
    path = tmp_path / "run.jsonl"
    with serving(done(b"data: hi\n\ndata: [DONE]\n\n")) as server:
        code, out, _ = ran(
            capsys, "record", f"{server.url}/agent?key=hush", "-o", str(path), "--token", "tok-12345678",
            "--header", "X-Key:  key-12345678 ", "--json", '{"ask": "why"}', "--dialect", "plain",
        )  # fmt: skip
    asked = server.requests[0]

    assert code == 0
    assert "hi" in out
    assert asked.head.startswith(b"POST /agent?key=hush ")
    assert json.loads(asked.body) == {"ask": "why"}
    assert asked.header("authorization") == b"Bearer tok-12345678"
    assert asked.header("x-key") == b"key-12345678"
    assert [frame.data for frame in sw.load(path).frames if frame.event == "message"] == ["hi", "[DONE]"]
    assert not any(secret in path.read_text() + out for secret in ("hush", "tok-1234", "key-1234"))


def test_a_stream_that_fails_exits_with_1(capsys, tmp_path):
    with serving(plain("404 Not Found")) as server:
        code, out, _ = ran(capsys, "record", f"{server.url}/agent", "-o", str(tmp_path / "run.jsonl"))

    assert code == 1
    assert "HTTP 404" in out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (cut(b"data: hi\n\n"), "broke off"),
        (done(b'data: {"type":"RUN_STARTED","threadId":"t","runId":"r"}\n\n'), "did not come to its end"),
        (done(b""), "the server ended the stream"),
    ],
)
def test_a_stream_that_breaks_off_midway_exits_with_1_and_a_sentence(capsys, tmp_path, answer, said):
    path = tmp_path / "run.jsonl"
    with serving(answer) as server:
        code, _, err = ran(capsys, "record", f"{server.url}/agent", "-o", str(path))

    assert code == 1
    assert said in err
    assert sw.load(path).frames[-1].event == "@closed"


def test_what_a_person_should_know_of_a_recording_is_said(capsys, tmp_path):
    whole = sw.load("question_routing")
    path = tmp_path / "cut.jsonl"
    path.write_bytes(whole.save(tmp_path / "whole.jsonl").read_bytes()[:-10])
    code, _, err = ran(capsys, "replay", str(path), "--speed", "instant")

    assert code == 0
    assert "was cut off and is left out" in err
    assert "stops before the stream did" in err


def test_record_does_not_write_over_what_is_no_recording(capsys, tmp_path):
    path = tmp_path / "thesis.txt"
    path.write_text("years of work")
    code, _, err = ran(capsys, "record", "http://127.0.0.1:1", "-o", str(path))

    assert code == 1
    assert str(path) in err
    assert path.read_text() == "years of work"


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals there")
def test_ctrl_c_ends_record_with_a_file_that_can_be_read(tmp_path):
    path = tmp_path / "run.jsonl"
    with (
        serving(quiet(HEAD + b"id: 1\ndata: one\n\n")) as server,
        started("record", server.url, "-o", str(path)) as process,
    ):
        until(lambda: path.exists() and '"one"' in path.read_text(), 20)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    run = sw.load(path)

    assert "Traceback" not in err
    assert process.returncode == 0
    assert "incomplete" in out
    assert [frame.event for frame in run.frames] == ["@opened", "message", "@closed"]


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals there")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_serve_serves_until_it_is_told_to_stop(number, code):
    with started("serve", "question_routing", "--speed", "instant", "--token", "tok-12345678") as process:
        url = process.stdout.readline().strip()
        run = sw.connect(url, token="tok-12345678").wait(PATIENCE)
        refused = sw.connect(url).wait(PATIENCE)
        process.send_signal(number)
        _, err = process.communicate(timeout=PATIENCE)

    assert (run.status, refused.error.kind) == ("completed", "auth")
    assert (process.returncode, err) == (code, "")


def test_a_port_that_is_taken_is_said_in_a_sentence(capsys):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        code, out, err = ran(capsys, "serve", "question_routing", "--port", str(held.getsockname()[1]))

    assert (code, out) == (1, "")
    assert "sse-widgets: " in err
    assert "in use" in err


def test_the_mock_server_of_a_test_is_the_one_of_the_command():
    with MockServer("question_routing") as server:
        assert server.url.startswith("http://127.0.0.1:")
