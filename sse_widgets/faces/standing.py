"""Where a run stands: what every face begins with, whatever else it shows."""

from collections.abc import Iterator

from sse_widgets.document import Document
from sse_widgets.faces.blocks import Block, Line, Listing, Paragraph, Soft, Strong
from sse_widgets.faces.words import amount, brief, cost, dotted, name_of, share, signed
from sse_widgets.state import TERMINAL, Failure, Interrupt, RunState

ERRORS = 20
"""Errors that are told, the latest."""


def summary(document: Document) -> str:
    """Return one line: what it is, how it stands, how much came, what it took."""
    stream, state = document.stream, document.state
    going = share(state.progress) if state.progress and state.status not in TERMINAL else ""
    usage = state.usage
    title = stream.title or state.run.title or "run"
    stands = f"{title}{'' if title[-1] in '.?!:…' else ':'} {signed(state.status)}"
    words = (going, f"{stream.shown} frames", f"{stream.at:.1f} s", amount(usage.total_tokens, "tokens"))
    return dotted(stands, *words, cost(usage.cost))


def standing(document: Document) -> Iterator[Block]:
    """Yield how a run stands, who is waited for, and what went wrong."""
    state = document.state
    yield Paragraph((Strong(summary(document)),))
    lines = [
        *(_question(state, each) for each in state.interrupts if each.status == "open"),
        *_trouble(document),
        *_errors(state),
    ]
    if lines:
        yield Listing(tuple(lines))


def _question(state: RunState, asked: Interrupt) -> Line:
    tool = state.tools.find(asked.tool_id)
    about = f"for {tool.title or tool.name}" if tool else ""
    answers = f"({' / '.join(asked.options)})" if asked.options else ""
    return Strong("! needs you:"), asked.message or asked.reason or "an answer", answers, Soft(about)


def _trouble(document: Document) -> Iterator[Line]:
    """Yield what stands in the way and is no error."""
    state, wire = document.state, document.state.connection
    if wire.state in ("retrying", "polling", "failed") and not any(
        error.message == wire.reason for error in state.errors
    ):
        yield Strong(f"connection: {wire.state}"), wire.reason and f"– {wire.reason}"
    if state.counters.gaps:
        yield (f"◌ {amount(state.counters.gaps, 'gaps')}: something was sent and not received",)
    for who, why in [("", state.run.stuck), *((name_of(state, each.id), each.stuck) for each in state.agents)]:
        if why:
            yield Strong(f"! {who or 'it'} seems stuck:"), why


def _errors(state: RunState) -> Iterator[Line]:
    if len(state.errors) > ERRORS:
        yield (Soft(f"{len(state.errors) - ERRORS} earlier errors are left out"),)
    yield from (_error(state, error) for error in state.errors[-ERRORS:])


def _error(state: RunState, error: Failure) -> Line:
    tool = state.tools.find(error.tool)
    where = dotted(
        name_of(state, error.agent), tool.name if tool else "", f"frame {error.frame}" if error.frame else ""
    )
    said = f"✕ {brief(error.message, 1000)}"
    return Strong(said) if error.fatal else said, Soft(where)
