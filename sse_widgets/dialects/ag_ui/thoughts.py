"""The thoughts of AG-UI: in brackets or not, with ids or without, told again in snapshots under other ids."""

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from sse_widgets import events as e
from sse_widgets.events import Event
from sse_widgets.structures.remembered import Remembered


class Print(NamedTuple):
    """What is remembered of a text, to know it again without keeping it."""

    size: int = 0
    check: int = 0

    def grown(self, text: str) -> "Print":
        """Return that of the text with more at its end."""
        return Print(self.size + len(text), crc32(text.encode("utf-8", "replace"), self.check))


class Thoughts:
    """The thoughts of a stream."""

    def __init__(self) -> None:
        self._count = 0
        """Of those without an id."""
        self._bracketed = False
        """Whether THINKING_START has come and THINKING_END has not."""
        self._prints: Remembered[Print] = Remembered()
        self._told: set[str] = set()
        """Those that a snapshot has told."""

    def current(self) -> str:
        """Return the id of a thought that came without one."""
        return f"thinking-{max(self._count, 1)}"

    def bracket(self, kind: str, id: str, title: str, agent: str) -> Iterator[Event]:
        """Yield what the beginning or the end of a thought says, or of a group of them."""
        match kind:
            case "REASONING_START" | "REASONING_END":
                return  # around the messages that tell the thoughts
            case "THINKING_START":
                self._count += 1
                self._bracketed = True
                yield e.ThoughtStarted(self.current(), title, agent=agent)
            case "THINKING_END":
                self._bracketed = False
                yield e.ThoughtFinished(self.current())
            case "THINKING_TEXT_MESSAGE_START":
                self._count += not self._bracketed
                yield e.ThoughtStarted(self.current(), title, agent=agent)
            case "THINKING_TEXT_MESSAGE_END":
                if not self._bracketed:
                    yield e.ThoughtFinished(self.current())
            case "REASONING_MESSAGE_END":
                yield e.ThoughtFinished(id or self.current())
            case _:
                yield e.ThoughtStarted(id or self.current(), title, agent=agent)

    def added(self, id: str, text: str) -> Event:
        """Return more of a thought."""
        id = id or self.current()
        self._prints[id] = self._prints.get(id, Print()).grown(text)
        return e.ThoughtAdded(id, text)

    def encrypted(self, id: str) -> Iterator[Event]:
        """Yield a thought that is there and cannot be read, unless it was told in the clear."""
        if id not in self._prints:
            yield e.ThoughtStarted(id, kind="redacted")
            yield e.ThoughtFinished(id)

    def whole(self, id: str, text: str) -> Iterator[Event]:
        """Yield a thought as a snapshot has it: in the place of the one that was streamed, whose id differs."""
        same = Print().grown(text)
        streamed = [each for each in self._prints if each not in self._told]
        known = [each for each in streamed if each == id or self._prints[each] == same]
        place = (known or streamed or [id])[0]
        self._told.add(place)
        if self._prints.get(place) != same:
            self._prints[place] = same
            yield e.ThoughtStarted(place)
            yield e.ThoughtReplaced(place, text)
        yield e.ThoughtFinished(place)

    def retold(self) -> None:
        """Learn that a snapshot begins, which tells all thoughts from the first."""
        self._told.clear()
