"""Two workers on one Redis, with everything between them and around them broken: the events are counted."""

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

import sse_widgets as sw
from tests.broadcast.redis_server import RedisServer
from tests.broadcast.tcp_proxy import Wire
from tests.waiting import PATIENCE, until

WATCHERS = 4
BETWEEN = 60
"""Events that are acknowledged between two faults."""


class Worker:
    """A process that serves what is in Redis."""

    def __init__(self, redis: int) -> None:
        command = [sys.executable, "-m", "sse_widgets.cli", "broadcast", "--port", "0"]
        command += ["--redis", f"redis://127.0.0.1:{redis}/0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = urlsplit(self._process.stdout.readline().strip()).port or 0

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


class Publisher:
    """Publishes numbers, one after another, and notes which of them were acknowledged."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.acknowledged: list[int] = []
        self.tried = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def more(self, count: int = BETWEEN) -> None:
        """Wait until so many more were acknowledged."""
        enough = len(self.acknowledged) + count
        until(lambda: len(self.acknowledged) >= enough)

    def _work(self) -> None:
        while not self._stop.is_set():
            number = self.tried
            self.tried += 1
            if self._published(number):
                self.acknowledged.append(number)
            else:
                self._stop.wait(0.02)  # and on to the next: nobody knows what became of this one

    def _published(self, number: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        data = {"messageId": "m", "token": f"{number} "}
        try:
            body = json.dumps({"event": "message_token", "data": data})
            connection.request("POST", "/api/sessions/s/events", body, {"host": "localhost"})
            return connection.getresponse().status == 201
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def two_workers(redis: int) -> Iterator[list[Worker]]:
    workers = [Worker(redis), Worker(redis)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()


def numbers(run: sw.Run) -> list[int]:
    return [int(json.loads(frame.data)["token"]) for frame in run.frames if frame.event == "message_token"]


@pytest.fixture
def scene(redis: RedisServer) -> Iterator[tuple[RedisServer, Wire, list[Worker], Wire]]:
    with (
        Wire(lambda: [redis.port]) as behind,
        two_workers(behind.port) as workers,
        Wire(lambda: [worker.port for worker in workers]) as before,
    ):
        yield redis, behind, workers, before


def kill_a_worker(redis: RedisServer, behind: Wire, workers: list[Worker], before: Wire) -> None:
    workers[0].kill()


def kill_a_worker_and_start_another(redis: RedisServer, behind: Wire, workers: list[Worker], before: Wire) -> None:
    workers[1].kill()
    workers[1] = Worker(behind.port)


def restart_redis(redis: RedisServer, behind: Wire, workers: list[Worker], before: Wire) -> None:
    redis.kill()
    redis.start()


def cut_the_wire_to_the_watchers(redis: RedisServer, behind: Wire, workers: list[Worker], before: Wire) -> None:
    before.cut()
    before.mend()


def cut_the_wire_to_redis(redis: RedisServer, behind: Wire, workers: list[Worker], before: Wire) -> None:
    behind.cut()
    behind.mend()


FAULTS = (
    cut_the_wire_to_the_watchers,
    kill_a_worker_and_start_another,
    restart_redis,
    cut_the_wire_to_redis,
    restart_redis,
    cut_the_wire_to_the_watchers,
    kill_a_worker,
)


def test_nothing_that_redis_acknowledged_is_lost_or_doubled(scene):
    redis, behind, workers, before = scene
    retry = sw.Retry(attempts=100, base=0.05, cap=0.3)
    address = f"http://127.0.0.1:{before.port}/agent_network_sse/s"
    runs = [sw.connect(address, retry=retry, title=str(n)) for n in range(WATCHERS)]
    publisher = Publisher(before.port)
    try:
        for fault in FAULTS:
            publisher.more()
            fault(redis, behind, workers, before)
        publisher.more()
    finally:
        publisher.stop()
    late = sw.connect(address, retry=retry)
    last = publisher.acknowledged[-1]
    until(lambda: all(last in numbers(run) for run in (*runs, late)))
    told = [numbers(run) for run in (*runs, late)]
    for run in (*runs, late):
        run.stop()

    assert len(publisher.acknowledged) >= BETWEEN * (len(FAULTS) + 1)
    for each in told:
        assert len(each) == len(set(each)), "doubled"
        # What was sent when the wire broke may still come, after what its publisher went on to.
        sure = set(publisher.acknowledged)
        assert [number for number in each if number in sure] == publisher.acknowledged, "lost, or out of order"
        assert each == told[0], "another story for another watcher"
    assert [run.state.counters.gaps for run in runs] == [0] * WATCHERS
    assert all(run.state.counters.reconnects for run in runs)
