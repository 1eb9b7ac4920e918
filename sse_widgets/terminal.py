"""Following a run in a terminal: a picture that moves where one can, else a line for each thing that happens."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

from sse_widgets import events as e
from sse_widgets import faces
from sse_widgets.document import Document
from sse_widgets.events import Event
from sse_widgets.state import RunState

TAIL = 16
"""Lines of what is said that a moving picture shows."""
RATE = 10
"""Pictures a second."""


def follow(events: Iterable[Event], read: Callable[[], Document], file: TextIO | None = None) -> None:
    """Show what happens until the run is over.

    With `rich` installed and a terminal to draw on, a picture that moves; else a line for each step that
    is worth one, and every message when it is whole.

    Args:
        events: of the run, until it is over.
        read: returns what is to be shown now.
        file: where to write; None for standard output.
    """
    file = file or sys.stdout
    picture = _picture(file)
    if picture is None:
        for event in events:
            for line in lines(event, read().state):
                print(line, file=file, flush=True)
        return
    with picture as live:
        for _ in events:
            live.update(_drawn(read()))
        live.update(_drawn(read()))


def lines(event: Event, state: RunState) -> Iterator[str]:
    """Yield what to print when something has happened: mostly nothing.

    Args:
        event: what has happened.
        state: of the run, in which names are looked up.
    """
    match event:
        case e.RunStarted(title=title) if title:
            yield f"▶ {title}"
        case e.RoutingDecided(agent_id=id, agent_name=name):
            yield f"→ {name or id}"
        case e.PhaseStarted(phase_id=id, title=title):
            yield f"◐ {title or id}"
        case e.AgentStarted(agent_id=id, name=name, task=task):
            yield _line("◐", name or id, task)
        case e.AgentFinished(agent_id=id, status=status, error=error):
            agent = state.agents.find(id)
            yield _line(faces.mark(status), agent.name or id if agent else id, error or status)
        case e.ToolFinished(tool_id=id, error=error):
            tool = state.tools.find(id)
            name = tool.title or tool.name or id if tool else id
            yield _line("✕" if error else "◆", name, error)
        case e.MessageFinished(message_id=id):
            message = state.messages.find(id)
            if message is not None and message.text.strip():
                yield f"{message.agent or message.role}: {message.text.strip()}"
        case e.InterruptOpened(message=message, reason=reason):
            yield _line("!", "needs you", message or reason)
        case e.ConnectionLost(attempt=attempt, delay=delay, reason=reason):
            yield _line("↻", f"attempt {attempt} in {delay:.1f} s", reason)
        case e.GapFound(reason=reason):
            yield _line("◌", "gap", reason)
        case e.ErrorReported(message=message):
            yield f"✕ {message}"
        case e.RunFinished():
            yield f"{faces.mark(state.status)} {state.status}"


def _line(mark: str, name: str, said: str) -> str:
    return f"{mark} {name}: {said}" if said else f"{mark} {name}"


def _picture(file: TextIO) -> Any:
    """Return what draws a moving picture; None where there is no terminal, or nothing to draw with."""
    if not file.isatty():
        return None
    try:
        from rich.console import Console
        from rich.live import Live
    except ModuleNotFoundError:
        return None
    return Live(console=Console(file=file), refresh_per_second=RATE)


def _drawn(document: Document) -> Any:
    from rich.text import Text

    text = faces.text(document).splitlines()
    head = [line for line in text if line.strip()][:1]
    return Text("\n".join([*head, *text[1:][-TAIL:]]))
