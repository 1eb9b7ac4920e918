"""Alignment: the messages, tool calls and claims of two runs, side by side."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from sse_widgets.analysis.matching import matches
from sse_widgets.events import Event, MessageStarted, SourceFound, TextAdded, TextReplaced, ToolStarted
from sse_widgets.patches import document
from sse_widgets.state import RunState

Same: TypeAlias = Literal["same", "changed", "only a", "only b"]


class Readable(Protocol):
    """A run, as far as it is compared."""

    @property
    def events(self) -> Iterator[Event]: ...
    @property
    def frames(self) -> Sequence[Any]: ...
    def at(self, n: int) -> RunState: ...


@dataclass(frozen=True)
class Step:
    """One thing that a run did."""

    kind: Literal["message", "tool", "claim"]
    name: str
    """Who said it, or which tool was called, or what claimed it."""
    text: str
    begun: int
    """Number of the frame in which it began."""
    frame: int
    """Number of the frame in which it was complete."""
    at: float
    """When it began, in seconds."""


Pair: TypeAlias = tuple[Step | None, Step | None]


def steps(run: Readable) -> list[Step]:
    """Return what a run did, in the order in which it began."""
    state, begun, ended = run.at(len(run.frames)), dict[tuple[str, str], tuple[int, float]](), dict[Any, int]()
    for event in run.events:
        for key in _about(event):
            begun.setdefault(key, (event.frame, event.at))
            ended[key] = event.frame
    found = []
    for message in state.messages:
        found.append(("message", message.id, message.agent or message.role, message.text.strip()))
    for tool in state.tools:
        output = tool.error or document(tool.output)
        found.append(("tool", tool.id, tool.name, f"({tool.args_text.strip()}) → {'' if output is None else output}"))
    for source in state.sources:
        found += [
            ("claim", f"{source.id}\n{claim.text}", source.title or source.url, claim.text) for claim in source.claims
        ]
    made = [
        Step(kind, name, text, *_place(begun, ended, (kind, id)))  # type: ignore[arg-type]
        for kind, id, name, text in found
    ]
    return sorted(made, key=lambda step: step.begun)


def _place(begun: Any, ended: Any, key: tuple[str, str]) -> tuple[int, int, float]:
    first, at = begun.get(key, (0, 0.0))
    return first, ended.get(key, first), at


def _about(event: Event) -> Iterator[tuple[str, str]]:
    match event:
        case MessageStarted() | TextAdded() | TextReplaced():
            yield "message", event.message_id
        case SourceFound(source_id=id, claims=claims):
            yield from (("claim", f"{id}\n{claim.text}") for claim in claims)
        case ToolStarted():
            yield "tool", event.tool_id
        case _ if event.type.startswith(("tool.", "message.")):
            for kind in ("tool", "message"):
                if id := getattr(event, f"{kind}_id", ""):
                    yield kind, id


def align(a: list[Step], b: list[Step]) -> list[tuple[Same, Pair]]:
    """Return the steps of two runs in pairs: what is the same, what is otherwise, what only one of them did."""
    rows: list[tuple[Same, Pair]] = []
    for ours, theirs, pair in _matched(a, b, lambda step: (step.kind, step.name, step.text)):
        rows += _like(ours, theirs)
        rows += [("same", pair)] if pair else []
    return rows


def _like(a: list[Step], b: list[Step]) -> Iterator[tuple[Same, Pair]]:
    """Pair what has the same kind and name and another text."""
    for ours, theirs, pair in _matched(a, b, lambda step: (step.kind, step.name)):
        yield from (("only a", (step, None)) for step in ours)
        yield from (("only b", (None, step)) for step in theirs)
        if pair:
            yield "changed", pair


def _matched(
    a: list[Step], b: list[Step], key: Callable[[Step], Hashable]
) -> Iterator[tuple[list[Step], list[Step], tuple[Step, Step] | None]]:
    """Yield what is between two matches in either, and the match that follows; None after the last."""
    i = m = 0
    for j, n in matches([*map(key, a)], [*map(key, b)]):
        yield a[i:j], b[m:n], (a[j], b[n])
        i, m = j + 1, n + 1
    yield a[i:], b[m:], None
