"""Waiting for a future, from threads, coroutines, and a loop that must not be blocked."""

import asyncio
import subprocess
import sys
import threading
from concurrent.futures import Future

import pytest

from sse_widgets import background
from sse_widgets.running.waiting import block, until_done

NESTED = """
import asyncio, sys
import sse_widgets as sw

assert "nest_asyncio2" not in sys.modules

async def items():
    for n in range(3):
        await asyncio.sleep(0)
        yield {"n": n}

async def cell():
    elsewhere = sw.watch([{"n": 1}]).wait(5)
    assert "nest_asyncio2" not in sys.modules, "a run of the background needs no nesting"
    run = sw.watch(items())
    run.wait(5)
    assert "nest_asyncio2" in sys.modules
    return elsewhere.connection, run.connection, len(run.frames)

async def never():
    await asyncio.Event().wait()
    yield {}

async def late():
    run = sw.watch(never())
    try:
        run.wait(0.01)
    except TimeoutError as error:
        said = str(error)
    run.stop()
    await run
    return said, run.connection

print(asyncio.run(cell()))
print(asyncio.run(late()))
"""

IMPORTS = """
import sys
import sse_widgets
assert all(getattr(sse_widgets, name) for name in sse_widgets.__all__)
unwanted = [name for name in sys.modules if name.split(".")[0] in ("nest_asyncio2", "nest_asyncio", "httpx", "httpx2")]
dialects = [name for name in sys.modules if name.startswith("sse_widgets.dialects.")]
print(unwanted, sorted(dialects))
"""


def ran(code: str) -> str:
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_run_of_the_callers_own_loop_can_be_waited_for_without_await():
    """The one thing that needs nested loops; they are applied then and there, and nowhere else."""
    cell, late = ran(NESTED).splitlines()

    assert cell == "('closed', 'closed', 5)"
    assert late.startswith('("<Run pending, 1 frames> is not over after 0.01 s"') or "is not over after 0.01 s" in late
    assert late.endswith("'closed')")


def test_the_import_brings_neither_nesting_nor_http_nor_a_vocabulary():
    infrastructure = ["dialect", "registry", "sniffing", "wire"]
    unwanted, _, dialects = ran(IMPORTS).partition("] ")

    assert unwanted == "["
    assert set(eval(dialects)) <= {f"sse_widgets.dialects.{name}" for name in infrastructure}


def test_block_returns_what_another_thread_sets():
    done: Future[int] = Future()
    threading.Thread(target=done.set_result, args=(7,)).start()

    assert block(done, 5, None) == 7
    assert block(done, 0, background.loop()) == 7


def test_block_gives_up_in_time():
    with pytest.raises(TimeoutError):
        block(Future(), 0.001, None)


async def test_a_coroutine_gets_what_another_thread_sets_and_its_error():
    done: Future[int] = Future()
    failed: Future[int] = Future()
    threading.Thread(target=done.set_result, args=(7,)).start()
    failed.set_exception(KeyError("no"))

    assert await until_done(done) == 7
    with pytest.raises(KeyError):
        await until_done(failed)


async def test_a_coroutine_that_is_cancelled_leaves_the_future_to_others():
    done: Future[int] = Future()
    task = asyncio.create_task(until_done(done))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert not done.cancelled()
    done.set_result(1)
    assert await until_done(done) == 1
