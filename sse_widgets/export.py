"""Static faces: what a run looks like where nothing can run, in a saved notebook or a terminal.

The HTML has no script and no style sheet, because viewers of saved notebooks strip both, and shows
text as text.
"""

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from sse_widgets.document import Document
from sse_widgets.state import Agent, CheckedClaim, Message, RunState, TextPart, ThoughtPart, Tool, ToolPart
from sse_widgets.text_table import table

LINES = 100
"""Lines of the log in the static face."""
LONG = 4000
"""Characters of a tool's output, or of a canvas, in the static face."""

_MARKS = {
    "pending": "○", "running": "◐", "working": "◐", "streaming": "◐", "completed": "✓", "done": "✓", "failed": "✕",
    "cancelled": "⊘", "awaiting_input": "!", "awaiting_approval": "!", "incomplete": "◌", "suspended": "‖",
}  # fmt: skip


def faces(document: Document) -> dict[str, str]:
    """Return a run by media type, for where no widget can live."""
    return {"text/plain": text(document), "text/html": html(document)}


def text(document: Document) -> str:
    """Return a run as lines of plain text."""
    state = document.state
    lines = [summary(document)]
    lines += [f"  {mark(phase.status)} {phase.title or phase.id}" for phase in state.plan.phases]
    lines += [f"  {line}" for line in table([_agent(agent, document.stream.at) for agent in state.agents])]
    for message in state.messages:
        if message.text:
            lines += ["", f"{message.agent or message.role}:", message.text.strip()]
    if state.sources:
        lines += ["", "sources:", *(f"  {source.title or source.id} {source.url}".rstrip() for source in state.sources)]
    lines += [f"error: {error.message}" for error in state.errors if error.fatal]
    lines += [f"{line.level}: {line.message}" for line in state.logs if line.level in ("warning", "error")]
    return "\n".join(lines)


def _agent(agent: Agent, now: float) -> tuple[str, ...]:
    """Return an agent as cells: its state, its name, tokens, seconds, and what it is at."""
    tokens = "" if agent.tokens is None else f"{agent.tokens} tokens"
    began, ended = agent.started_at, agent.ended_at
    took = agent.duration if agent.duration is not None else None if began is None else (ended or now) - began
    elapsed = "" if took is None else f"{took:.1f} s"
    return f"{mark(agent.status)} {agent.status}", agent.name or agent.id, tokens, elapsed, agent.error or agent.task


def summary(document: Document) -> str:
    """Return one line: what it is, how it stands, how much came."""
    stream, state = document.stream, document.state
    words = [
        f"{stream.title or state.run.title or 'run'}: {mark(state.status)} {state.status}",
        f"{stream.shown} frames",
        f"{stream.at:.1f} s",
    ]
    if state.usage.total_tokens is not None:
        words.append(f"{state.usage.total_tokens} tokens")
    return " · ".join(words)


def html(document: Document) -> str:
    """Return a run as HTML without scripts."""
    return "".join(_html(document))


def _html(document: Document) -> Iterator[str]:
    state = document.state
    yield f"<div><p><strong>{escape(summary(document))}</strong></p>"
    for error in state.errors:
        if error.fatal:
            yield f"<p><strong>✕ {escape(error.message)}</strong></p>"
    if state.plan.phases:
        yield f"<p>{escape(state.plan.goal)}</p>"
        yield from _list(f"{mark(phase.status)} {escape(phase.title or phase.id)}" for phase in state.plan.phases)
    if state.routing and state.routing.status == "decided":
        sure = "" if state.routing.confidence is None else f" ({state.routing.confidence:.0%})"
        chosen = state.routing.agent_name or state.routing.agent_id
        yield f"<p>→ {escape(chosen)}{sure} <em>{escape(state.routing.reasoning)}</em></p>"
    if state.agents:
        yield from _list(
            f"{mark(agent.status)} <strong>{escape(agent.name or agent.id)}</strong> {escape(agent.task)}"
            for agent in state.agents
        )
    for thought in state.thoughts:
        if not thought.message and thought.text:
            yield f"<details><summary>{escape(thought.title or 'Thinking')}</summary>{_prose(thought.text)}</details>"
    for tool in state.tools:
        if not tool.message:
            yield _tool(tool)
    for message in state.messages:
        yield from _message(message, state)
    if state.sources:
        yield "<p><strong>Sources</strong></p>"
        yield from _list(_source(source.url, source.title or source.id) for source in state.sources)
    if state.claims:
        yield "<p><strong>Claims</strong></p>"
        yield from _list(_claim(claim) for claim in state.claims)
    for artifact in state.canvas:
        name = escape(artifact.title or artifact.kind)
        yield f"<details><summary>{name}</summary><pre>{escape(artifact.content[:LONG])}</pre></details>"
    if state.logs:
        yield "<details><summary>Log</summary>"
        yield from _list(escape(line.message) for line in state.logs[-LINES:])
        yield "</details>"
    yield "</div>"


def _message(message: Message, state: RunState) -> Iterator[str]:
    if not message.parts:
        return
    yield f"<p><strong>{escape(message.agent or message.role)}</strong>{' (edited)' if message.edited else ''}</p>"
    for part in message.parts:
        match part:
            case TextPart():
                yield _prose(str(part.text))
            case ThoughtPart(thought_id=id) if thought := state.thoughts.find(id):
                title = escape(thought.title or "Thinking")
                yield f"<details><summary>{title}</summary>{_prose(thought.text)}</details>"
            case ToolPart(tool_id=id) if tool := state.tools.find(id):
                yield _tool(tool)


def _tool(tool: Tool) -> str:
    output = tool.error or tool.output
    said = output if isinstance(output, str) else json.dumps(output, ensure_ascii=False)
    called = f"{escape(tool.title or tool.name)}({escape(tool.args_text[:200])})"
    shown = "" if output is None else f"<pre>{escape(said[:LONG])}</pre>"
    return f"<details><summary>{mark(tool.status)} <code>{called}</code></summary>{shown}</details>"


def _source(url: str, title: str) -> str:
    if not url.startswith(("http://", "https://")):
        return escape(title)
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow" target="_blank">{escape(title)}</a>'


def _claim(claim: CheckedClaim) -> str:
    counts = f"{len(claim.supported_by)} for, {len(claim.contradicted_by)} against"
    return f"{escape(claim.text)} <em>{claim.verdict}, {counts}</em>"


def _prose(said: str) -> str:
    return "".join(f"<p>{escape(block)}</p>".replace("\n", "<br>") for block in said.split("\n\n") if block.strip())


def _list(entries: Iterable[str]) -> Iterator[str]:
    yield "<ul>"
    for entry in entries:
        yield f"<li>{entry}</li>"
    yield "</ul>"


def mark(status: Any) -> str:
    """Return a status as a sign."""
    return _MARKS.get(str(status), "·")
