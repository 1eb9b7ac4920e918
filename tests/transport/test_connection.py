"""The wire: what each server, good or bad, does to a run, and what the run says of it."""

import asyncio
import gzip
import json
import logging
import math
import socket
import time

import httpx
import httpx2
import pytest

import sse_widgets as sw
from sse_widgets import background
from sse_widgets.frame import CLOSED, GAP, OPENED, RETRYING
from sse_widgets.mock import MockServer
from sse_widgets.transport.exchange import exchange
from sse_widgets.transport.request import Request
from tests.transport.listening import FOR_EVER, Timed, telling
from tests.transport.servers import CHUNKED, HEAD, cut, done, plain, quiet, serving
from tests.waiting import PATIENCE, until

TOKEN = "secret-token-1234"
FAST = sw.Retry(attempts=3, base=0.001, cap=0.002, floor=0.0)
NEVER = sw.Retry(attempts=0)
DONE = b"data: hello\n\ndata: [DONE]\n\n"


def connect(url, **options) -> sw.Run:
    return sw.connect(url, **{"retry": FAST, **options})


def ended(url, **options) -> sw.Run:
    run = connect(url, **options).wait(PATIENCE)
    until(lambda: run.frames[-1].event == CLOSED)  # the status is final a moment earlier
    return run


def names(run: sw.Run) -> list[str]:
    return [frame.event for frame in run.frames]


def texts(run: sw.Run) -> list[str]:
    return [frame.data for frame in run.frames if not frame.event.startswith("@")]


def said(run: sw.Run) -> dict:
    """What the last frame says."""
    return json.loads(run.frames[-1].data)


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


# ------------------------------------------------------------------ no answer


def test_a_server_that_is_not_there_is_asked_as_often_as_allowed_and_then_named(closed_port):
    run = ended(f"http://127.0.0.1:{closed_port}/agent?key=hush")

    assert names(run) == [RETRYING] * 3 + [CLOSED]
    assert (run.connection, run.status, run.error.kind) == ("failed", "failed", "max_reconnect_reached")
    assert f"http://127.0.0.1:{closed_port}/agent does not answer" in run.error.message
    assert "is the server running?" in run.error.message
    assert "run.reconnect()" in run.error.message
    assert "hush" not in run.error.message


def test_a_server_that_is_asked_only_once_is_named_without_a_count(closed_port):
    run = ended(f"http://127.0.0.1:{closed_port}/agent", retry=NEVER)

    assert names(run) == [CLOSED]
    assert run.error.kind == "network"


def test_a_server_that_never_begins_to_answer_is_given_up():
    with serving(quiet(b"")) as server:
        run = ended(f"{server.url}/slow", connect_timeout=0.3, retry=NEVER)

    assert run.error.kind == "network"
    assert f"{server.url}/slow does not answer within 0.3 s; is the server running?" in run.error.message


def test_a_server_that_says_its_name_only_is_given_up_too():
    with serving(quiet(b"HTTP/1.1 200 OK\r\ncontent-type: text/e")) as server:
        run = ended(server.url, connect_timeout=0.3, retry=NEVER)

    assert run.error.kind == "network"


def test_what_is_not_an_address_is_said_at_once():
    run = ended("localhost:8000/agent")

    assert names(run) == [CLOSED]
    assert "is not an address" in run.error.message


def test_a_name_and_password_in_what_is_not_an_address_are_not_shown():
    run = ended("somebody:hunter22@host/agent")

    assert "hunter22" not in run.error.message + repr(run)


# --------------------------------------------------------- answers of no use


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/html", b"<html>\n<title>Sign in</title>"), ("application/xml", b"<title>Sign in</title>")],
)
def test_an_answer_that_is_no_event_stream_is_shown_as_it_begins(kind, body):
    with serving(plain("200 OK", body, f"content-type: {kind}")) as server:
        run = ended(f"{server.url}/page?key=hush")

    assert len(server.requests) == 1
    assert run.error.kind == "not_a_stream"
    assert f"{server.url}/page answered with {kind}, not an event stream" in run.error.message
    assert "Sign in" in run.error.message
    assert "hush" not in run.error.message


def test_an_answer_that_is_no_event_stream_and_never_ends_is_not_waited_for():
    """The head says enough."""
    client = telling(Timed(b"<html>\n", FOR_EVER), kind="text/html")
    run = ended("http://x.test", client=client, connect_timeout=0.2, retry=NEVER)

    assert run.error.kind == "not_a_stream"


def test_an_error_whose_body_never_ends_is_not_waited_for():
    client = telling(Timed(b"Traceback", FOR_EVER), status=500, kind="text/plain")
    run = ended("http://x.test", client=client, connect_timeout=0.2, retry=NEVER)

    assert run.error.kind == "server"


@pytest.mark.parametrize("kind", ["content-type: text/plain; charset=utf-8", "x-none: 1"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b": hi\n\n"])
def test_a_stream_under_another_name_is_read_with_a_note(kind, start):
    with serving(plain("200 OK", start + DONE, kind)) as server:
        run = ended(f"{server.url}/x?key=hush")

    assert run.status == "completed"
    assert texts(run) == ["hello", "[DONE]"]
    assert len(run.notes) == 1
    assert f"{server.url}/x calls its stream" in run.notes[0]
    assert "'text/event-stream'" in run.notes[0]


def test_plain_text_that_is_no_stream_is_refused():
    with serving(plain("200 OK", b"It works!\n", "content-type: text/plain")) as server:
        run = ended(server.url)

    assert run.error.kind == "not_a_stream"
    assert "It works!" in run.error.message


@pytest.mark.parametrize(
    ("status", "kind", "words", "asked"),
    [
        ("401 Unauthorized", "auth", "give it a token=, headers= or cookies=", 1),
        ("403 Forbidden", "auth", "these credentials may not read it", 1),
        ("404 Not Found", "server", "check the address", 1),
        ("410 Gone", "session_expired", "start a new one", 1),
        ("418 I'm a teapot", "server", "short and stout", 1),
        ("500 Internal Server Error", "max_reconnect_reached", "HTTP 500: short and stout", 4),
        ("503 Service Unavailable", "max_reconnect_reached", "HTTP 503: short and stout", 4),
    ],
)
def test_an_error_status_is_named_and_repeated_only_where_it_may_pass(status, kind, words, asked):
    with serving(plain(status, b"short and stout")) as server:
        run = ended(f"{server.url}/agent?key=hush")

    assert (run.connection, run.status) == ("failed", "failed")
    assert (run.error.kind, len(server.requests)) == (kind, asked)
    assert f"{server.url}/agent" in run.error.message
    assert f"HTTP {status[:3]}" in run.error.message
    assert words in run.error.message
    assert "hush" not in run.error.message


def test_sentences_stand_apart_where_attempts_are_counted():
    with serving(plain("503 Service Unavailable", b"down")) as server:
        run = ended(server.url)

    assert "down Tried" not in run.error.message


def test_a_server_that_has_nothing_more_to_send_is_believed():
    with serving(plain("204 No Content")) as server:
        run = ended(server.url)

    assert len(server.requests) == 1
    assert (run.connection, run.status, run.error) == ("closed", "incomplete", None)
    assert "204" in said(run)["reason"]


def test_a_server_that_recovers_is_read_after_all():
    with serving(plain("503 Service Unavailable"), done(DONE)) as server:
        run = ended(server.url)

    assert names(run) == [RETRYING, OPENED, "message", "message", CLOSED]
    assert run.status == "completed"


# ----------------------------------------------------------------- redirects


def test_a_redirect_to_the_same_origin_keeps_the_credentials():
    away = plain("307 Temporary Redirect", b"", "location: /there?x=1")
    with serving(away, done(DONE)) as server:
        run = ended(f"{server.url}/here", token=TOKEN, cookies={"sid": "cookie-1234"}, headers={"X-Key": "key-12345"})

    assert run.status == "completed"
    assert server.requests[1].target == "/there?x=1"
    assert server.requests[1].header("authorization") == f"Bearer {TOKEN}".encode()
    assert server.requests[1].header("cookie") == b"sid=cookie-1234"
    assert server.requests[1].header("x-key") == b"key-12345"


def test_a_redirect_to_another_origin_drops_the_credentials_and_keeps_the_place():
    """The id is no credential; without it the other server would begin again and every event come twice."""
    with serving(done(DONE)) as other:
        away = plain("302 Found", b"", f"location: {other.url}/there")
        with serving(away) as server:
            run = ended(
                f"{server.url}/here",
                token=TOKEN,
                cookies={"sid": "cookie-1234"},
                headers={"X-Key": "key-12345"},
                last_event_id="7",
            )

    assert run.status == "completed"
    asked = other.requests[0]
    assert [asked.header(name) for name in ("authorization", "cookie", "x-key")] == [None, None, None]
    assert asked.header("accept") == b"text/event-stream"
    assert asked.header("accept-encoding") == b"identity"
    assert asked.header("last-event-id") == b"7"


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_redirect_to_another_origin_drops_the_credentials_of_your_own_client_too(library):
    with serving(done(DONE)) as other, serving(plain("302 Found", b"", f"location: {other.url}/there")) as server:
        client = library.AsyncClient(
            headers={"Authorization": "Bearer own-1234567", "X-Key": "key-12345"},
            cookies={"sid": "cookie-1234"},
            auth=("me", "password"),
        )
        run = ended(server.url, client=client)
        background.submit(client.aclose()).result(PATIENCE)

    assert run.status == "completed"
    assert server.requests[0].header("x-key") == b"key-12345"
    asked = other.requests[0]
    assert [asked.header(name) for name in ("authorization", "cookie", "x-key")] == [None, None, None]


def test_a_redirect_from_https_to_http_is_refused():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(302, headers={"location": "http://example.org/there?key=hush"})

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    run = ended("https://example.org/here", client=client)
    background.submit(client.aclose()).result(PATIENCE)

    assert len(asked) == 1
    assert "https://example.org/here redirects from https to http; refused" in run.error.message


def test_redirects_in_a_circle_end():
    with serving(plain("302 Found", b"", "location: /again")) as server:
        run = ended(server.url)

    assert len(server.requests) == 10
    assert "redirects more than 10 times" in run.error.message


# --------------------------------------------------------- broken off, resumed


def test_a_stream_with_ids_goes_on_where_it_broke_off():
    first = b"id: 1\ndata: one\n\nid: 2\ndata: two\n\nid: 3\ndata: thr"
    with serving(cut(first), done(b"id: 3\ndata: three\n\n" + DONE)) as server:
        run = ended(f"{server.url}/agent")

    assert texts(run) == ["one", "two", "three", "hello", "[DONE]"]
    assert [asked.header("last-event-id") for asked in server.requests] == [None, b"2"]
    assert names(run).count(RETRYING) == 1
    assert (run.status, run.state.counters.gaps, run.state.counters.reconnects) == ("completed", 0, 1)


def test_an_id_of_any_script_goes_back_as_utf_8():
    with serving(cut("id: 豆é\ndata: one\n\n".encode()), done(DONE)) as server:
        ended(server.url)

    assert server.requests[1].header("last-event-id") == "豆é".encode()


def test_every_drop_of_a_recording_is_resumed_without_loss_or_double():
    """The mock server plays and resumes; a proxy in front of it cuts after so many bytes."""
    frames = [sw.Frame("step", f"number {n}", str(n)) for n in range(1, 30)]

    async def proxy(writer: asyncio.StreamWriter) -> None:
        asked = proxied.requests[-1]
        port = int(server.url.rpartition(":")[2])
        reader, upstream = await asyncio.open_connection("127.0.0.1", port)
        last = asked.header("last-event-id")
        resume = b"Last-Event-ID: " + last + b"\r\n" if last else b""
        upstream.write(b"GET / HTTP/1.1\r\nHost: localhost:%d\r\n%b\r\n" % (port, resume))
        if last and int(last) > 20:
            writer.write(await reader.read())
        else:
            writer.write(await reader.readexactly(450))
        await writer.drain()
        upstream.close()

    with MockServer(frames, speed=math.inf) as server, serving(proxy) as proxied:
        run = ended(proxied.url)

    assert texts(run) == [frame.data for frame in frames]
    assert len(proxied.requests) > 3
    assert run.connection == "closed"


def test_a_stream_without_ids_is_not_asked_again_and_says_why():
    with serving(cut(b"data: one\n\n")) as server:
        run = ended(f"{server.url}/agent?key=hush")

    assert len(server.requests) == 1
    assert (run.connection, run.status, run.error.kind) == ("failed", "incomplete", "network")
    assert f"{server.url}/agent" in run.error.message
    assert "broke off" in run.error.message
    assert "the server gives no ids to go on from" in run.error.message
    assert "hush" not in run.error.message


def test_a_stream_that_broke_off_before_its_first_event_is_asked_again():
    with serving(cut(b": hi\n\n"), done(DONE)) as server:
        run = ended(server.url)

    assert len(server.requests) == 2
    assert run.status == "completed"


@pytest.mark.parametrize("first", [plain("503 Service Unavailable"), cut(b"id: 1\ndata: one\n\n"), cut(b": hi\n\n")])
def test_a_post_is_never_sent_twice_by_itself(first):
    with serving(first, done(DONE)) as server:
        run = ended(f"{server.url}/run", method="POST", json={"ask": "why"})

    assert len(server.requests) == 1
    assert json.loads(server.requests[0].body) == {"ask": "why"}
    assert run.connection == "failed"
    assert "a POST is not sent again by itself: it would run the agent twice" in run.error.message


def test_a_terminal_event_ends_every_attempt_and_leaves_no_error():
    """The answer is complete; how the wire was cut afterwards is nobody's concern."""
    with serving(cut(b"id: 1\n" + DONE)) as server:
        run = ended(server.url)
        until(lambda: run.frames[-1].event == CLOSED)

    assert len(server.requests) == 1
    assert (run.status, run.connection, run.error) == ("completed", "closed", None)


def test_the_reconnection_time_of_the_server_holds_for_later_attempts():
    broken = cut(b"id: 2\ndata: two\n\n")
    with serving(cut(b"retry: 1\nid: 1\ndata: one\n\n"), broken, done(DONE)) as server:
        run = ended(server.url, retry=sw.Retry(attempts=3, base=30.0, floor=0.0))

    delays = [json.loads(frame.data)["delay"] for frame in run.frames if frame.event == RETRYING]
    assert len(server.requests) == 3
    assert max(delays) <= 0.002


@pytest.mark.parametrize("garbage", [b"zz\r\nhello\r\n", b"5\r\nhel", b"-1\r\n\r\n", b"\xff\xfe\r\n"])
def test_garbage_in_the_chunks_ends_the_stream_with_a_sentence(garbage):
    with serving(CHUNKED + garbage) as server:
        run = ended(f"{server.url}/agent", retry=NEVER)

    assert run.connection == "failed"
    assert f"{server.url}/agent" in run.error.message
    assert "broke off" in run.error.message


def test_a_server_that_packs_its_stream_though_asked_not_to_is_read():
    packed = gzip.compress(DONE)
    with serving(plain("200 OK", packed, "content-type: text/event-stream", "content-encoding: gzip")) as server:
        run = ended(server.url)

    assert server.requests[0].header("accept-encoding") == b"identity"
    assert texts(run) == ["hello", "[DONE]"]


# --------------------------------------------------- asked for on every attempt


def test_callables_are_asked_on_every_attempt():
    count = iter(range(10, 100))

    def token() -> str:
        return f"token-{next(count)}"

    async def headers() -> dict[str, str]:
        return {"X-Try": str(next(count))}

    async def cookies() -> dict[str, str]:
        await asyncio.sleep(0)
        return {"a": "1", "b": "2"}

    with serving(plain("503 Service Unavailable"), done(DONE)) as server:

        async def url() -> str:
            return f"{server.url}/{next(count)}?key=hush"

        run = ended(url, token=token, headers=headers, cookies=cookies)

    assert run.status == "completed"
    assert [asked.target for asked in server.requests] == ["/10?key=hush", "/13?key=hush"]
    assert [asked.header("authorization") for asked in server.requests] == [b"Bearer token-11", b"Bearer token-14"]
    assert [asked.header("x-try") for asked in server.requests] == [b"12", b"15"]
    assert server.requests[0].header("cookie") == b"a=1; b=2"


def test_your_own_headers_win_over_ours():
    with serving(done(DONE)) as server:
        ended(server.url, token=TOKEN, headers={"Authorization": "Basic abc", "ACCEPT": "*/*"})

    assert server.requests[0].header("authorization") == b"Basic abc"
    assert server.requests[0].header("accept") == b"*/*"


def test_a_callable_that_fails_ends_the_run_with_its_reason(caplog):
    def token() -> str:
        raise LookupError("the vault is locked")

    with serving(done(DONE)) as server:
        run = ended(server.url, token=token)

    assert server.requests == []
    assert run.connection == "failed"
    assert "the vault is locked" in run.error.message


# ---------------------------------------------------------------- own clients


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_your_own_client_is_used_and_not_closed(library):
    client = library.AsyncClient(headers={"X-Own": "yes"})
    with serving(done(DONE)) as server:
        runs = [ended(server.url, client=client), ended(server.url, client=client)]
        background.submit(client.aclose()).result(PATIENCE)

    assert [run.status for run in runs] == ["completed", "completed"]
    assert server.requests[0].header("x-own") == b"yes"


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_errors_of_both_libraries_are_understood(library, closed_port):
    client = library.AsyncClient()
    with serving(cut(b"data: one\n\n")) as server:
        broken = ended(server.url, client=client)
    refused = ended(f"http://127.0.0.1:{closed_port}", client=client)
    background.submit(client.aclose()).result(PATIENCE)

    assert (broken.error.kind, refused.error.kind) == ("network", "max_reconnect_reached")


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_a_stream_may_be_silent_for_longer_than_your_client_would_wait_for_a_page(library):
    """Five seconds are the default of both libraries, and no time for an agent to think."""

    async def slow(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD + b"data: hello\n\n")
        await writer.drain()
        await asyncio.wait_for(thought.wait(), PATIENCE)
        writer.write(b"data: [DONE]\n\n")
        await writer.drain()

    async def event() -> asyncio.Event:
        return asyncio.Event()

    thought = background.submit(event()).result()
    client = library.AsyncClient(timeout=library.Timeout(5, read=0.02))
    with serving(slow) as server:
        run = connect(server.url, client=client)
        until(lambda: texts(run) == ["hello"])
        broken = time.monotonic() + 0.1
        until(lambda: time.monotonic() > broken)
        background.loop().call_soon_threadsafe(thought.set)
        run.wait(PATIENCE)
        background.submit(client.aclose()).result(PATIENCE)

    assert run.status == "completed"


# ----------------------------------------------------------------------- stop


@pytest.mark.parametrize("first", [b"", HEAD, HEAD + b"data: one\n\n"])
def test_stop_takes_effect_though_nothing_comes(first):
    with serving(quiet(first)) as server:
        run = connect(server.url)
        until(lambda: server.requests)
        run.stop()

    assert (run.connection, run.status) == ("closed", "incomplete")
    assert said(run) == {"reason": "stopped by run.stop()", "kind": "stopped"}


def test_stop_takes_effect_at_once_while_waiting_for_the_next_attempt(closed_port):
    run = connect(f"http://127.0.0.1:{closed_port}", retry=sw.Retry(base=30.0, floor=30.0))
    until(lambda: run.connection == "retrying")
    run.stop()

    assert run.connection == "closed"


# -------------------------------------------------------------------- secrets


def everything_shown(run: sw.Run, caplog: pytest.LogCaptureFixture, tmp_path) -> str:
    saved = run.save(tmp_path / "saved.jsonl").read_text()
    logged = "\n".join([caplog.text, *(str(record.exc_info or "") for record in caplog.records)])
    model = json.dumps(run.model.get_state(), default=str)
    errors = [f"{error.message} {error.detail}" for error in run.errors]
    return "\n".join([repr(run), run.title, saved, logged, model, *errors, *run.notes])


@pytest.mark.parametrize(
    "answer",
    [
        plain("401 Unauthorized", b"{token} {cookie} {query}"),
        plain("500 Internal Server Error", b"the token {token} is broken"),
        plain("500 Internal Server Error", b"headers: Cookie: sid={cookie}"),
        plain("200 OK", b"<p>?key={query}</p>", "content-type: text/html"),
        plain("302 Found", b"", "location: http://{password}@127.0.0.1:1/x?key={query}"),
        cut(b"data: one\n\n"),
        b"HTTP/1.1 200 {token} \x00 {query}\r\n\r\n",
        done(DONE),
    ],
)
def test_no_secret_is_shown_saved_or_logged(answer, caplog, tmp_path):
    caplog.set_level(logging.DEBUG, logger="sse_widgets")
    planted = {
        "token": "tok-Aq7Zx91mV",
        "cookie": "cok-Bw8Yc82nU",
        "query": "qry-Ce9Xd73oT",
        "password": "pwd-Df0We64pS",
    }
    if isinstance(answer, bytes):
        head, blank, body = answer.partition(b"\r\n\r\n")
        for name, value in planted.items():
            head, body = (part.replace(b"{%b}" % name.encode(), value.encode()) for part in (head, body))
        if b"content-length" in head:
            lines = [line for line in head.split(b"\r\n") if not line.startswith(b"content-length")]
            head = b"\r\n".join([*lines, b"content-length: %d" % len(body)])
        answer = head + blank + body
    with serving(answer) as server:
        run = ended(
            f"http://me:{planted['password']}@127.0.0.1:{server.port}/agent?key={planted['query']}",
            token=planted["token"],
            cookies={"sid": planted["cookie"]},
            headers={"X-Key": "hdr-Eg1Vf55qR"},
        )
    shown = everything_shown(run, caplog, tmp_path)

    for value in (*planted.values(), "hdr-Eg1Vf55qR"):
        assert value not in shown


@pytest.mark.parametrize("token", ["tok-Aq7Zx91mV\n", "tok-Aq7Zx91mV\r\nX: 1", "tok-Aq7Zx91mV\x00", "“tok-Aq7Zx91mV”"])
def test_a_token_that_cannot_be_sent_is_not_shown_either(token, caplog, tmp_path):
    """One read from a file ends with a line end more often than not."""
    with serving(done(DONE)) as server:
        run = ended(f"{server.url}/agent", token=token)
    shown = everything_shown(run, caplog, tmp_path)

    assert "tok-Aq7Zx91mV" not in shown
    assert RETRYING not in names(run)
    assert run.status == "completed" or "header" in run.error.message


def test_an_exchange_closes_its_answer_whatever_it_was():
    """Else the pool of a client that lives on fills up."""
    answers = iter(
        [plain("500 Internal Server Error", b"x" * 5000), plain("200 OK", b"<p>", "content-type: text/html")]
    )

    async def both(url: str) -> int:
        async with httpx.AsyncClient(limits=httpx.Limits(max_connections=1)) as client:
            failed = 0
            for _ in range(2):
                with pytest.raises(sw.StreamError):
                    async with exchange(client, Request(url), "", 5.0):
                        pass
                failed += 1
            return failed

    with serving(*answers) as server:
        assert background.submit(both(server.url)).result(PATIENCE) == 2


def test_a_reconnect_asks_again_from_the_last_id():
    with serving(quiet(HEAD + b"id: 1\ndata: one\n\n"), done(b"id: 2\ndata: two\n\n" + DONE)) as server:
        run = connect(server.url)
        until(lambda: texts(run) == ["one"])
        run.reconnect()
        until(lambda: run.frames[-1].event == CLOSED and len(server.requests) == 2)
        run.wait(PATIENCE)

    assert server.requests[1].header("last-event-id") == b"1"
    assert texts(run) == ["one", "two", "hello", "[DONE]"]
    assert run.status == "completed"


def test_a_reconnect_without_ids_tells_of_the_gap():
    with serving(quiet(HEAD + b"data: one\n\n"), done(DONE)) as server:
        run = connect(server.url)
        until(lambda: texts(run) == ["one"])
        run.reconnect()
        run.wait(PATIENCE)

    assert GAP in names(run)
    assert run.state.counters.gaps == 1


def test_a_stream_asked_for_again_may_be_silent_for_as_long_as_it_likes(monkeypatch):
    """The run was cut off, not over: nobody must close it after the two seconds that a run that is over gets."""
    monkeypatch.setattr("sse_widgets.transport.connection.LINGER", 0.01)
    with serving(quiet(HEAD + b"id: 1\ndata: one\n\n"), quiet(HEAD + b"id: 2\ndata: two\n\n")) as server:
        run = connect(server.url)
        until(lambda: texts(run) == ["one"])
        run.reconnect()
        until(lambda: texts(run) == ["one", "two"])
        late = time.monotonic() + 0.1
        until(lambda: time.monotonic() > late)
        connection, status = run.connection, run.status
        run.stop()

    assert (connection, status) == ("open", "running")


@pytest.mark.parametrize("bad", [{"attempts": -1}, {"base": -1.0}, {"floor": 2.0, "cap": 1.0}])
def test_a_retry_that_makes_no_sense_is_refused(bad):
    with pytest.raises(ValueError, match="must not"):
        sw.Retry(**bad)


def test_delays_grow_to_the_cap_and_never_go_below_the_floor():
    retry = sw.Retry(base=1.0, cap=8.0, floor=0.5)

    for attempt in range(1, 40):
        assert 0.5 <= retry.delay(attempt) <= min(8.0, max(0.5, 2.0 ** (attempt - 1)))
        assert 0.5 <= retry.delay(attempt, 0.001) <= 8.0
