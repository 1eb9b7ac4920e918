"""An answer that is JSON and no stream is read all the same, and never asked for twice."""

import json
from typing import Any

import pytest

import sse_widgets as sw
from tests.transport.servers import plain, serving
from tests.waiting import PATIENCE

PIECES: list[dict[str, Any]] = [
    {"model": "m", "message": {"role": "assistant", "content": "Hel"}, "done": False},
    {"model": "m", "message": {"role": "assistant", "content": "lo"}, "done": False},
    {"model": "m", "message": {"content": ""}, "done": True, "done_reason": "stop", "eval_count": 2},
]
LINES = "\n".join(map(json.dumps, PIECES)).encode()


def ended(url: str, **options: Any) -> sw.Run:
    run = sw.connect(url, **options)
    run.wait(PATIENCE)
    return run


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-ndjson", LINES),
        ("application/jsonl; charset=utf-8", LINES + b"\n"),
        ("application/json", json.dumps(PIECES, indent=2).encode()),
        ("application/json", LINES),
        ("text/plain", LINES),
        ("text/plain", json.dumps(PIECES, indent=2).encode()),
    ],
)
def test_json_is_read_in_every_layout(kind: str, body: bytes):
    with serving(plain("200 OK", body, f"content-type: {kind}")) as server:
        run = ended(server.url)

    assert (run.dialect, run.status, run.messages[0].text) == ("ollama", "completed", "Hello")
    assert run.usage.output_tokens == 2
    assert run.connection == "closed"


def test_one_document_is_one_frame_and_says_that_it_was_no_stream():
    with serving(plain("200 OK", b'{"hello": "world"}', "content-type: application/json")) as server:
        run = ended(server.url)

    assert len(server.requests) == 1
    assert (run.dialect, run.messages[0].text) == ("plain", '{"hello": "world"}\n')
    assert "answered with JSON and not with a stream" in run.notes[0]


def test_json_that_breaks_off_is_told_and_not_asked_for_again():
    with serving(plain("200 OK", LINES[:-5], "content-type: application/x-ndjson")) as server:
        run = ended(server.url)

    assert len(server.requests) == 1
    assert (run.status, run.messages[0].text) == ("incomplete", "Hello")
    assert "were left out" in run.state.errors[0].message


def test_a_browser_would_refuse_json_and_so_does_the_mode_that_follows_browsers():
    with serving(plain("200 OK", LINES, "content-type: application/x-ndjson")) as server:
        run = ended(server.url, mode="spec")

    assert run.error is not None
    assert run.error.kind == "not_a_stream"
