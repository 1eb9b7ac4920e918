"""No token, cookie, header value or query is written anywhere, whatever a server does with it."""

import json
import logging
import traceback

import pytest

import sse_widgets as sw
from sse_widgets import background, faces
from sse_widgets.patches import document
from tests.transport.listening import FAST
from tests.transport.servers import CHUNKED, HEAD, cut, done, plain, quiet, serving
from tests.waiting import PATIENCE, until

TOKEN, COOKIE, KEY = "tok-Aq7Zx91mV", "cok-Bw8Yc82nU", "key-Dt1Pm44wQ"
QUERY, PASSWORD, POLL, OTHER = "qry-Ce9Xd73oT", "pwd-Ev2Qn55xR", "fbk-Gh2We33kL", "oth-Fy3Ro66zS"
LOCATION, SET = "loc-Jk4Lm77aB", "set-Np5Qr88cD"
SECRETS = (TOKEN, COOKIE, KEY, QUERY, PASSWORD, POLL, OTHER, LOCATION, SET)
ECHO = " ".join(SECRETS).encode()
"""What a careless server sends back."""
MARK = f"set-cookie: sid={SET}"
EVENT = b"id: 1\ndata: one\n\n"
LAST = b"id: 2\ndata: [DONE]\n\n"

ANSWERS = {
    "a whole stream": [done(EVENT + LAST)],
    "a stream that sets a cookie": [HEAD.replace(b"\r\n\r\n", f"\r\n{MARK}\r\n\r\n".encode()) + EVENT + LAST],
    "a token refused": [plain("401 No", ECHO, MARK)],
    "credentials forbidden": [plain("403 No", ECHO)],
    "a session expired": [plain("410 No", ECHO)],
    "a request refused": [plain("400 No", ECHO)],
    "a server in trouble": [plain("500 No", ECHO)],
    "a page in place of a stream": [plain("200 OK", ECHO, "content-type: text/html")],
    "text in place of a stream": [plain("200 OK", ECHO + b"\n", "content-type: text/plain")],
    "a strange packing": [plain("200 OK", ECHO, "content-type: text/event-stream", f"content-encoding: {TOKEN}")],
    "a broken wire": [cut(EVENT), done(LAST)],
    "a broken wire for good": [cut(b"data: one\n\n")],
    "no answer": [b""],
    "a stranger's protocol": [b"SSH-2.0-" + ECHO + b"\r\n"],
    "a redirect": [plain("307 There", ECHO, f"location: /there?key={LOCATION}", MARK), done(EVENT + LAST)],
    "a redirect to nowhere": [plain("302 There", ECHO, f"location: http://me:{LOCATION}@127.0.0.1:1/?k={LOCATION}")],
    "a redirect without end": [plain("302 There", ECHO, f"location: /again?key={LOCATION}")],
    "a redirect to no address": [plain("302 There", ECHO, f"location: mailto:{LOCATION}")],
}


@pytest.fixture
def written(caplog, tmp_path):
    """Return everything that a run leaves behind, as one text."""
    for name in ("", "httpx", "httpcore", "asyncio", "sse_widgets"):
        caplog.set_level(logging.DEBUG, name)
    console = []

    def all_of(run: sw.Run, *more: object) -> str:
        snapshot = run.model.get_state()
        told = [
            *(repr(run), repr(run.frames), repr(run.state), repr(run.document), repr(run.error), repr(run.notes)),
            json.dumps(document(run.document.state)),
            json.dumps(snapshot, default=repr),  # what is saved with the notebook
            *(faces.text(run.document), faces.html(run.document), faces.summary(run.document)),
            run.save(tmp_path / "saved.jsonl").read_text(),
            *(path.read_text() for path in tmp_path.glob("*.jsonl")),
            *(record.getMessage() for record in caplog.records),
            *(repr(record.args) for record in caplog.records if record.name != "httpcore.none"),
            *("".join(traceback.format_exception(*record.exc_info)) for record in caplog.records if record.exc_info),
            *console,
            *map(repr, more),
        ]
        return "\n".join(told)

    return all_of


def connect(server, **options):
    """Connect with a secret of every kind."""
    return sw.connect(
        server.url.replace("http://", f"http://me:{PASSWORD}@") + f"/run?key={QUERY}",
        retry=sw.Retry(attempts=2, base=0.001, cap=0.002, floor=0.0),
        **{"token": TOKEN, "cookies": {"sid": COOKIE}, "headers": {"X-Api-Key": KEY}, **options},
    )


def found(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("given", ["values", "callables"])
@pytest.mark.parametrize("case", ANSWERS)
def test_whatever_a_server_does_no_secret_is_written(written, tmp_path, case, given):
    options = {}
    if given == "callables":
        options = {"token": lambda: TOKEN, "cookies": lambda: {"sid": COOKIE}, "headers": lambda: {"X-Api-Key": KEY}}
    with serving(*ANSWERS[case]) as server:
        run = connect(server, record=tmp_path / "run.jsonl", **options).wait(PATIENCE)
        until(lambda: not run.document.stream.active)
        text = written(run, run._reading.source, run._reading.source.request)

    assert server.requests[0].header("authorization") == f"Bearer {TOKEN}".encode()
    assert found(text) == []
    assert "127.0.0.1" in text


def test_a_switch_takes_no_secret_with_it_into_the_light(written, tmp_path):
    with serving(quiet(HEAD + EVENT)) as first, serving(done(EVENT + LAST), plain("401 No", ECHO)) as second:
        run = connect(first, record=tmp_path / "run.jsonl")
        until(lambda: run.last_event_id == "1")
        run.switch(f"{second.url}/other?key={OTHER}")
        run.wait(PATIENCE)
        run.reconnect()
        until(lambda: not run.document.stream.active and run.connection == "failed")

        assert found(written(run)) == []


@pytest.mark.parametrize(
    "answer",
    [
        plain("200 OK", b'{"events": [{"id": "1", "data": "[DONE]"}], "done": true}'),
        plain("401 No", ECHO),
        plain("500 No", ECHO),
        plain("200 OK", ECHO),
        plain("302 There", ECHO, f"location: http://127.0.0.1:1/?key={LOCATION}"),
    ],
)
def test_no_secret_of_a_poll_is_written(written, tmp_path, answer):
    with serving(plain("503 No", ECHO)) as server, serving(answer) as polled:
        fallback = polled.url.replace("http://", f"http://me:{PASSWORD}@") + f"/poll?key={POLL}"
        run = connect(server, record=tmp_path / "run.jsonl", fallback=fallback).wait(PATIENCE)
        until(lambda: not run.document.stream.active)

        assert found(written(run)) == []


@pytest.mark.parametrize("name", ["token", "headers", "cookies", "url", "fallback"])
def test_an_address_in_the_error_of_a_callable_loses_its_secrets(written, tmp_path, name):
    """Whoever asks another server for a token gets its whole address in the text of the error."""

    def fails(*_):
        raise OSError(f"401 Unauthorized for url 'https://me:{PASSWORD}@auth.test/token?key={OTHER}'")

    with serving(plain("503 No")) as server:
        if name == "url":
            run = sw.connect(fails, token=TOKEN, retry=FAST, record=tmp_path / "run.jsonl")
        else:
            run = connect(server, record=tmp_path / "run.jsonl", **{name: fails})
        run.wait(PATIENCE)
        until(lambda: not run.document.stream.active)
        text = written(run)

    assert found(text) == []
    assert "https://auth.test/token" in text


def test_a_server_that_sends_a_secret_back_does_not_get_it_recorded(tmp_path):
    path = tmp_path / "run.jsonl"
    with serving(done(f"id: 1\ndata: your token is {TOKEN}\n\n".encode() + LAST)) as server:
        run = connect(server, record=path).wait(PATIENCE)
        until(lambda: not run.document.stream.active)

    assert found(path.read_text()) == []
    with pytest.raises(sw.RecordingError) as refused:
        run.save(tmp_path / "saved.jsonl")
    assert found(str(refused.value) + repr(run.notes)) == []


def test_the_log_of_others_is_left_alone(caplog):
    """Only what is asked on our behalf is shortened."""
    import httpx

    caplog.set_level(logging.INFO, "httpx")

    async def ask() -> None:
        async with httpx.AsyncClient() as client:
            await client.get(f"{server.url}/?key={OTHER}")

    with serving(done(LAST)) as server:
        connect(server).wait(PATIENCE)
        background.submit(ask()).result(PATIENCE)

    assert OTHER in caplog.text
    assert QUERY not in caplog.text


def test_a_stream_over_chunks_leaves_no_header_in_the_log_of_the_wire(caplog):
    for name in ("httpcore", "httpcore.http11"):
        caplog.set_level(logging.DEBUG, name)
    with serving(CHUNKED.replace(b"\r\n\r\n", f"\r\n{MARK}\r\n\r\n".encode()) + b"3\r\n:a\n\r\n0\r\n\r\n") as server:
        connect(server).wait(PATIENCE)

    assert "connect_tcp" in caplog.text
    assert SET not in caplog.text
