"""What the contract-test harness checks, case by case, through the service that it drives."""

import asyncio
import random

import pytest

from tests.contract_harness import Stream, driving, streaming
from tests.transport.servers import plain, serving
from tests.waiting import until

BOM = b"\xef\xbb\xbf"
MEGABYTES = random.Random(5).randbytes(5 * 2**20).hex().encode()[:6_990_508]
"""As long as five random MiB in base64."""
BODY = '{"hello": "world"}'
JSON = "application/json; charset=utf-8"


def event(data="", type="message", id=""):
    return {"kind": "event", "event": {"type": type, "data": data, "id": id}}


def comment(text):
    return {"kind": "comment", "comment": text}


@pytest.fixture
def harness():
    with driving() as harness:
        yield harness


def heard(harness, pieces, count):
    """Send pieces on a new stream, and return what the client reports."""
    stream = Stream()
    with streaming(stream.answer) as server:
        harness.read(server.url)
        until(lambda: server.requests)
        stream.send(*pieces)
        return harness.reports(count)


PARSING = {
    "one line, one chunk": ([b"data: Hello\n\n"], [event("Hello")]),
    "one line, two chunks": ([b"data: Hel", b"lo\n\n"], [event("Hello")]),
    "two messages, one chunk": ([b"data: Hello\n\ndata: World\n\n"], [event("Hello"), event("World")]),
    "two messages, three chunks": (
        [b"data: Hel", b"lo\n\ndata: Wor", b"ld\n\n"],
        [event("Hello"), event("World")],
    ),
    "two lines of data": ([b"data: Hello\ndata:World\n\n"], [event("Hello\nWorld")]),
    "empty data": ([b"data:\n\n"], [event()]),
    "a type": ([b"event: greeting\ndata: Hello\n\n"], [event("Hello", "greeting")]),
    "an id": ([b"id: abc\ndata: Hello\n\n"], [event("Hello", id="abc")]),
    "a type and an id": ([b"event: greeting\nid: abc\ndata: Hello\n\n"], [event("Hello", "greeting", "abc")]),
    "an id with NUL": ([b"id: a\0bc\ndata: Hello\n\n"], [event("Hello")]),
    "an id that persists": (
        [b"id: abc\ndata: first\n\n", b"data: second\n\n"],
        [event("first", id="abc"), event("second", id="abc")],
    ),
    "an id overridden by nothing": (
        [b"id: abc\ndata: first\n\n", b"id: \ndata: second\n\n"],
        [event("first", id="abc"), event("second")],
    ),
    "fields in reverse": ([b"data: Hello\nid: abc\nevent: greeting\n\n"], [event("Hello", "greeting", "abc")]),
    "an unknown field": ([b"event: greeting\ncolor: blue\ndata: Hello\n\n"], [event("Hello", "greeting")]),
    "no space": ([b"event:greeting\ndata:Hello\n\n"], [event("Hello", "greeting")]),
    "two spaces": ([b"event:  greeting\ndata:  Hello\n\n"], [event(" Hello", " greeting")]),
    "no colon": ([b"data\n\ndata\ndata\n\n"], [event(), event("\n")]),
    "long characters": (["data: €豆腐\n\n".encode()], [event("€豆腐")]),
    "long characters, byte by byte": ([bytes([byte]) for byte in "data: €豆腐\n\n".encode()], [event("€豆腐")]),
    "a hundred at once": (
        [b"".join(b"data: message %d\n\n" % n for n in range(100))],
        [event(f"message {n}") for n in range(100)],
    ),
    "a backslash in a type": ([b"event: \\x\ndata:\n\n"], [event("", "\\x")]),
    "a name of ours": ([b"event: @closed\ndata:\n\n"], [event("", "@closed")]),
    "7 MB": ([b"data: " + MEGABYTES + b"\n\n"], [event(MEGABYTES.decode())]),
    "14 MB in one line": ([b"data: " + 2 * MEGABYTES + b"\n\n"], [event(2 * MEGABYTES.decode())]),
}
MARKS = {
    "at the start": ([BOM + b"data: Hello\n\n"], [event("Hello")]),
    "before type and id": (
        [BOM + b"event: greeting\nid: abc\ndata: Hello\n\n"],
        [event("Hello", "greeting", "abc")],
    ),
    "several messages": ([BOM + b"data: First\n\ndata: Second\n\n"], [event("First"), event("Second")]),
    "later": (
        [b"data: First\n\n", b"data: " + BOM + b"Second\n\n"],
        [event("First"), event("\ufeffSecond")],
    ),
    "cut once": ([BOM[:2], BOM[2:] + b"data: Hello\n\n"], [event("Hello")]),
    "cut twice": ([BOM[:1], BOM[1:2], BOM[2:], b"data: Hello\n\n"], [event("Hello")]),
    "only the first": ([BOM + b"data: " + BOM + b"Hello\n\n"], [event("\ufeffHello")]),
    "none": ([b"data: Hello\n\n"], [event("Hello")]),
    "two lines": ([BOM + b"data: Line1\ndata: Line2\n\n"], [event("Line1\nLine2")]),
    "a comment": ([BOM + b":comment\ndata: Hello\n\n"], [comment("comment"), event("Hello")]),
    "empty data": ([BOM + b"data:\n\n"], [event()]),
}
COMMENTS = {
    "one": ([b":Hello\n"], [comment("Hello")]),
    "two": ([b":Hello\n", b":World\n"], [comment("Hello"), comment("World")]),
    "before an event": ([b":Hello\n", b"data: Hello\n\n"], [comment("Hello"), event("Hello")]),
    "after an event": ([b"data: Hello\n\n", b":Hello\n"], [event("Hello"), comment("Hello")]),
}


@pytest.mark.parametrize("case", PARSING)
def test_messages_are_parsed(harness, case):
    pieces, expected = PARSING[case]

    assert heard(harness, pieces, len(expected)) == expected


@pytest.mark.parametrize("case", MARKS)
def test_a_byte_order_mark_is_stripped_once(harness, case):
    pieces, expected = MARKS[case]

    assert heard(harness, pieces, len(expected)) == expected


@pytest.mark.parametrize("case", COMMENTS)
def test_comments_are_reported_at_once(harness, case):
    pieces, expected = COMMENTS[case]

    assert heard(harness, pieces, len(expected)) == expected


LINES = {
    "one line": ("data: event 1||", ["event 1"]),
    "one line, then two": (
        "data: event 1||data: event 2 line 1|data: event 2 line 2||",
        ["event 1", "event 2 line 1\nevent 2 line 2"],
    ),
    "an empty line first": ("data:|data: line2|data: line3||", ["\nline2\nline3"]),
    "an empty line between": ("data: line1|data:|data: line3||", ["line1\n\nline3"]),
    "one blank line more": ("data: event 1|||data: event 2||", ["event 1", "event 2"]),
    "two blank lines more": ("data: event 1||||data: event 2||", ["event 1", "event 2"]),
}


@pytest.mark.parametrize("size", [None, 1, 2])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("case", LINES)
def test_lines_may_end_in_any_way_and_be_cut_anywhere(harness, case, end, size):
    text, expected = LINES[case]
    stream = text.replace("|", end).encode()
    pieces = [stream[n : n + (size or len(stream))] for n in range(0, len(stream), size or len(stream))]

    assert heard(harness, pieces, len(expected)) == [event(data) for data in expected]


def test_the_parts_of_a_line_end_may_come_in_two_chunks(harness):
    pieces = [b"data: Hello\r", b"\ndata: World\r", b"\n\r\ndata: OK\r", b"\n", b"\r", b"\n"]

    assert heard(harness, pieces, 2) == [event("Hello\nWorld"), event("OK")]


SIZES = [
    *(1, 128, 512, 1023, 1024, 1025, 2048, 3999, 4094, 4096, 4098, 6144, 8189, 8192, 8195),
    *(12288, 16384, 32768, 65536, 262144, 1048576),
]


@pytest.mark.parametrize("size", SIZES)
def test_a_payload_of_any_size_comes_without_waiting_for_the_next(harness, size):
    assert heard(harness, [b"data: " + b"x" * size + b"\n\n"], 1) == [event("x" * size)]


# ------------------------------------------------------------------------- HTTP


def first_request(harness, **asked):
    with streaming() as server:
        harness.read(server.url, **asked)
        return until(lambda: server.requests)[0]


def test_it_asks_as_browsers_do(harness):
    asked = first_request(harness)

    assert asked.head.startswith(b"GET / HTTP/1.1")
    assert asked.header("accept") == b"text/event-stream"
    assert asked.header("cache-control") == b"no-cache"
    assert asked.header("last-event-id") is None


def test_headers_are_sent(harness):
    asked = first_request(harness, headers={"header-name-1": "value-1", "header-name-2": "value-2"})

    assert (asked.header("header-name-1"), asked.header("header-name-2")) == (b"value-1", b"value-2")


@pytest.mark.parametrize("method", ["POST", "REPORT"])
def test_a_body_is_sent_with_any_method(harness, method):
    asked = first_request(harness, headers={"content-type": JSON}, method=method, body=BODY)

    assert asked.head.split(b" ")[0] == method.encode()
    assert asked.header("content-type") == JSON.encode()
    assert asked.body == BODY.encode()


def test_the_place_to_begin_is_asked_for(harness):
    assert first_request(harness, lastEventId="abc").header("last-event-id") == b"abc"


def test_nothing_more_to_send_is_believed(harness):
    with streaming(plain("204 No Content")) as server:
        harness.read(server.url, initialDelayMs=0)
        reports = harness.reports(1)

    assert reports[0]["kind"] == "error"
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_are_followed(harness, status):
    stream = Stream()
    with streaming(stream.answer) as there, serving(plain(status, b"", f"location: {there.url}/here")) as server:
        harness.read(server.url)
        until(lambda: there.requests)
        stream.send(b"data: hello\n\n")

        assert harness.reports(1) == [event("hello")]
        assert there.requests[0].target == "/here"


@pytest.mark.parametrize("status", ["301 Moved", "307 Temporary"])
@pytest.mark.parametrize("location", [["location: "], []], ids=["empty", "missing"])
def test_redirects_to_nowhere_are_errors(harness, status, location):
    with streaming(plain(status, b"", *location)) as server:
        harness.read(server.url)
        reports = harness.reports(1)

    assert reports[0]["kind"] == "error"
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error", "401 Unauthorized"])
def test_a_status_that_is_no_stream_is_an_error(harness, status):
    with streaming(plain(status)) as server:
        harness.read(server.url, initialDelayMs=0)
        reports = harness.reports(1)

    assert reports[0]["kind"] == "error"
    assert len(server.requests) == 1


# ------------------------------------------------------------------ reconnection


class Exchange:
    """Two connections of one client, one after the other."""

    def __init__(self, harness, server, first, second):
        self.harness, self.server, self.first, self.second = harness, server, first, second

    def begin(self, *pieces, **asked):
        """Let a client read the first stream; return its address."""
        client = self.harness.read(self.server.url, **{"initialDelayMs": 0, **asked})
        until(lambda: self.server.requests)
        self.first.send(*pieces)
        return client

    def again(self):
        """Return the second request, once it has come."""
        return until(lambda: self.server.requests[1:])[0]


@pytest.fixture
def exchange(harness):
    first, second = Stream(), Stream()
    with streaming(first.answer, second.answer) as server:
        yield Exchange(harness, server, first, second)


def test_a_restart_opens_another_connection_and_is_no_error(harness, exchange):
    client = exchange.begin(b"data: Hello\n\n")
    harness.reports(1)
    assert harness.http.post(client, json={"command": "restart"}).is_success
    exchange.again()
    exchange.second.send(b"data: Thanks\n\n")

    assert harness.reports(2) == [event("Hello"), event("Thanks")]


@pytest.mark.parametrize(
    ("pieces", "count", "id"),
    [
        ([b"id: abc\ndata: Hello\n\n"], 1, b"abc"),
        ([b"id: abc\ndata: Hello\n\n", b"data: World\n\n"], 2, b"abc"),
        ([b"id: abc\ndata: Hello\n\n", b"id: \ndata: World\n\n"], 2, None),
    ],
    ids=["the last", "the last but one", "reset"],
)
def test_the_id_of_the_last_event_that_had_one_is_sent(harness, exchange, pieces, count, id):
    exchange.begin(*pieces)
    harness.events(count)
    exchange.first.drop()

    assert exchange.server.requests[0].header("last-event-id") is None
    assert exchange.again().header("last-event-id") == id


def test_a_body_is_sent_again(exchange):
    exchange.begin(method="POST", body=BODY, headers={"content-type": JSON})
    exchange.first.drop()
    again = exchange.again()

    assert again.head.startswith(b"POST / ")
    assert again.body == BODY.encode()


def test_silence_is_an_error_and_makes_it_ask_again(harness, exchange):
    exchange.first.send(b"data: Hello\n\n")  # it is there before anybody asks
    exchange.begin(readTimeoutMs=300)
    exchange.again()
    reports = harness.reports(2)

    assert reports[0] == event("Hello")
    assert reports[1]["kind"] == "error"


def test_what_was_cut_off_is_not_reported_and_its_id_forgotten(harness, exchange):
    exchange.begin(b"id: abc\ndata: Hello\n\nid: def\ndata: Goodbye")
    harness.events(1)
    exchange.first.drop()
    exchange.again()
    exchange.second.send(b"data: We meet again\n\n")
    reports = harness.reports(3)

    assert [reports[0], reports[2]] == [event("Hello", id="abc"), event("We meet again", id="abc")]
    assert reports[1]["kind"] == "error"


def test_the_connection_after_a_broken_one_works(harness, exchange):
    exchange.begin(b"id: abc\ndata: Hello\n\n")
    harness.events(1)
    exchange.first.drop()
    exchange.again()
    exchange.second.send(b"id: def\ndata: World\n\n")

    assert harness.events(2)[1] == event("World", id="def")["event"]


def test_the_reconnection_time_of_the_server_is_kept(harness, exchange):
    """Without it the client would wait for a minute, and the test in vain."""
    exchange.begin(b"retry: 1\ndata: Hello\n\n", initialDelayMs=60_000)
    harness.events(1)
    exchange.first.drop()

    assert exchange.again().head.startswith(b"GET")


def test_a_stream_without_ids_is_asked_for_again_too(harness):
    async def end(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\ndata: one\n\n")
        await writer.drain()

    with streaming(end, end) as server:
        harness.read(server.url, initialDelayMs=0)
        events = harness.events(2)

    assert [each["data"] for each in events] == ["one", "one"]
