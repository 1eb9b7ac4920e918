"""The one background thread: there is one, it says who is on it, and it ends with Python."""

import asyncio
import os
import subprocess
import sys
import threading
from concurrent.futures import CancelledError

import pytest

from sse_widgets import background
from tests.waiting import PATIENCE, until


def test_there_is_one_loop_on_one_daemon_thread():
    loops = []
    threads = [threading.Thread(target=lambda: loops.append(background.loop())) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(map(id, loops))) == 1
    assert [thread.name for thread in threading.enumerate()].count("sse_widgets") == 1
    assert next(thread for thread in threading.enumerate() if thread.name == "sse_widgets").daemon


def test_a_coroutine_runs_there_and_comes_back_with_its_result_or_error():
    async def where():
        return threading.current_thread().name, background.inside(), background.running()

    async def fails():
        raise KeyError("no")

    assert background.submit(where()).result(PATIENCE) == ("sse_widgets", True, background.loop())
    assert not background.inside()
    assert background.running() is None
    with pytest.raises(KeyError):
        background.submit(fails()).result(PATIENCE)


async def test_the_loop_of_the_caller_is_not_ours():
    assert background.running() is asyncio.get_running_loop()
    assert not background.inside()


def test_cancelling_the_future_cancels_the_coroutine():
    begun, left = threading.Event(), threading.Event()

    async def waits():
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            left.set()

    future = background.submit(waits())
    begun.wait(PATIENCE)
    future.cancel()

    assert left.wait(PATIENCE)
    with pytest.raises(CancelledError):
        future.result(PATIENCE)


def ended(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, timeout=PATIENCE)


def test_python_ends_quietly_whatever_still_runs():
    done = ended("""
import asyncio, threading
from sse_widgets import background
from tests.waiting import until

begun = threading.Event()

async def waits():
    begun.set()
    try:
        await asyncio.Event().wait()
    finally:
        print("left")

background.submit(waits())
begun.wait(5)
""")

    assert (done.stdout, done.stderr, done.returncode) == ("left\n", "", 0)


def test_python_ends_quietly_though_a_task_will_not():
    done = ended("""
import asyncio, threading
from sse_widgets import background
from tests.waiting import until

begun = threading.Event()

async def stubborn():
    begun.set()
    while True:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            pass

background.submit(stubborn())
begun.wait(5)
""")

    assert "Traceback" not in done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_child_gets_a_thread_of_its_own():
    done = ended("""
import asyncio, os, sys, warnings
warnings.simplefilter("ignore")
from sse_widgets import background
from tests.waiting import until

async def one():
    return 1

assert background.submit(one()).result(5) == 1
child = os.fork()
if child == 0:
    os._exit(background.submit(one()).result(5) - 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
""")

    assert done.stdout == "0\n", done.stderr


def test_who_wants_to_exit_does_not_take_the_thread_with_it(caplog):
    async def exits() -> None:
        raise SystemExit(1)

    async def goes_on() -> str:
        return "here"

    background.submit(exits())

    assert background.submit(goes_on()).result(PATIENCE) == "here"
    until(lambda: "wanted to end the background thread" in caplog.text)
