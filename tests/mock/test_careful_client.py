"""What a client gets in total that comes back with the last id: the recording, whatever happened on the way."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_widgets.frame import Frame
from sse_widgets.mock import MockServer
from sse_widgets.mock.faults import (
    Bom,
    Cr,
    CrLf,
    Drop,
    End204,
    Gzip,
    NoHeartbeat,
    Redirect,
    Reset,
    RetryTime,
    Split,
    Stall,
    Status,
    TruncateChunk,
)
from sse_widgets.mock.places import AtByte, AtFrame
from tests.mock.wire import careful

COUNT = 12
FRAMES = tuple(Frame("step", f"é豆😀\n{n}", str(n)) for n in range(1, COUNT + 1))


def served(faults, **options) -> list[Frame]:
    with MockServer(FRAMES, mode="instant", faults=faults, **options) as server:
        return careful(server)


@pytest.mark.parametrize("place", ["", *(f"@{n}" for n in range(1, COUNT + 2)), *(f"@b{n}" for n in range(0, 400, 7))])
@pytest.mark.parametrize("fault", ["drop", "reset", "truncate_chunk", "truncate_chunk(header)", "stall(0.001)"])
def test_nothing_is_lost_or_doubled_wherever_it_breaks(fault, place):
    assert served(f"{fault}{place}*2; bom") == list(FRAMES)


@pytest.mark.parametrize(
    "faults",
    [
        "bom*inf",
        "cr*inf",
        "crlf*inf; split(crlf)*inf",
        "gzip*inf; drop@5; reset@9",
        "split(1)*inf",
        "split(7)*inf; bom*inf; drop@b100*3",
        "split(utf8)*inf; truncate_chunk@4*2",
        "split(random)*inf; cr*inf; drop@b77*4; seed=1",
        "status=503*2; drop@5; status(429, retry_after=date)@5*3",
        "redirect*3; drop@3; redirect@3",
        "drop@1*3; drop@2*3; reset@12*3",
        "no_answer(0)*2; drop@4",
        "oversize(17MiB)@4",
        "end204@13; retry=10",
        "bomb(1MiB)@99; drop@3",
        *(f"status=503@{n}*2; drop@{n}" for n in range(1, COUNT + 1)),
    ],
)
def test_nothing_is_lost_or_doubled_in_bad_company(faults):
    frames = [frame for frame in served(faults) if frame.event != "@gap"]

    assert [frame._replace(retry=None) for frame in frames] == list(FRAMES)


def test_a_client_that_gives_up_on_silence_goes_on_elsewhere():
    with MockServer(FRAMES, mode="instant", faults="stall@4; no_answer; stall@b10") as server:
        assert careful(server, patience=0.05) == list(FRAMES)


def test_a_proxy_that_buffers_loses_nothing():
    assert served("drop@3; reset@7; gzip@3", buffering=True) == list(FRAMES)


times = st.integers(1, 2)
frames = st.builds(AtFrame, st.integers(1, COUNT + 1))
places = st.none() | frames | st.builds(AtByte, st.integers(0, 500))
survivable = st.one_of(
    st.builds(Drop, at=places, times=times),
    st.builds(Reset, at=places, times=times),
    st.builds(TruncateChunk, inside=st.sampled_from(["header", "body"]), at=places, times=times),
    st.builds(Stall, st.just(0.0), at=places, times=times),
    st.builds(Status, st.sampled_from([429, 500, 503, 529]), at=st.none() | frames, times=times),
    st.builds(Redirect, at=st.none() | frames, times=times),
    st.builds(Split, every=st.integers(1, 30), at=places, times=times),
    st.builds(Split, inside=st.sampled_from(["utf8", "crlf", "random"]), at=places, times=times),
    st.builds(Split, at=frames, times=times),
    st.builds(Bom, times=times),
    st.builds(Cr, at=places, times=times),
    st.builds(CrLf, at=places, times=times),
    st.builds(Gzip, at=st.none() | frames, times=times),
    st.builds(RetryTime, at=frames, times=times),
    st.builds(NoHeartbeat, at=places, times=times),
    st.builds(End204, at=st.just(AtFrame(COUNT + 1)), times=times),
)


@settings(max_examples=150)
@given(
    st.lists(survivable, max_size=8, unique_by=lambda fault: isinstance(fault, Bom) or object()),  # a second would stay
    st.integers(0, 2**32),
)
def test_no_script_of_what_can_be_survived_costs_an_event(faults, seed):
    assert [frame._replace(retry=None) for frame in served(faults, seed=seed)] == list(FRAMES)


def test_faults_are_counted_over_all_who_watch():
    """Two at once: each is struck, or spared, and both get everything."""

    async def both(server: MockServer) -> list[list[Frame]]:
        return await asyncio.gather(*(asyncio.to_thread(careful, server) for _ in range(2)))

    with MockServer(FRAMES, mode="instant", faults="drop@3*3; status=503*3; reset@b200*3; split(1)*3") as server:
        got = asyncio.run(both(server))
        statuses = [request.status for request in server.requests]

    assert got == [list(FRAMES)] * 2
    assert statuses.count(503) == 3
    assert statuses.count(200) >= 2 + 3
