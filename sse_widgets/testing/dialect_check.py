"""check_dialect: whether a dialect keeps to the rules, told by a recording that it should read."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from sse_widgets import dialects
from sse_widgets import recording as recordings
from sse_widgets.dialects import Dialect, Spoken
from sse_widgets.errors import SSEWidgetsError, suggestion
from sse_widgets.frame import Frame
from sse_widgets.recording import Recording
from sse_widgets.testing import contract_rules, event_rules, memory_rules, state_rules
from sse_widgets.testing.problem import Problem

__all__ = ["RULES", "DialectBroken", "Problem", "check_dialect"]

RULES: Final[Mapping[str, Callable[[type[Dialect], list[Frame], Mapping[str, str]], Iterator[Problem]]]] = {
    "contract": contract_rules.contract,
    "fit": contract_rules.fit,
    "unknown": contract_rules.unknown,
    "readable": event_rules.readable,
    "pure": event_rules.pure,
    "unshared": event_rules.unshared,
    "authoritative": event_rules.authoritative,
    "copyable": memory_rules.copyable,
    "small": memory_rules.small,
    "prefixes": state_rules.prefixes,
    "closed": state_rules.closed,
}
"""What is looked at, in this order; the first sentence of each says what is right."""


_GROUND: Final = ("contract", "copyable")
"""Rules without which the later ones cannot be looked at."""


class DialectBroken(SSEWidgetsError, AssertionError):
    """A dialect breaks rules; `problems` says which and where."""

    def __init__(self, name: str, where: str, problems: list[Problem]) -> None:
        told = "".join(f"\n  {problem}" for problem in problems)
        broken = len({problem.rule for problem in problems})
        super().__init__(f"{name} breaks {broken} rule{'s' * (broken > 1)} on {where}:{told}")
        self.problems = problems


def check_dialect(
    dialect: Spoken, recording: str | Path | Recording | Iterable[Frame], *, ignore: Collection[str] = ()
) -> None:
    """Return if a dialect keeps to every rule while it reads a recording; made for the tests of its author.

    The rules: it has what a `Dialect` has (`contract`), recognises its own frames and raises for none (`fit`), tells of
    names that it does not know (`unknown`), reads every frame of the recording (`readable`); the same frames give the
    same events (`pure`), each a new object (`unshared`), and what it tells as a whole is what it streamed
    (`authoritative`); what it remembers can be copied (`copyable`) and is little (`small`); any beginning of the
    recording leads to an ended run without an error (`prefixes`), in which nothing spins (`closed`).

    Args:
        dialect: the name or the class of a dialect, or a table.
        recording: a path, the name of a shipped one, a `Recording`, or frames.
        ignore: names of rules that are broken on purpose.

    Raises:
        DialectBroken: which rules are broken, at which frame, and how.
        RecordingError: there is no such recording.
        ValueError: a rule in `ignore` is none.

    Example:
        >>> check_dialect(Acme, "run.jsonl")
    """
    for name in ignore:
        if name not in RULES:
            raise ValueError(f"there is no rule {name!r}; {suggestion(name, [*RULES])}")
    kind = dialects.given(dialect)
    held = _held(recording)
    frames = [frame for frame in held.frames if not frame.event.startswith("@")]
    problems: list[Problem] = []
    for name, rule in RULES.items():
        if name in ignore:
            continue
        found = _first_few(rule(kind, frames, held.headers))
        problems += found
        if found and name in _GROUND:
            break
    if problems:
        where = "the frames given" if isinstance(recording, Recording) else str(recording)[:100]
        raise DialectBroken(getattr(kind, "name", kind.__name__), where, problems)


def _first_few(problems: Iterator[Problem], most: int = 3) -> list[Problem]:
    """A rule that is broken once is mostly broken everywhere."""
    return [problem for problem, _ in zip(problems, range(most), strict=False)]


def _held(recording: str | Path | Recording | Iterable[Frame]) -> Recording:
    if isinstance(recording, Recording):
        return recording
    if isinstance(recording, str | Path):
        return recordings.read(recordings.find(recording))
    return Recording(frames=tuple(recording))
