"""The mock server, asked by a real HTTP client; nothing here waits for time to pass."""

import asyncio
import math
import socket
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from sse_widgets import background
from sse_widgets.decoder import Decoder
from sse_widgets.errors import RecordingError, RunError
from sse_widgets.frame import CLOSED, COMMENT, OPENED, Frame
from sse_widgets.mock import MockServer
from sse_widgets.mock import replay as replay_module
from sse_widgets.mock import server as server_module
from sse_widgets.mock.strikes import Piece
from sse_widgets.recording import Recording, write
from tests.waiting import PATIENCE

FRAMES = tuple(Frame("step", f"number {n}", str(n), at=n / 10) for n in range(1, 6))
NEVER = (Frame(data="first"), Frame(data="never", at=1e6))


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def at_once(recording=FRAMES, **options) -> MockServer:
    return MockServer(recording, speed=math.inf, **options)


def frames_in(response: httpx.Response, **options) -> list[Frame]:
    return Decoder(**options).feed(response.content)


def timeless(frames) -> list[Frame]:
    return [frame._replace(at=0.0) for frame in frames]


def raw(server: MockServer, request: bytes) -> bytes:
    """Return all that comes back for these bytes."""
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request.replace(b"PORT", str(port).encode()))
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_get_of_any_path_plays_the_recording(client):
    with at_once() as server:
        response = client.get(f"{server.url}/agent/demo?x=1")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-accel-buffering"] == "no"
    assert frames_in(response) == timeless(FRAMES)


def test_every_event_is_one_chunk():
    with at_once() as server:
        answer = raw(server, b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n")

    assert answer.lower().count(b"transfer-encoding: chunked") == 1
    assert answer.partition(b"\r\n\r\n")[2].count(b"\r\ndata") == 0
    assert b"\r\n22\r\nid: 2\nevent: step\ndata: number 2\n\n\r\n" in answer  # 0x22 bytes
    assert answer.endswith(b"\r\n0\r\n\r\n")


def test_a_client_that_knows_no_chunks_gets_none():
    with at_once(FRAMES[:1]) as server:
        answer = raw(server, b"GET / HTTP/1.0\r\nHost: localhost:PORT\r\n\r\n")

    assert answer.endswith(b"\r\n\r\nid: 1\nevent: step\ndata: number 1\n\n")


def test_a_post_plays_it_too_and_is_remembered(client):
    with at_once() as server:
        response = client.post(f"{server.url}/run?key=hush", json={"ask": "why"}, headers={"Cookie": "hush"})
        request = server.requests[0]

    assert len(frames_in(response)) == 5
    assert (request.method, request.path, request.body, request.status) == ("POST", "/run", b'{"ask":"why"}', 200)
    assert request.headers["content-type"] == "application/json"
    assert request.at >= 0
    assert "hush" not in repr(request)


@pytest.mark.parametrize("by", ["header", "query"])
def test_a_client_resumes_with_the_exact_next_event(client, by):
    headers, params = ({"Last-Event-ID": "2"}, {}) if by == "header" else ({}, {"lastEventId": "2"})
    with at_once() as server:
        response = client.get(server.url, headers=headers, params=params)
        seen = server.requests[0].last_event_id

    assert frames_in(response) == timeless(FRAMES[2:])
    assert seen == "2"


def test_an_id_of_any_script_can_be_resumed_from(client):
    with at_once([Frame(data="a", id="豆"), Frame(data="b", id="2")]) as server:
        response = client.get(server.url, headers={"Last-Event-ID": "豆".encode()})

    assert frames_in(response) == [Frame(data="b", id="2")]


def test_an_unknown_id_gets_everything(client):
    with at_once() as server:
        response = client.get(server.url, headers={"Last-Event-ID": "from elsewhere"})

    assert len(frames_in(response)) == 5


def test_who_has_everything_is_told_not_to_come_back(client):
    """A comment after the last event is no reason to come back."""
    with at_once([*FRAMES, Frame(COMMENT, "bye", "5")]) as server:
        response = client.get(server.url, headers={"Last-Event-ID": "5"})

    assert (response.status_code, response.content) == (204, b"")
    assert "content-length" not in response.headers


def test_a_recording_without_ids_is_numbered(client):
    with at_once([Frame(COMMENT, "hello"), Frame(data="a"), Frame(COMMENT, "ping"), Frame(data="b")]) as server:
        everything = client.get(server.url)
        rest = client.get(server.url, headers={"Last-Event-ID": "1"})

    assert [(frame.event, frame.id) for frame in frames_in(everything, comments=True)] == [
        (COMMENT, ""),
        ("message", "1"),
        (COMMENT, "1"),
        ("message", "2"),
    ]
    assert frames_in(rest) == [Frame(data="b", id="2")]


@pytest.mark.parametrize(("ids", "expected"), [(None, ["", "x"]), (True, ["1", "2"]), (False, ["", "x"])])
def test_ids_of_the_recording_are_kept_unless_told_otherwise(client, ids, expected):
    with at_once([Frame(data="a"), Frame(data="b", id="x")], ids=ids) as server:
        response = client.get(server.url)

    assert [frame.id for frame in frames_in(response)] == expected


def test_notes_about_the_recorded_connection_are_not_sent(client):
    frames = [Frame(OPENED, "{}"), Frame(data="a", id="1", retry=250), Frame(COMMENT, "ping", "1"), Frame(CLOSED, "{}")]
    with at_once(frames) as server:
        response = client.get(server.url)

    assert frames_in(response, comments=True) == frames[1:3]


def test_recordings_come_from_files_and_captures_too(client, tmp_path):
    write(tmp_path / "run.jsonl", Recording(title="A run", frames=FRAMES))
    (tmp_path / "run.sse").write_bytes(b"data: a\r\n\r\n")
    for recording, count in (
        (tmp_path / "run.jsonl", 5),
        (str(tmp_path / "run.sse"), 1),
        (Recording(frames=FRAMES), 5),
    ):
        with at_once(recording) as server:
            assert len(frames_in(client.get(server.url))) == count
    with pytest.raises(RecordingError, match="did you mean"):
        MockServer(tmp_path / "rum.jsonl")


def test_a_token_is_asked_for_and_shown_nowhere(client):
    with at_once(token="hush-hush") as server:
        answers = [
            client.get(server.url, headers={"Authorization": value}).status_code
            for value in ("Bearer hush-hush", "bearer hush-hush", "Bearer hush", "Basic hush-hush", "")
        ]
        refused = client.get(server.url)
        seen = f"{server!r} {server.requests!r}"

    assert answers == [200, 200, 401, 401, 401]
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == 'Bearer realm="sse_widgets"'
    assert "hush" not in seen
    assert server.requests[0].headers["authorization"] == "REDACTED"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:PORT", "localhost", "127.0.0.1.evil.example:PORT"])
def test_a_name_that_is_not_ours_is_not_answered(client, host):
    """A page whose own name leads to this machine (DNS rebinding) gets nothing."""
    with at_once() as server:
        host = host.replace("PORT", server.url.rpartition(":")[2])
        response = client.get(server.url, headers={"Host": host})

    assert response.status_code == 421


def test_a_page_of_another_origin_is_not_answered(client):
    with at_once() as server:
        evil = client.post(server.url, headers={"Origin": "https://evil.example"})
        own = client.post(server.url, headers={"Origin": server.url})

    assert (evil.status_code, own.status_code) == (403, 200)


def test_other_methods_and_files_get_what_they_should(client):
    with at_once() as server:
        head = client.head(server.url)
        options = client.options(server.url)
        deleted = client.delete(server.url)
        icon = client.get(f"{server.url}/favicon.ico")

    assert (head.status_code, head.headers["content-type"], head.content) == (200, "text/event-stream", b"")
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert "access-control-allow-origin" not in options.headers
    assert (deleted.status_code, icon.status_code) == (405, 404)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"what is this?\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost:PORT\r\nX-Big: " + b"x" * 20_000 + b"\r\n\r\n", b"431"),
        (b"POST / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 1_100_000, b"413"),
        (b"GET http://[ HTTP/1.1\r\nHost: localhost:PORT\r\n\r\n", b"400"),
    ],
)
def test_a_bad_request_is_refused(request_, status):
    with at_once() as server:
        assert raw(server, request_).startswith(b"HTTP/1.1 " + status)


def test_a_client_may_wait_to_be_told_to_go_on():
    head = b"POST / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    with at_once() as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(head.replace(b"PORT", str(port).encode()))
            first = connection.recv(1000)
            connection.sendall(b"hi")
            rest = b"".join(iter(lambda: connection.recv(65536), b""))

    assert first.startswith(b"HTTP/1.1 100")
    assert b"number 5" in rest


@pytest.mark.parametrize(
    "part", [b"", b"GET / HT", b"POST / HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 9\r\n\r\nhi"]
)
def test_a_client_that_leaves_early_is_no_trouble(client, part):
    with at_once() as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(part.replace(b"PORT", str(port).encode()))

        assert client.get(server.url).status_code == 200


def test_a_client_that_never_says_what_it_wants_is_dropped(monkeypatch):
    monkeypatch.setattr(server_module, "PATIENCE", 0.01)
    with at_once() as server:
        assert raw(server, b"GET / HTTP/1.1\r\n") == b""


def test_more_clients_than_it_can_bear_are_told_so(client, monkeypatch):
    monkeypatch.setattr(server_module, "MOST_CONNECTIONS", 1)
    with MockServer(NEVER) as server, client.stream("GET", server.url) as stream:
        parts = stream.iter_raw()  # held, for the stream ends with it
        next(parts)

        assert client.get(server.url).status_code == 503


def test_every_client_gets_everything_from_the_start():
    async def ask(url: str) -> list[Frame]:
        async with httpx.AsyncClient(trust_env=False) as client:
            return frames_in(await client.get(url))

    async def ask_twice(url: str) -> list[list[Frame]]:
        return await asyncio.gather(ask(url), ask(url))

    with MockServer(FRAMES, speed=100) as server:
        answers = asyncio.run(ask_twice(server.url))

    assert answers == [timeless(FRAMES)] * 2


def test_a_flood_is_sent_whole(client):
    frames = [Frame(data="x" * 100, id=str(n)) for n in range(20_000)]
    with at_once(frames) as server:
        response = client.get(server.url)

    assert frames_in(response) == frames


def test_stop_cuts_open_streams_at_once(client):
    server = MockServer(NEVER).start()
    with client.stream("GET", server.url) as stream:
        parts = stream.iter_raw()
        first = next(parts)
        before = time.perf_counter()
        server.stop()
        took = time.perf_counter() - before
        with pytest.raises(httpx.HTTPError):
            next(parts)

    assert first == b"id: 1\ndata: first\n\n"
    assert took < 8  # 50 ms is what it takes; a busy machine is no failure
    assert not server._connections
    with pytest.raises(httpx.ConnectError):
        client.get(f"http://127.0.0.1:{server._port}")


def test_a_client_that_leaves_frees_its_connection():
    """Nothing is being sent, so only the end of its own side tells that a client has left."""
    left = asyncio.Event()
    until_gone = server_module._until_gone

    async def told(reader: asyncio.StreamReader) -> None:
        await until_gone(reader)
        left.set()

    async def wait_for_it() -> None:
        async with asyncio.timeout(PATIENCE):
            await left.wait()

    with pytest.MonkeyPatch.context() as patch, MockServer(NEVER) as server:
        patch.setattr(server_module, "_until_gone", told)
        with httpx.Client(trust_env=False) as client, client.stream("GET", server.url) as stream:
            next(stream.iter_raw())
        background.submit(wait_for_it()).result(PATIENCE)


def test_a_server_keeps_its_port_over_a_restart(client):
    server = at_once()
    with server:
        url = server.url
    with server, server:  # starting twice is no error, nor is stopping twice
        assert server.url == url
        assert client.get(url).status_code == 200


def test_a_server_that_does_not_run_says_so():
    server = MockServer(Recording(title="A run", frames=FRAMES))

    assert repr(server) == "<MockServer 'A run', 5 events, stopped>"
    with pytest.raises(RunError, match="not running"):
        _ = server.url
    with server:
        assert repr(server) == f"<MockServer 'A run', 5 events, at {server.url}>"


def test_a_speed_of_nothing_is_refused():
    with pytest.raises(ValueError, match="more than 0"):
        MockServer(FRAMES, speed=0)


async def test_it_works_in_async_code_too():
    async with at_once() as server, httpx.AsyncClient(trust_env=False) as client:
        response = await client.get(server.url)

    assert len(frames_in(response)) == 5


async def test_blocking_the_background_loop_is_refused():
    async def start() -> None:
        at_once().start()

    with pytest.raises(RunError, match="async with"):
        await asyncio.wrap_future(background.submit(start()))


def test_a_fault_of_its_own_is_logged_and_ends_only_that_stream(client, monkeypatch, caplog):
    async def broken(*_: object) -> AsyncIterator[Piece]:
        yield Piece(1, b"data: a\n\n")
        raise LookupError("a mistake")

    monkeypatch.setattr(replay_module, "play", broken)
    with at_once() as server:
        with pytest.raises(httpx.HTTPError):
            client.get(server.url)
        assert client.head(server.url).status_code == 200

    assert "a mistake" in caplog.text
