"""What happened when."""

from collections.abc import Iterator
from typing import NamedTuple

from sse_widgets.document import Document
from sse_widgets.faces.blocks import Block, Grid, Paragraph, Soft
from sse_widgets.faces.words import brief, dotted, name_of, signed, took
from sse_widgets.state import RunState

MOST = 200
"""Rows that are shown."""


class _Span(NamedTuple):
    at: float | None
    end: float | None
    duration: float | None
    kind: str
    name: str
    status: str


def timeline(document: Document) -> Iterator[Block]:
    """Yield what began when and how long it took."""
    begun = [(span.at, span) for span in _spans(document.state) if span.at is not None]
    begun.sort(key=lambda pair: pair[0])
    if len(begun) > MOST:
        yield Paragraph((Soft(f"the first {MOST} of {len(begun):,}"),))
    if begun:
        rows = tuple(_row(at, span, document.stream.at) for at, span in begun[:MOST])
        yield Grid(("at", "what", "state"), rows)


def _spans(state: RunState) -> Iterator[_Span]:
    for phase in state.plan.phases:
        yield _Span(phase.started_at, phase.ended_at, None, "phase", phase.title or phase.id, phase.status)
    for agent in state.agents:
        yield _Span(agent.started_at, agent.ended_at, agent.duration, "agent", agent.name or agent.id, agent.status)
    for tool in state.tools:
        yield _Span(tool.started_at, tool.ended_at, tool.duration, "tool", tool.title or tool.name, tool.status)
    for message in state.messages:
        name = name_of(state, message.agent) or message.role
        yield _Span(message.started_at, message.ended_at, None, "message", name, message.status)
    for error in state.errors:
        yield _Span(error.at, error.at, None, "error", error.message, "failed")


def _row(at: float, span: _Span, now: float) -> tuple[str, ...]:
    length = "" if span.kind == "error" else took(at, span.end or now, span.duration)
    return f"{at:.1f} s", f"{span.kind} · {brief(span.name)}", dotted(signed(span.status), length)
