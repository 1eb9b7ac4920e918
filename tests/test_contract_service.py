"""The contract service, driven by a small harness of our own."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from tests.contract_service import CAPABILITIES, Service
from tests.transport.servers import CHUNKED, HEAD, Server, cut, done, plain, quiet, serving
from tests.waiting import until


class Harness:
    """A service under test, and the server that it reports to."""

    def __init__(self, service: str, callback: Server) -> None:
        self.service = service
        self.http = httpx.Client(base_url=service, trust_env=False, timeout=10)
        self.callback = callback

    def read(self, url: str, **more: object) -> str:
        """Let a client read a stream; return its address."""
        answer = self.http.post("/", json={"streamUrl": url, "callbackUrl": f"{self.callback.url}/told", **more})
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    @property
    def told(self) -> list[dict]:
        """What the client reported, in order."""
        reports = list(self.callback.requests)
        assert [asked.target for asked in reports] == [f"/told/{n}" for n in range(1, len(reports) + 1)]
        return [json.loads(asked.body) for asked in reports]

    def events(self, count: int) -> list[dict]:
        """Wait for so many events."""
        return until(
            lambda: (found := [it["event"] for it in self.told if it["kind"] == "event"])[count - 1 :] and found
        )


@pytest.fixture
def harness() -> Iterator[Harness]:
    with Service(0) as service, serving(plain("200 OK")) as callback:
        thread = threading.Thread(target=service.serve_forever, args=(0.01,))
        thread.start()
        harness = Harness(f"http://127.0.0.1:{service.server_port}", callback)
        with harness.http:
            yield harness
            with suppress(httpx.TransportError):  # it may have been told already
                harness.http.delete("/")
        thread.join(10)
        assert not thread.is_alive()


@contextmanager
def streaming(*answers: object) -> Iterator[Server]:
    """Serve streams, the last of which stays open."""
    with serving(*answers, quiet(HEAD)) as server:
        yield server


ONE = b"data: one\n\n"


def test_it_says_what_it_can(harness):
    answer = harness.http.get("/")

    assert answer.status_code == 200
    assert answer.json()["capabilities"] == CAPABILITIES


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"streamUrl": "http://x"}',
        b'{"streamUrl": 7, "callbackUrl": "http://x"}',
        b'{"streamUrl": "http://x", "callbackUrl": "http://x", "initialDelayMs": "soon"}',
    ],
)
def test_it_refuses_what_makes_no_sense(harness, asked):
    assert harness.http.post("/", content=asked).status_code == 400


def test_events_are_reported_in_order(harness):
    body = b"id: 1\nevent: a\ndata: one\ndata: more\n\ndata: two\n\nevent: @x\ndata:\n\n"
    with streaming(quiet(HEAD + body)) as server:
        harness.read(server.url)
        events = harness.events(3)

    assert events == [
        {"type": "a", "data": "one\nmore", "id": "1"},
        {"type": "message", "data": "two", "id": "1"},
        {"type": "@x", "data": "", "id": "1"},
    ]


def test_it_asks_as_browsers_do(harness):
    with streaming(quiet(HEAD + ONE)) as server:
        harness.read(server.url)
        harness.events(1)
    asked = server.requests[0]

    assert asked.head.startswith(b"GET / HTTP/1.1")
    assert asked.header("accept") == b"text/event-stream"
    assert asked.header("cache-control") == b"no-cache"
    assert asked.header("last-event-id") is None


def test_comments_are_reported_at_once(harness):
    with streaming(quiet(HEAD + b":one\n: two\n")) as server:
        harness.read(server.url)
        told = until(lambda: harness.told[1:] and harness.told)

    assert told == [{"kind": "comment", "comment": "one"}, {"kind": "comment", "comment": "two"}]


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_marks_and_line_ends_of_every_kind_are_read(harness, start, end):
    body = start + b"data: one" + end + b"data: two" + end + end

    async def in_bytes(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for n in range(len(body)):
            writer.write(body[n : n + 1])
            await writer.drain()
        await asyncio.Event().wait()

    with streaming(in_bytes) as server:
        harness.read(server.url)
        events = harness.events(1)

    assert events == [{"type": "message", "data": "one\ntwo", "id": ""}]


def test_one_line_of_fourteen_megabytes_is_read(harness):
    line = b"x" * 13_980_000
    with streaming(quiet(HEAD + b"data: " + line + b"\n\n")) as server:
        harness.read(server.url)
        events = harness.events(1)

    assert events[0]["data"] == line.decode()


@pytest.mark.parametrize("method", ["POST", "REPORT"])
def test_a_body_is_sent_and_sent_again(harness, method):
    with streaming(done(b"id: 1\n" + ONE)) as server:
        harness.read(
            server.url,
            method=method,
            body='{"ask": "why"}',
            headers={"content-type": "application/json", "X-Own": "yes"},
            initialDelayMs=1,
        )
        until(lambda: len(server.requests) == 2)

    for asked in server.requests:
        assert asked.head.split(b" ")[0] == method.encode()
        assert asked.body == b'{"ask": "why"}'
        assert asked.header("content-type") == b"application/json"
        assert asked.header("x-own") == b"yes"
    assert server.requests[1].header("last-event-id") == b"1"


def test_the_place_to_begin_is_asked_for(harness):
    with streaming() as server:
        harness.read(server.url, lastEventId="abc")
        until(lambda: server.requests)

    assert server.requests[0].header("last-event-id") == b"abc"


def ids(server: Server) -> list[bytes | None]:
    return [asked.header("last-event-id") for asked in server.requests]


def test_restart_opens_another_connection_from_the_last_id(harness):
    with streaming(quiet(HEAD + b"id: 1\n" + ONE), quiet(HEAD + ONE)) as server:
        client = harness.read(server.url)
        harness.events(1)
        assert harness.http.post(client, json={"command": "restart"}).is_success
        harness.events(2)
        assert harness.http.post(client, json={"command": "restart"}).is_success
        until(lambda: len(server.requests) == 3)

    assert ids(server) == [None, b"1", b"1"]


def test_an_id_that_is_reset_is_not_sent(harness):
    with streaming(done(b"id: 1\n" + ONE), done(b"id\n" + ONE)) as server:
        harness.read(server.url, initialDelayMs=1)
        until(lambda: len(server.requests) == 3)

    assert ids(server) == [None, b"1", None]


def test_an_event_that_was_cut_off_is_not_reported(harness):
    with streaming(cut(b"id: 1\ndata: one\n\nid: 2\ndata: tw"), quiet(HEAD + b"data: three\n\n")) as server:
        harness.read(server.url, initialDelayMs=1)
        events = harness.events(2)

    assert [event["data"] for event in events] == ["one", "three"]
    assert ids(server) == [None, b"1"]


def test_a_stream_without_ids_is_asked_for_again_too(harness):
    with streaming(cut(ONE), done(ONE), quiet(CHUNKED + b"c\r\ndata: last\n\n\r\n")) as server:
        harness.read(server.url, initialDelayMs=1)
        events = harness.events(3)

    assert [event["data"] for event in events] == ["one", "one", "last"]


def test_silence_makes_it_ask_again(harness):
    with streaming(quiet(HEAD + ONE)) as server:
        harness.read(server.url, readTimeoutMs=50, initialDelayMs=1)
        until(lambda: len(server.requests) >= 2)

    assert len(server.requests) >= 2


def test_nothing_more_to_send_is_believed(harness):
    with streaming(done(ONE), plain("204 No Content")) as server:
        harness.read(server.url, initialDelayMs=1)
        until(lambda: harness.told[1:])

    assert len(server.requests) == 2
    assert harness.told[1]["kind"] == "error"


@pytest.mark.parametrize("status", ["301 Moved", "307 Temporary"])
def test_redirects_are_followed(harness, status):
    with streaming(plain(status, b"", "location: /there"), quiet(HEAD + ONE)) as server:
        harness.read(server.url)
        harness.events(1)

    assert server.requests[1].target == "/there"


@pytest.mark.parametrize("status", ["301 Moved", "307 Temporary"])
@pytest.mark.parametrize("location", [["location: "], []])
def test_redirects_to_nowhere_are_errors(harness, status, location):
    with streaming(plain(status, b"", *location)) as server:
        harness.read(server.url)
        told = until(lambda: harness.told)

    assert told[0]["kind"] == "error"
    assert len(server.requests) == 1


def test_a_client_that_was_stopped_is_gone(harness):
    with streaming(quiet(HEAD + ONE)) as server:
        client = harness.read(server.url)
        harness.events(1)
        answers = [
            harness.http.delete(client).status_code,
            harness.http.delete(client).status_code,
            harness.http.post(client, json={"command": "restart"}).status_code,
        ]

    assert answers == [204, 404, 404]


def test_a_command_that_does_not_exist_is_refused(harness):
    with streaming() as server:
        client = harness.read(server.url)

        assert harness.http.post(client, json={"command": "dance"}).status_code == 400
        assert harness.http.post(client, json={}).status_code == 400


def test_it_quits_when_told(harness):
    with streaming() as server:
        harness.read(server.url)
        until(lambda: server.requests)
        assert harness.http.delete("/").status_code == 204
    port = int(harness.service.rpartition(":")[2])

    def refused() -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", port)) != 0

    assert until(refused)
