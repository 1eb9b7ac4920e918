"""Figures of a run: how fast it came, where it waited, what each agent and each tool took."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from statistics import median, quantiles
from typing import Any

from sse_widgets.analysis.finding import Finding
from sse_widgets.analysis.stuck import Watch
from sse_widgets.events import Event, TextAdded, ThoughtAdded
from sse_widgets.owner import owner
from sse_widgets.state import RunState, Tool

Figures = dict[str, Any]

MOST = 10
"""Gaps that are listed, the longest first."""


def of_run(events: Iterable[Event], state: RunState, frames: int, sent: int, seconds: float) -> Figures:
    """Return the figures of a run up to a moment.

    Args:
        events: all up to there.
        state: there.
        frames: how many.
        sent: bytes of their data.
        seconds: when the last came.
    """
    watch, times = Watch(), [0.0]
    by_agent: dict[str, _Voice] = defaultdict(_Voice)
    voice = _Voice()
    found: list[Finding] = []
    for event in events:
        found += [each for each in watch.notice(event) if each.reason]
        if event.at > times[-1]:
            times.append(event.at)
        if agent := owner(event, state):
            by_agent[agent].hear(event)
        voice.hear(event)
    return {
        "frames": frames,
        "bytes": sent,
        "seconds": seconds,
        "frames_per_second": _rate(frames, seconds),
        "gaps": _gaps(times),
        **voice.figures(),
        "usage_tokens": state.usage.output_tokens,
        "agents": [
            {"agent": id, "name": known.name if (known := state.agents.find(id)) else id, **each.figures()}
            for id, each in by_agent.items()
        ],
        "tools": _tools(state.tools),
        "stuck": [{"at": each.at, "agent": each.agent, "reason": each.reason} for each in found],
    }


class _Voice:
    """What was said by one, and when."""

    def __init__(self) -> None:
        self._events = self._pieces = self._characters = 0
        self._first: float | None = None
        self._text: list[float] = []
        self._times: list[float] = []

    def hear(self, event: Event) -> None:
        self._events += 1
        if not self._times or event.at > self._times[-1]:
            self._times.append(event.at)
        if isinstance(event, TextAdded | ThoughtAdded):
            self._pieces += 1
            self._characters += len(event.text)
            self._text = [self._text[0] if self._text else event.at, event.at]

    def figures(self) -> Figures:
        spoke = self._text[1] - self._text[0] if self._text else 0.0
        return {
            "events": self._events,
            "time_to_first_token": self._text[0] if self._text else None,
            "tokens": self._pieces,
            "characters": self._characters,
            "tokens_per_second": _rate(self._pieces - 1, spoke),
            "longest_gap": max((b - a for a, b in pairwise(self._times)), default=None),
        }


def _gaps(times: list[float]) -> Figures:
    gaps = [(b - a, a) for a, b in pairwise(times)]
    lengths = sorted(length for length, _ in gaps)
    return {
        "median": median(lengths) if lengths else None,
        "p95": quantiles(lengths, n=20)[-1] if len(lengths) > 1 else None,
        "longest": [{"seconds": length, "after": after} for length, after in sorted(gaps, reverse=True)[:MOST]],
    }


def _tools(tools: Iterable[Tool]) -> list[Figures]:
    by_name: dict[str, list[Tool]] = defaultdict(list)
    for tool in tools:
        by_name[tool.name].append(tool)
    return [
        {
            "tool": name,
            "calls": len(calls),
            "failed": sum(call.status == "failed" for call in calls),
            "seconds": sum(took) if (took := _took(calls)) else None,
            "median": median(took) if took else None,
            "longest": max(took, default=None),
        }
        for name, calls in by_name.items()
    ]


def _took(calls: list[Tool]) -> list[float]:
    said = [call.duration for call in calls if call.duration is not None]
    return said + [
        call.ended_at - call.started_at
        for call in calls
        if call.duration is None and call.ended_at is not None and call.started_at is not None
    ]


def _rate(count: int, seconds: float) -> float | None:
    return count / seconds if seconds > 0 and count > 0 else None
