"""The board: many runs, a row each, as a dashboard shows them and as it is left where no widget can live."""

import re
from dataclasses import field

from sse_widgets.document import Document, Stream
from sse_widgets.faces import as_html, as_text
from sse_widgets.faces.blocks import Block, Grid, Paragraph, Strong
from sse_widgets.faces.words import amount, brief, cost, dotted, share, signed, took
from sse_widgets.state import TERMINAL, ConnectionState, RunState, RunStatus
from sse_widgets.structures.items import Items
from sse_widgets.structures.records import Record, record

_MARKUP = re.compile(r"\*\*|`|^#+ ", re.MULTILINE)
"""Of Markdown, what says nothing in a line of plain text."""

GLANCE = 160
"""Characters of what was said last."""


@record
class Row(Record):
    """One run. Times are seconds of the board's own clock, which began when the board was made."""

    id: str
    title: str = ""
    dialect: str = ""
    status: RunStatus = "pending"
    connection: ConnectionState = "idle"
    active: bool = False
    recorded: bool = False
    progress: float = 0.0
    started_at: float | None = None
    ended_at: float | None = None
    seen_at: float | None = None
    """When its last frame came."""
    question: str = ""
    """What it waits for a person to say."""
    error: str = ""
    doing: str = ""
    """The call that runs, else what the agents are at."""
    said: str = ""
    """The end of what was said last."""
    working: int = 0
    agents: int = 0
    tokens: int | None = None
    cost: float | None = None
    received: int = 0


@record
class Board(Record):
    """The rows of a dashboard, in the order given."""

    rows: Items[Row] = field(default_factory=Items)


@record
class BoardDocument(Record):
    """What browsers show of a dashboard; in the shape of a run's document."""

    state: Board = field(default_factory=Board)
    stream: Stream = field(default_factory=Stream)


def row(id: str, document: Document, opened: float) -> Row:
    """Return the row of a run.

    Args:
        id: tells it from the other rows.
        document: what is shown of the run.
        opened: when its stream opened, by the clock of the board.
    """
    state, stream = document.state, document.stream
    asked = next((each for each in state.interrupts if each.status == "open"), None)
    begun, ended = state.run.started_at, state.run.ended_at
    return Row(
        id,
        title=state.run.title or stream.title or id,
        dialect=stream.dialect or "",
        status=state.status,
        connection=document.connection,
        active=stream.active,
        recorded=stream.recorded,
        progress=state.progress,
        started_at=None if begun is None else opened + begun,
        ended_at=None if ended is None else opened + ended,
        seen_at=opened + stream.at if stream.received else None,
        question=(asked.message or asked.reason or "an answer") if asked else "",
        error=state.error.message if state.error else "",
        doing=_doing(state),
        said=_said(state),
        working=sum(agent.status == "working" for agent in state.agents),
        agents=len(state.agents),
        tokens=state.usage.total_tokens,
        cost=state.usage.cost,
        received=stream.received,
    )


def _doing(state: RunState) -> str:
    running = [tool.title or tool.name for tool in state.tools if tool.status == "running"]
    tasks = [agent.task for agent in state.agents if agent.status == "working" and agent.task]
    phases = [phase.title for phase in state.plan.phases if phase.status == "running"]
    return next(iter([*running[-1:], *tasks[-1:], *phases[-1:], state.run.note]), "")


def _said(state: RunState) -> str:
    last = next((message.text for message in reversed(state.messages) if message.text.strip()), "")
    flat = " ".join(_MARKUP.sub("", last).split())
    return flat if len(flat) <= GLANCE else f"…{flat[1 - GLANCE :]}"


def text(board: Board) -> str:
    """Return the board as a table of plain text."""
    return as_text.rendered(_blocks(board))


def html(board: Board) -> str:
    """Return the board as a table of HTML without scripts."""
    return as_html.rendered(_blocks(board))


def _blocks(board: Board) -> tuple[Block, ...]:
    rows = board.rows
    asked = sum(bool(row.question) for row in rows)
    failed = sum(row.status == "failed" for row in rows)
    tally = dotted(
        amount(len(rows), "runs"),
        f"{asked} need{'s' if asked == 1 else ''} you" if asked else "",
        f"{failed} failed" if failed else "",
    )
    return Paragraph((Strong(tally),)), Grid(("run", "state", "now"), tuple(map(_cells, rows)))


def _cells(row: Row) -> tuple[str, ...]:
    done = row.status in TERMINAL
    going = share(row.progress) if row.progress and not done else ""
    agents = f"{row.working} of {amount(row.agents, 'agents')}" if row.working else amount(row.agents or None, "agents")
    time = took(row.started_at, row.ended_at or row.seen_at)
    stands = dotted(signed(row.status), going, agents, time, amount(row.tokens, "tokens"), cost(row.cost))
    now = f"needs you: {row.question}" if row.question else row.error or (not done and row.doing) or row.said
    return row.title, stands, brief(now)
