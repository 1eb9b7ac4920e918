"""What a browser asks for to have a run stopped where something happens."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sse_widgets.breakpoints import Breakpoint


class Breakable(Protocol):
    """A run, as far as breakpoints are concerned."""

    @property
    def breakpoints(self) -> tuple[Breakpoint, ...]: ...
    def break_on(self, type: str = "", *, agent: str = "", text: str = "") -> Breakpoint: ...
    def play(self, speed: float = 1.0) -> None: ...


class StopCommands:
    """Breakpoints as a browser sets them: a function cannot come from there, all else can."""

    def __init__(self, run: Breakable) -> None:
        self._run = run

    @property
    def commands(self) -> Mapping[str, Callable[..., Any]]:
        """What can be asked for, by name."""
        return {"break_on": self.set, "unbreak": self.remove, "breakpoints": self.list, "play": self._run.play}

    def set(self, type: str = "", agent: str = "", text: str = "") -> list[dict[str, Any]]:
        """Set a breakpoint; return all there are.

        Raises:
            ValueError: nothing is given, or there is no such type.
        """
        self._run.break_on(type, agent=agent, text=text)
        return self.list()

    def remove(self, n: int) -> list[dict[str, Any]]:
        """Take the breakpoint with this number off; return those there are now.

        Raises:
            ValueError: there is none.
        """
        found = next((each for each in self._run.breakpoints if each.n == n), None)
        if found is None:
            raise ValueError(f"there is no breakpoint number {n} any more")
        found.remove()
        return self.list()

    def list(self) -> list[dict[str, Any]]:
        """Return the breakpoints: number, what each is about, how often it hit, and why it is disarmed if it is."""
        return [
            {
                "n": each.n,
                "type": each.type,
                "agent": each.agent,
                "text": each.text,
                "where": each.where is not None,
                "hits": each.hits,
                "trouble": each.trouble,
            }
            for each in self._run.breakpoints
        ]
