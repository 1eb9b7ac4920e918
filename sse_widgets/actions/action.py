"""An action, the place where it is taken, and the request that says it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, TypeAlias

from sse_widgets.state import Interrupt, RunState

ActionName: TypeAlias = Literal["send", "answer", "regenerate", "cancel"]


@dataclass(frozen=True)
class Send:
    """Say something, as the user."""

    text: str
    id: str
    """Of the new message."""
    name: ClassVar[ActionName] = "send"


@dataclass(frozen=True)
class Answer:
    """Answer a question that the run waits for."""

    interrupt: Interrupt
    value: Any
    """True and False approve and deny; else what the schema of the question asks for."""
    name: ClassVar[ActionName] = "answer"


@dataclass(frozen=True)
class Regenerate:
    """Have an answer written once more."""

    message_id: str
    name: ClassVar[ActionName] = "regenerate"


@dataclass(frozen=True)
class Cancel:
    """End the run."""

    name: ClassVar[ActionName] = "cancel"


Action: TypeAlias = Send | Answer | Regenerate | Cancel


@dataclass(frozen=True)
class Place:
    """Where an action is taken: the run as it stands, and the request that it came from."""

    state: RunState
    url: str
    method: str = "GET"
    json: Any = None

    @property
    def body(self) -> dict[str, Any]:
        """The body of that request, empty if it had none that is an object."""
        return self.json if isinstance(self.json, dict) else {}


@dataclass(frozen=True, repr=False)
class Call:
    """A POST that says an action. Its credentials are those of the stream."""

    url: str
    json: Any = field(default_factory=dict)
    streams: bool = True
    """Whether its answer is a stream, with which the run goes on."""
    goes_on: bool = False
    """Whether what follows comes over the stream that was read before, from where it stopped."""
    answered: Callable[[Any], None] | None = None
    """Told the answer, parsed, if it is no stream."""
