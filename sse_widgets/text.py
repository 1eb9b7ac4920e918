"""Text that grows: a token costs the same at the end of a long answer as at its start."""

from typing import Any


class Text:
    """An immutable text that shares its pieces with the texts that it grew from.

    `a + "more"` appends to the list of pieces that `a` holds and returns a longer view of it;
    only a second, different continuation of the same `a` copies. Joined on demand with `str()`.
    Plain `str` concatenation was measured 14 times dearer per token at 200,000 tokens than at 10,000.
    """

    __slots__ = ("_count", "_pieces", "size")

    size: int
    """Characters."""

    def __init__(self, text: str = "") -> None:
        self._pieces = [text]
        self._count = 1
        self.size = len(text)

    def __add__(self, more: str) -> "Text":
        pieces, count = self._pieces, self._count
        if len(pieces) == count:
            pieces.append(more)
        # Looked at after the append, not before: another thread may have been faster.
        if pieces[count] is not more:
            pieces = [*pieces[:count], more]
        grown = Text.__new__(Text)
        grown._pieces = pieces
        grown._count = count + 1
        grown.size = self.size + len(more)
        return grown

    def since(self, earlier: "Text") -> str | None:
        """Return what was added after `earlier`, or None if this did not grow from it."""
        if self._pieces is earlier._pieces and self._count >= earlier._count:
            return "".join(self._pieces[earlier._count : self._count])
        text, start = str(self), str(earlier)
        return text[len(start) :] if text.startswith(start) else None

    def __str__(self) -> str:
        return "".join(self._pieces[: self._count])

    def __len__(self) -> int:
        return self.size

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Text):
            if self._pieces is other._pieces and self._count == other._count:
                return True
            return self.size == other.size and str(self) == str(other)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"Text({str(self)!r})"

    def __reduce__(self) -> Any:
        return Text, (str(self),)

    def __deepcopy__(self, memo: Any) -> "Text":
        return self
