"""Comparison: two runs side by side, from where they part to what they cost."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from sse_widgets.analysis.alignment import Same, Step, align, steps
from sse_widgets.errors import whole
from sse_widgets.faces import as_html, as_text
from sse_widgets.faces.blocks import Block, Grid, Paragraph, Soft, Strong
from sse_widgets.faces.standing import standing
from sse_widgets.faces.words import brief, dotted
from sse_widgets.run import Run

GLANCE = 200
"""Characters of a text in a static face."""
LINES = 200
"""Rows in a static face."""


class Comparison:
    """Two runs, aligned by their messages, tool calls and claims. Made by `sw.diff`.

    Example:
        >>> sw.diff(run_a, run_b).divergence
    """

    def __init__(self, a: Run, b: Run) -> None:
        """Compare what both have received so far."""
        self.a, self.b = a, b
        self._rows = align(steps(a), steps(b))
        self.position = 0
        """Rows that both runs show."""

    def __len__(self) -> int:
        return len(self._rows)

    def table(self) -> list[dict[str, Any]]:
        """Return a row for each pair, as plain dicts.

        `same` is `"same"`, `"changed"`, `"only a"` or `"only b"`; `a` and `b` are the texts, `a_frame` and `b_frame`
        the frames in which they were complete, `a_at` and `b_at` seconds since either stream opened; None and an
        empty text where a run did nothing of the kind.
        """
        return [_row(n, same, a, b) for n, (same, (a, b)) in enumerate(self._rows, 1)]

    @property
    def divergence(self) -> dict[str, Any] | None:
        """The first row that differs, with the `place` of the first character that does; None if none does."""
        row = next((row for row in self.table() if row["same"] != "same"), None)
        if row is None:
            return None
        place = next((i for i, (x, y) in enumerate(zip_longest(row["a"], row["b"])) if x != y), 0)
        return row | {"place": place}

    @property
    def deltas(self) -> dict[str, dict[str, Any]]:
        """What each run has and took, and how much more b than a.

        `seconds`, `tokens` (in all, as the back end says), `cost` (in its currency), and how many frames, messages,
        tools and claims; None where nobody said.
        """
        sides = [_amounts(self.a), _amounts(self.b)]
        return {name: _delta(sides[0][name], sides[1][name]) for name in sides[0]}

    def show(self, k: int) -> None:
        """Have the views of both runs show everything up to row `k`, 0 for the beginning.

        Raises:
            ValueError: there are not that many rows.
        """
        k = whole(k, "show(k) takes a number of rows")
        if not 0 <= k <= len(self):
            raise ValueError(f"there is no row {k}; give 0 to {len(self)}")
        shown = [pair for _, pair in self._rows[:k]]
        self.a.show(max((a.frame for a, _ in shown if a), default=0))
        self.b.show(max((b.frame for _, b in shown if b), default=0))
        self.position = k

    def step(self, n: int = 1) -> None:
        """Show `n` rows more in both runs, or fewer if negative, as far as there are any."""
        self.show(min(max(self.position + n, 0), len(self)))

    @property
    def differences(self) -> tuple[str, ...]:
        """Where they part first, and how much more b has and took; a phrase each."""
        first = self.divergence
        parting = f"They part at row {first['n']}, {first['kind']} of {first['name']}" if first else "They did the same"
        deltas = ((name, delta["delta"]) for name, delta in self.deltas.items() if name != "frames")
        more = [f"{'+' if much > 0 else '−'}{_shown(abs(much))} {name}" for name, much in deltas if much]
        return parting, *more

    def told(self, k: int) -> str:
        """Return what row `k` is and whether it is the same, empty for 0, where nothing is shown."""
        if k == 0:
            return ""
        same, pair = self._rows[k - 1]
        row = _row(k, same, *pair)
        return f"{row['kind']} of {row['name']}: {row['same']}"

    def __repr__(self) -> str:
        lines = self._parting()
        for name, delta in self.deltas.items():
            if delta["a"] is not None or delta["b"] is not None:
                lines.append(f"{name}: {_shown(delta['a'])} → {_shown(delta['b'])}")
        return "\n".join(lines)

    def _parting(self) -> list[str]:
        """Return lines that say how much is the same, and where they part."""
        counts = {name: sum(same == name for same, _ in self._rows) for name in ("same", "changed", "only a", "only b")}
        told = ", ".join(f"{count} {same}" for same, count in counts.items())
        lines = [f"{self.a.title or 'a'} and {self.b.title or 'b'}: {told}"]
        first = self.divergence
        if first is None:
            return [*lines, "they did the same"]
        where = f"row {first['n']}, {first['kind']} of {first['name']}, character {first['place']}"
        sides = (f"  {side}: {_near(first[side], first['place'])}" for side in ("a", "b"))
        return [*lines, f"they part at {where}:", *sides]

    def _repr_html_(self) -> str:
        return as_html.rendered(self._blocks(GLANCE))

    @property
    def text(self) -> str:
        """All of it as lines of plain text, for where no widget can live."""
        return as_text.rendered(self._blocks(GLANCE // 4))

    def _blocks(self, glance: int) -> Iterator[Block]:
        names = (dotted("a", self.a.title), dotted("b", self.b.title))
        first, *lines = self._parting()
        yield Paragraph((Strong(first),))
        yield from (Paragraph((line.strip(),)) for line in lines)
        told = (each for each in self.deltas.items() if (each[1]["a"], each[1]["b"]) != (None, None))
        amounts = ((name, *(_shown(delta[side]) for side in ("a", "b", "delta"))) for name, delta in told)
        yield Grid(("what", *names, "more"), tuple(amounts))
        for run in (self.a, self.b):
            yield from standing(run.document)
        rows = self.table()
        if len(rows) > LINES:
            yield Paragraph((Soft(f"the first {LINES} of {len(rows):,} rows"),))
        yield Grid(("row", *names), tuple(_line(row, glance) for row in rows[:LINES]))


def diff(run_a: Run, run_b: Run) -> Comparison:
    """Return two runs side by side: aligned, with where they part first, and what either took.

    Args:
        run_a: as `sw.load`, `sw.replay` or `sw.connect` returns it.
        run_b: the other.

    Raises:
        TypeError: one of them is no run.

    Example:
        >>> sw.diff(sw.load("monday.jsonl"), sw.load("tuesday.jsonl"))
    """
    for run in (run_a, run_b):
        if not isinstance(run, Run):
            raise TypeError(f"sw.diff compares two runs; read a recording with sw.load first, got {run!r}")
    return Comparison(run_a, run_b)


def _row(n: int, same: Same, a: Step | None, b: Step | None) -> dict[str, Any]:
    either = a or b
    assert either is not None
    return {
        "n": n,
        "kind": either.kind,
        "name": either.name,
        "same": same,
        "a": a.text if a else "",
        "b": b.text if b else "",
        "a_frame": a.frame if a else None,
        "b_frame": b.frame if b else None,
        "a_at": a.at if a else None,
        "b_at": b.at if b else None,
    }


def _amounts(run: Run) -> dict[str, Any]:
    state, n = run.at(len(run.frames)), len(run.frames)
    return {
        "seconds": run.frames[-1].at if n else 0.0,
        "tokens": state.usage.total_tokens,
        "cost": state.usage.cost,
        "frames": n,
        "messages": len(state.messages),
        "tools": len(state.tools),
        "claims": sum(len(source.claims) for source in state.sources),
    }


def _delta(a: Any, b: Any) -> dict[str, Any]:
    return {"a": a, "b": b, "delta": None if a is None or b is None else b - a}


def _near(text: str, place: int) -> str:
    start = max(place - 20, 0)
    return repr(("…" if start else "") + text[start : place + 40]) if text else "nothing"


def _shown(amount: Any) -> str:
    if not isinstance(amount, float):
        return "?" if amount is None else f"{amount:,}"
    return f"{amount:,.1f}" if abs(amount) >= 10 else f"{amount:.3g}"


def _line(row: dict[str, Any], glance: int) -> tuple[str, ...]:
    return f"{_SIGNS[row['same']]} {row['kind']} · {row['name']}", brief(row["a"], glance), brief(row["b"], glance)


_SIGNS = {"same": "=", "changed": "≠", "only a": "−", "only b": "+"}
