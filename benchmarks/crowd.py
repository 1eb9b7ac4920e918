"""What a hundred busy agents cost a page with every view open, and what it costs to open a view of a long run."""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any, ClassVar, get_args

from playwright.sync_api import Browser

import sse_widgets as sw
from sse_widgets import events as e
from sse_widgets.dialects.plain import Plain
from sse_widgets.events import Event
from sse_widgets.frame import Frame
from sse_widgets.patches import document
from sse_widgets.run import Run
from tests.browser.bridge import Bridge
from tests.browser.chromium import chromium

VIEWS = (
    "console", "messages", "agents", "plan", "sources", "canvas", "timeline", "inspector", "composer", "connection",
)  # fmt: skip
AGENTS = 100
RATE = 10
"""Updates a second, of each agent."""
SECONDS = 10.0
SETTLED = 3.0
"""Seconds after which everything is open and warm."""
FRAMES = 100_000
ROUNDS = 3
"""The machine is shared; the best round tells most of our share."""
SCREENS = {"": (1400, 1000), "_all_in_sight": (1400, 5200)}
"""A screen as people have it, and one on which every view is in sight, by the suffix of the figure."""

OPEN = """async kind => {
    const el = document.createElement('div');
    document.getElementById('view').prepend(el);
    window.stage.hub.mount({kind, el, key: `new ${kind}`, signal: new AbortController().signal});
    await new Promise(drawn => requestAnimationFrame(() => { setTimeout(drawn); }));
}"""
"""Shows a view that was not there, on top of the page, and waits until it is drawn."""

EVENTS = {each.type: each for each in get_args(Event)}
STAMPS = {field.name for field in fields(e.BaseEvent)}


class Events(Plain):
    """Frames that say our own events, by type and fields."""

    name: ClassVar[str] = "events"
    announces_end: ClassVar[bool] = False

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Yield the event."""
        if made := EVENTS.get(frame.event):
            yield made(**json.loads(frame.data))


def frame(event: Event, at: float) -> Frame:
    """Return the frame that says `event`."""
    told = {name: value for name, value in document(event).items() if name not in STAMPS and value}
    return Frame(event.type, json.dumps(told), "", None, at)


def updates(seconds: float) -> Iterator[Event]:
    """Yield what busy agents say, as fast as they say it, for some seconds."""
    for agent in range(AGENTS):
        yield e.AgentStarted(f"a{agent}", f"Agent {agent}", "researcher", task="Read, weigh, write")
    start = time.perf_counter()
    for n in range(int(AGENTS * RATE * seconds)):
        while (wait := n / (AGENTS * RATE) - (time.perf_counter() - start)) > 0:
            time.sleep(min(wait, 0.005))
        yield update(n)


def update(n: int) -> Event:
    """Return the nth update: how far an agent is, and now and then a call or a few words."""
    agent = f"a{n % AGENTS}"
    match n // AGENTS % 20:
        case 0:
            return e.ToolStarted(f"call-{n}", "search", agent, running=True)
        case 1:
            return e.ToolFinished(f"call-{n - AGENTS}", output={"found": n})
        case turn if turn < 6:
            return e.TextAdded(f"m-{agent}", f"word{n} ")
        case turn:
            return e.AgentProgressed(agent, progress=turn / 20)


def crowd(browser: Browser, screen: tuple[int, int]) -> float:
    """Return the longest task of the page, in milliseconds of CPU, while agents are busy and every view is open."""
    run = sw.watch((frame(event, 0.0) for event in updates(10 * SECONDS)), dialect=Events)
    with Bridge(browser, run, width=screen[0], height=screen[1]) as page:
        for kind in VIEWS:
            page.mount(kind)
        _pump_for(page, SETTLED)
        browser.start_tracing(page=page.page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
        _pump_for(page, SECONDS)
        traced = json.loads(browser.stop_tracing())["traceEvents"]
        assert run.active
        assert len(run.agents) == AGENTS
        run.stop()
        assert page.errors == []
    return longest_task(traced)


def longest_task(traced: list[dict[str, Any]]) -> float:
    """Return milliseconds of CPU of the longest task of the main thread: the clock would tell of the machine's load."""
    main = {
        (each["pid"], each["tid"])
        for each in traced
        if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"
    }
    tasks = [each for each in traced if each["name"] == "RunTask" and (each["pid"], each["tid"]) in main]
    return max(float(task.get("tdur", 0)) for task in tasks) / 1000


def _pump_for(page: Bridge, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.exchange()
        page.page.wait_for_timeout(5)


def long_run() -> Run:
    """Return a run of many frames: 200 answers of 450 words each, and the calls, thoughts and agents between them."""
    run = sw.watch([frame(event, n / 100) for n, event in enumerate(_story())], dialect=Events)
    run.wait(timeout=120)
    return run


def _story() -> Iterator[Event]:
    for n in range(FRAMES):
        answer, place = f"m{n // 500}", n % 500
        if place == 0:
            yield e.AgentStarted(f"a{n // 500}", f"Agent {n // 500}", task="Read, weigh, write")
        elif place < 40:
            call = f"{answer}-{place // 2}"
            yield e.ToolFinished(call, output=place) if place % 2 else e.ToolStarted(call, "search", message_id=answer)
        elif place < 50:
            yield e.ThoughtAdded(f"t-{answer}", "and so it goes on. ")
        else:
            yield e.TextAdded(answer, f"word{place} " if place % 40 else "\n\n")


def opened(browser: Browser, run: Run) -> dict[str, float]:
    """Return milliseconds of CPU that each view takes to open, beside one that was open."""
    took = {}
    with Bridge(browser, run) as page:
        page.mount("connection")
        page.pump()
        devtools = page.page.context.new_cdp_session(page.page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent() -> float:
            metrics = devtools.send("Performance.getMetrics")["metrics"]
            return next(float(metric["value"]) for metric in metrics if metric["name"] == "TaskDuration")

        for kind in VIEWS:
            before = spent()
            page.page.evaluate(OPEN, kind)
            took[kind] = (spent() - before) * 1000
    return took


def measure() -> dict[str, float]:
    """Return the figures, each of the best of some rounds."""
    with chromium() as browser:
        tasks = {
            f"longest_task_ms_100_agents{suffix}": min(crowd(browser, screen) for _ in range(ROUNDS))
            for suffix, screen in SCREENS.items()
        }
        run = long_run()
        opening = min(max(opened(browser, run).values()) for _ in range(ROUNDS))
    return tasks | {"mount_ms_100000_frames": opening}
