"""Problem: a rule that a dialect breaks, and where."""

from typing import NamedTuple


class Problem(NamedTuple):
    """A rule that a dialect breaks."""

    rule: str
    frame: int
    """Number of the frame, counted from 1; 0 where it is not about one."""
    fact: str

    def __str__(self) -> str:
        return f"{self.rule}{f', frame {self.frame}' if self.frame else ''}: {self.fact}"
