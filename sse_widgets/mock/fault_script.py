"""FaultScript: faults in their order with their seed; the text of one repeats a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sse_widgets.mock.fault_reader import read
from sse_widgets.mock.fault_text import write
from sse_widgets.mock.faults import Fault, is_random


@dataclass(frozen=True)
class FaultScript:
    """What goes wrong, in order of precedence. `str()` gives a text from which `read` makes an equal script."""

    faults: tuple[Fault, ...] = ()
    seed: int | None = None
    """What the random ones draw from; drawn itself if one is needed and none is given."""

    def __post_init__(self) -> None:
        strange = [each for each in self.faults if not isinstance(each, Fault)]  # type: ignore[redundant-expr]
        if strange:  # from callers without types
            raise TypeError(f"{strange[0]!r} is no fault; give a text whole, or objects such as Drop(at=AtFrame(40))")
        if self.seed is None and any(map(is_random, self.faults)):
            object.__setattr__(self, "seed", Random().randrange(2**32))

    @classmethod
    def read(cls, script: "str | Sequence[Fault] | FaultScript", seed: int | None = None) -> "FaultScript":
        """Return the script that a text or a sequence of faults tells.

        Args:
            script: a text such as `drop@40; status=503*2; seed=7`, faults, or a script.
            seed: takes the place of that in the script.

        Raises:
            FaultError: a text that cannot be read.
        """
        if isinstance(script, FaultScript):
            found, own = script.faults, script.seed
        elif isinstance(script, str):
            listed, own = read(script)
            found = tuple(listed)
        else:
            found, own = tuple(script), None
        return cls(found, own if seed is None else seed)

    def __str__(self) -> str:
        return write(self.faults, self.seed)
