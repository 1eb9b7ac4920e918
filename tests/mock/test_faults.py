"""Every fault, seen at the byte level."""

import json
import socket
import time
import zlib
from email.utils import parsedate_to_datetime
from random import Random

import pytest

from sse_widgets.decoder import BOM
from sse_widgets.encoder import KEEP_ALIVE, encode
from sse_widgets.frame import COMMENT, GAP, Frame
from sse_widgets.mock import FaultScript, MockServer
from sse_widgets.mock.broken_events import corrupt, halve
from sse_widgets.mock.event_faults import insert
from sse_widgets.mock.faults import HeartbeatOnly, NoHeartbeat, Slow, Stall
from sse_widgets.mock.places import AtTime
from sse_widgets.mock.schedule import Timed, play
from sse_widgets.mock.strikes import Piece, Response, Strikes
from sse_widgets.mock.wire_faults import hold_back, wound
from tests.mock.wire import Exchange, ask, open_to
from tests.waiting import PATIENCE

FRAMES = tuple(Frame("step", json.dumps({"n": n, "say": "é豆😀"}, ensure_ascii=False), str(n)) for n in range(1, 7))
WIRE = [encode(frame) for frame in FRAMES]
SIZE = len(WIRE[0])


def served(faults, frames=FRAMES, times=1, **options) -> list[Exchange]:
    with MockServer(frames, mode="instant", faults=faults, **options) as server:
        return [ask(server) for _ in range(times)]


def once(faults, frames=FRAMES, **options) -> Exchange:
    return served(faults, frames, **options)[0]


def resumed(faults, last_id: str) -> Exchange:
    with MockServer(FRAMES, mode="instant", faults=faults) as server:
        return ask(server, headers=f"Last-Event-ID: {last_id}\r\n")


class Clock:
    """Time that passes by sleeping only."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    def response(self, *faults) -> Response:
        return Response(Strikes(FaultScript(faults)), 0, self)


# Where the connection ends


@pytest.mark.parametrize(("fault", "end"), [("drop", "FIN"), ("reset", "RST")])
@pytest.mark.parametrize("n", [1, 2, 6])
def test_a_connection_ends_before_the_frame(fault, end, n):
    exchange = once(f"{fault}@{n}")

    assert (exchange.status, exchange.end, exchange.whole) == (200, end, False)
    assert exchange.chunks == WIRE[: n - 1]


def test_a_connection_may_end_after_the_last_frame_and_before_the_end_of_the_body():
    exchange = once("drop@7")

    assert exchange.chunks == WIRE
    assert not exchange.whole


def test_without_a_place_a_fault_strikes_at_the_start():
    assert once("drop").raw == b""


def test_a_place_in_the_body_is_exact():
    whole = b"".join(WIRE)
    for offset in (0, 1, SIZE - 1, SIZE, SIZE + 1, len(whole) - 1, len(whole)):
        exchange = once(f"drop@b{offset}")

        assert exchange.body == whole[:offset]
        assert not exchange.whole


def test_a_place_beyond_the_body_is_never_reached():
    assert once("drop@b100000; drop@8; reset@1000s").whole


def test_a_body_may_end_inside_a_chunk_or_its_header():
    inside, header = once("truncate_chunk@2"), once("truncate_chunk(header)@2")

    assert inside.chunks == [WIRE[0], WIRE[1][: SIZE // 2]]
    assert header.raw.endswith(b"\r\n%x" % SIZE)
    assert (inside.end, header.end, inside.whole, header.whole) == ("FIN", "FIN", False, False)


def test_a_body_may_be_torn_where_no_frame_is():
    assert once("truncate_chunk").raw == b"e\r\n"


# How often


def test_a_fault_strikes_as_many_responses_as_it_says():
    ends = [exchange.whole for exchange in served("drop@2*2", times=3)]

    assert ends == [False, False, True]


def test_a_fault_may_strike_every_response():
    assert [exchange.whole for exchange in served("drop@2*inf", times=4)] == [False] * 4


def test_a_frame_that_has_passed_is_not_struck_again():
    assert resumed("drop@3*inf", "2").body == b""
    assert resumed("drop@3*inf", "3").whole


def test_what_lasts_begins_with_the_response_if_its_place_has_passed():
    assert resumed("cr@3", "4").body == b"".join(WIRE[4:]).replace(b"\n", b"\r")


def test_a_fault_strikes_a_response_once_only():
    assert once("retry(7)*5").body.count(b"retry: 7") == 1


def test_several_faults_strike_one_place():
    exchange = once("stall(0)@2; retry(7)@2; bom@2; dup@2; drop@3")

    assert exchange.body == WIRE[0] + b"retry: 7\n\n" + BOM + WIRE[1] + WIRE[1]


# Answers in place of the stream


def test_statuses_come_one_after_the_other():
    statuses = [exchange.status for exchange in served("status=503*2; status=529; end204; status=404", times=6)]

    assert statuses == [503, 503, 529, 204, 404, 200]


def test_a_status_may_say_when_to_come_back():
    before = time.time()
    number, fraction, date = served(
        "status(429, retry_after=2); status(503, 0.5); status(503, retry_after=date)", times=3
    )

    assert (number.header("retry-after"), fraction.header("retry-after")) == ("2", "0.5")
    assert before < parsedate_to_datetime(date.header("retry-after")).timestamp() <= time.time() + 2


def test_a_status_may_wait_for_who_resumes():
    with MockServer(FRAMES, mode="instant", faults="status=410@3; status=500@7") as server:
        statuses = [ask(server, headers=f"Last-Event-ID: {id}\r\n").status for id in ("", "1", "2", "2", "6", "6")]

    assert statuses == [200, 200, 410, 200, 500, 204]


def test_a_redirect_says_where_to():
    exchange = once('redirect("http://127.0.0.1:1/x?y=1", 302)')

    assert (exchange.status, exchange.header("location")) == (302, "http://127.0.0.1:1/x?y=1")


def test_a_request_may_get_no_answer():
    with MockServer(FRAMES, mode="instant", faults="no_answer(0)") as server:
        exchange = ask(server)
        statuses = [request.status for request in server.requests]

    assert (exchange.head, exchange.raw, exchange.end) == (b"", b"", "FIN")
    assert statuses == [0]


def test_a_request_may_wait_for_an_answer_for_ever():
    with MockServer(FRAMES, mode="instant", faults="no_answer") as server:
        assert ask(server, patience=0.02).end == "silence"
        assert ask(server).whole


def test_a_stream_may_be_called_something_else():
    exchange = once('wrong_mime("text/plain; x=y")')

    assert exchange.header("content-type") == "text/plain; x=y"
    assert exchange.chunks == WIRE


def test_who_asks_for_the_head_only_spends_no_fault():
    with MockServer(FRAMES, mode="instant", faults="status=503") as server:
        port = int(server.url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
            connection.sendall(f"HEAD / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            head = b"".join(iter(lambda: connection.recv(65536), b""))

        assert head.startswith(b"HTTP/1.1 200")
        assert ask(server).status == 503


# Events that should not be, or not like this


def test_a_byte_order_mark_opens_the_body():
    exchange = once("bom")

    assert exchange.body == BOM + b"".join(WIRE)
    assert exchange.frames() == list(FRAMES)


@pytest.mark.parametrize(
    ("fault", "end"), [("cr", b"\r"), ("crlf", b"\r\n"), ("cr; crlf", b"\r\n"), ("crlf; cr", b"\r")]
)
def test_lines_end_in_another_way(fault, end):
    exchange = once(fault)

    assert exchange.body == b"".join(WIRE).replace(b"\n", end)
    assert exchange.frames() == list(FRAMES)


def test_lines_may_end_in_another_way_from_a_frame_on():
    assert once("cr@3").chunks == [*WIRE[:2], *(item.replace(b"\n", b"\r") for item in WIRE[2:])]


def test_a_reconnection_time_is_no_event():
    exchange = once("retry=250@3")

    assert exchange.body == b"".join([*WIRE[:2], b"retry: 250\n\n", *WIRE[2:]])
    assert exchange.frames() == list(FRAMES)


def test_the_last_events_come_again():
    assert once("dup(2)@3").chunks == [*WIRE[:3], *WIRE[1:3], *WIRE[3:]]
    assert once("dup(99)").chunks == [WIRE[0], *WIRE]


@pytest.mark.parametrize("n", [2, 3, 5])
def test_events_come_in_another_order(n):
    chunks = once(f"reorder({n})@2").chunks

    assert chunks != WIRE
    assert sorted(chunks[1 : n + 1]) == WIRE[1 : n + 1]
    assert (chunks[:1], chunks[n + 1 :]) == (WIRE[:1], WIRE[n + 1 :])


def test_the_end_does_not_wait_for_more_events_to_reorder():
    exchange = once("reorder(9)@5")

    assert exchange.chunks == [*WIRE[:4], WIRE[5], WIRE[4]]
    assert exchange.whole


def test_comments_keep_their_place():
    frames = [*FRAMES[:2], Frame(COMMENT, "ping", "2"), *FRAMES[2:]]

    assert once("reorder(2)@2", frames).chunks[1] == b": ping\n\n"


def test_json_is_cut():
    frames = once("malformed@2").frames()

    assert (frames[0], *frames[2:]) == (FRAMES[0], *FRAMES[2:])
    assert FRAMES[1].data.startswith(frames[1].data)
    with pytest.raises(json.JSONDecodeError):
        json.loads(frames[1].data)


@pytest.mark.parametrize("data", ["12", "[]", '"abc"', "true", "", "x", "[" * 100_000 + "]" * 100_000, "1\n2\n3", "é"])
def test_no_data_is_json_when_cut(data):
    cut = halve(encode(Frame("step", data, "1")))

    assert cut.startswith(b"id: 1\nevent: step\ndata: ")
    assert cut.endswith(b"\n\n")
    assert len(cut) <= len(encode(Frame("step", data, "1")))
    with pytest.raises((ValueError, RecursionError)):
        json.loads(cut.removeprefix(b"id: 1\nevent: step\ndata: "))


def test_text_is_no_longer_utf_8():
    exchange = once("corrupt@2; seed=3")

    assert (exchange.chunks[0], *exchange.chunks[2:]) == (WIRE[0], *WIRE[2:])
    with pytest.raises(UnicodeDecodeError):
        exchange.chunks[1].decode()
    assert exchange.frames()[1].data.replace("\ufffd", "") == FRAMES[1].data


@pytest.mark.parametrize("seed", range(40))
def test_text_is_corrupted_wherever_and_however(seed):
    with pytest.raises(UnicodeDecodeError):
        corrupt(WIRE[0], Random(seed)).decode()


def test_an_event_may_be_cut_and_corrupt_at_once():
    assert once("corrupt; malformed").whole


def test_what_has_no_data_cannot_be_corrupted():
    assert corrupt(b": ping\n\n", Random(1)) == b": ping\n\n"


def test_events_come_without_their_ids():
    exchange = once("drop_id@3")

    assert b"".join(exchange.chunks[:2]) == b"".join(WIRE[:2])
    assert [frame.id for frame in exchange.frames()] == ["1", "2", "2", "2", "2", "2"]
    assert [frame.data for frame in exchange.frames()] == [frame.data for frame in FRAMES]


def test_comments_are_left_out():
    frames = [FRAMES[0], Frame(COMMENT, "ping", "1"), *FRAMES[1:]]

    assert once("no_heartbeat", frames).chunks == WIRE


def test_an_event_may_be_too_large():
    exchange = once("oversize(200000)@3")
    frames = exchange.frames(max_event_bytes=100_000)

    assert len(exchange.body) == sum(map(len, WIRE)) + 200_000 + len(b"data: \n\n")
    assert [frame.event for frame in frames] == ["step", "step", GAP, "step", "step", "step", "step"]


def test_a_line_may_have_no_end():
    exchange = once("endless_line(100000)@3")

    assert exchange.body == b"".join(WIRE[:2]) + b"data: " + b"x" * 100_000
    assert exchange.whole


def test_a_line_may_go_on_until_the_client_has_enough():
    with MockServer(FRAMES, mode="instant", faults="endless_line*inf") as server:
        with open_to(server) as connection:
            received = sum(len(connection.recv(65536)) for _ in range(100))

        assert received > 100_000


# The way of the bytes


def test_a_body_may_be_compressed_event_by_event():
    exchange = once("gzip")
    reader = zlib.decompressobj(zlib.MAX_WBITS | 16)

    assert exchange.header("content-encoding") == "gzip"
    assert [reader.decompress(chunk) for chunk in exchange.chunks] == [*WIRE, b""]
    assert reader.eof


def test_a_bomb_is_small_on_the_wire_and_large_when_it_goes_off():
    exchange = once("bomb(20MiB)@3")
    body = zlib.decompress(exchange.body, zlib.MAX_WBITS | 16)

    assert len(exchange.body) < 40_000
    assert len(body) == 20 * 2**20 + sum(map(len, WIRE)) + len(b"data: \n\n")
    assert exchange.header("content-encoding") == "gzip"


def test_a_bomb_that_has_gone_off_compresses_nothing():
    assert [exchange.header("content-encoding") for exchange in served("bomb(9)@3", times=2)] == ["gzip", None]
    assert resumed("bomb(9)@3", "3").header("content-encoding") is None


def test_events_are_cut_into_equal_chunks():
    exchange = once("split(10)")

    assert exchange.body == b"".join(WIRE)
    assert [len(chunk) for chunk in exchange.chunks[: SIZE // 10 + 1]] == [10] * (SIZE // 10) + [SIZE % 10]


def test_events_are_cut_inside_their_characters():
    exchange = once("split(utf8)@2")

    assert exchange.chunks[0] == WIRE[0]
    assert exchange.chunks[1].endswith(b'"say": "\xc3')
    assert exchange.chunks[2:8] == [b"\xa9\xe8", b"\xb1", b"\x86\xf0", b"\x9f", b"\x98", b'\x80"}\n\n']


def test_events_are_cut_between_cr_and_lf():
    exchange = once("split(crlf); crlf")

    assert exchange.body == b"".join(WIRE).replace(b"\n", b"\r\n")
    assert not any(b"\r\n" in chunk for chunk in exchange.chunks)


def test_events_are_cut_anywhere():
    exchange = once("split(random); seed=1")

    assert exchange.body == b"".join(WIRE)
    assert len(set(map(len, exchange.chunks))) > 5


def test_a_body_is_cut_once_at_a_byte_or_in_the_middle_of_a_frame():
    assert [len(chunk) for chunk in once("split@b20").chunks[:3]] == [20, SIZE - 20, SIZE]
    assert [len(chunk) for chunk in once("split@2").chunks[:3]] == [SIZE, SIZE // 2, SIZE - SIZE // 2]


async def test_a_stall_takes_its_time():
    clock = Clock()
    body = wound(pieces(clock), clock.response(Stall(7, at=AtTime(1))), clock.sleep)

    assert [(clock.now - 50, data) async for data in body] == [(0, b"a"), (8, b"b"), (8, b"c")]


async def test_what_is_slow_takes_its_time():
    clock = Clock()
    body = wound(whole(b"x" * 100), clock.response(Slow(20)), clock.sleep)
    sent = [(round(clock.now - 50, 3), data) async for data in body]

    assert sent == [(round(n / 20, 3), b"x") for n in range(100)]


async def test_there_may_be_nothing_but_heartbeats_for_a_while():
    clock = Clock()
    body = insert(pieces(clock), clock.response(HeartbeatOnly(2.5, at=AtTime(1))), clock.sleep)
    sent = [(clock.now - 50, data) async for _, data in body if data]

    assert sent == [(0, b"a"), (1, KEEP_ALIVE), (2, KEEP_ALIVE), (3, KEEP_ALIVE), (3.5, b"b"), (3.5, b"c")]


def test_there_may_be_no_heartbeats_at_all(monkeypatch):
    monkeypatch.setattr("sse_widgets.mock.schedule.IDLE", 0.001)
    frames = [Frame(data="a", id="1"), Frame(data="b", id="2", at=0.3)]
    with MockServer(frames, faults=[NoHeartbeat()]) as server:
        without, with_ = ask(server), ask(server)

    assert without.chunks == [encode(frame) for frame in frames]
    assert KEEP_ALIVE in with_.chunks


async def whole(data: bytes):
    yield Piece(1, data)


def pieces(clock: Clock):
    """A frame at 0, 1 and 2 seconds."""
    return play([b"a", b"b", b"c"], 0, Timed([0.0, 1.0, 2.0], 0, clock, clock.sleep), clock)


# A proxy that buffers


def test_a_proxy_holds_the_body_back_until_it_ends():
    assert once("", buffering=True).chunks == [b"".join(WIRE)]
    assert once("drop@3", buffering=True).chunks == [b"".join(WIRE[:2])]


async def test_a_proxy_holds_back_only_what_fits(monkeypatch):
    monkeypatch.setattr("sse_widgets.mock.wire_faults.HELD", 4)

    async def items():
        for item in (b"aaa", b"bbb", b"c"):
            yield item

    assert [item async for item in hold_back(items())] == [b"aaabbb", b"c"]


# Repeating a run


def test_a_run_is_repeated_by_its_script(caplog):
    with (
        caplog.at_level("INFO", "sse_widgets.mock"),
        MockServer(FRAMES, mode="instant", faults="reorder(6)*9") as server,
    ):
        first = [ask(server).body for _ in range(5)]
        script = server.faults

    assert str(script) == f"reorder(6)*9; seed={script.seed}"
    assert str(script) in caplog.text
    assert [exchange.body for exchange in served(str(script), times=5)] == first
    assert len(set(first)) > 1


@pytest.mark.parametrize("fault", ["reorder(5)", "corrupt", "split(random)"])
def test_what_is_random_follows_the_seed(fault):
    chunks = [[exchange.chunks for exchange in served(f"{fault}*inf", times=3, seed=seed)] for seed in (1, 1, 2)]

    assert chunks[0] == chunks[1] != chunks[2]


def test_what_a_fault_draws_does_not_depend_on_others():
    assert once("corrupt; seed=4").chunks[0] == once("corrupt; reorder(2)@4; drop@6; seed=4").chunks[0]


def test_a_server_without_faults_logs_none(caplog):
    with caplog.at_level("INFO", "sse_widgets.mock"):
        once("")

    assert not caplog.records
