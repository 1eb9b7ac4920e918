"""Stopping, with streams open, whatever keeps them."""

import gc
import math
import time
from dataclasses import replace

import pytest

from sse_widgets.frame import Frame
from sse_widgets.mock import FaultScript, MockServer
from sse_widgets.mock.fault_text import NAMES
from sse_widgets.mock.faults import Bomb, HeartbeatOnly, NoAnswer, Slow, Split, Stall
from tests.mock.wire import open_to
from tests.waiting import until

AT_ONCE = 8.0
"""Seconds. It takes 50 ms; a stop that waits for anybody takes ten seconds, or for ever."""

FRAMES = (*(Frame(data="x" * 50, id=str(n)) for n in range(1, 5)), Frame(data="never", id="5", at=1e6))
ALL = [
    *(kind() for kind in NAMES.values() if kind is not Split),
    Split(every=1),
    Split(inside="random"),
    Stall(1e6),
    Slow(1),
    NoAnswer(1e6),
    HeartbeatOnly(1e6),
    Bomb(2**40),
]


@pytest.mark.parametrize("buffering", [False, True])
@pytest.mark.parametrize(
    "fault", [replace(fault, times=math.inf) for fault in ALL], ids=lambda fault: str(FaultScript((fault,), 1))
)
def test_it_stops_at_once_under_every_fault(fault, buffering):
    server = MockServer(FRAMES, faults=[fault], buffering=buffering).start()
    connections = [open_to(server) for _ in range(3)]
    try:
        until(lambda: len(server.requests) == 3)
        before = time.perf_counter()
        server.stop()
        took = time.perf_counter() - before
    finally:
        for connection in connections:
            connection.close()
    gc.collect()  # a stream that was not closed would warn here

    assert took < AT_ONCE
    assert not server._connections


def test_it_stops_at_once_when_its_clients_do_not_read():
    server = MockServer(FRAMES, faults="endless_line*inf; drop@3").start()
    connections = [open_to(server) for _ in range(10)]
    until(lambda: len(server.requests) == 10)
    before = time.perf_counter()
    server.stop()
    took = time.perf_counter() - before
    for connection in connections:
        connection.close()

    assert took < AT_ONCE


def test_it_stops_at_once_while_steps_are_awaited():
    server = MockServer(FRAMES, mode="step").start()
    connection = open_to(server)
    until(lambda: len(server.requests) == 1)
    before = time.perf_counter()
    server.stop()
    connection.close()

    assert time.perf_counter() - before < AT_ONCE
