"""The orchestrator document: a question is routed to one agent, which streams its answer.

Its endpoint is `POST /process/stream`. No frame is named: each holds `{"event": ...}` with the fields
beside it, or under `data`.

- `completed` or `error` ends the run.
- The pieces of the answer are in `text`, or somewhere in `response_data` as parts of the A2A protocol.
- They make one message, by the agent that was chosen. The full response at the end wins, if it has text.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pydantic
from pydantic import AliasChoices, Field

from sse_widgets import events as e
from sse_widgets.dialects.vocabulary import Vocabulary
from sse_widgets.dialects.wire import Wire, from_percent_or_fraction

_AGENT = AliasChoices("agent_id", "agentId", "agent")
_NESTS = (
    "response_data", "raw_response", "result", "artifactUpdate", "statusUpdate", "artifacts", "artifact",
    "task", "message", "status", "response", "content", "text",
)  # fmt: skip
"""Where the protocols put what they carry, the answer itself before what is said of it."""
_LABELS = frozenset({"status", "task", "artifact", "artifacts"})
"""Those that, as plain text, are a word or an id and no answer."""


class RoutingStarted(Wire):
    pass


class RoutingCompleted(Wire):
    agent_id: str = Field(validation_alias=_AGENT)
    agent_name: str = ""
    protocol: str = ""
    confidence: float | None = None
    reasoning: str = ""


class AgentExecutionStarted(Wire):
    agent_id: str = Field("", validation_alias=_AGENT)
    agent_name: str = ""
    protocol: str = ""


class Response(Wire):
    agent_id: str = Field("", validation_alias=_AGENT)
    protocol: str = ""
    text: str | None = None
    response_data: Any = None


class ResponseChunk(Response):
    @pydantic.model_validator(mode="after")
    def _has_something(self) -> "ResponseChunk":
        if self.text is None and self.response_data is None:
            raise ValueError("neither 'text' nor 'response_data' is there")
        return self


class Completed(Response):
    pass


class Problem(Wire):
    message: str
    code: str = ""
    details: str = Field("", validation_alias=AliasChoices("details", "detail", "data"))

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"message": value} if isinstance(value, str) else value


class Failed(Wire):
    error: Problem = Field(validation_alias=AliasChoices("error", "message", "data"))
    agent_id: str = Field("", validation_alias=_AGENT)
    code: str = ""
    details: str = Field("", validation_alias=AliasChoices("details", "detail"))


class Routing(Vocabulary):
    """How to read the orchestrator document."""

    name = "routing"
    announces_end = True
    named_by = ("event", "type")
    models: ClassVar[Mapping[str, type[Wire]]] = {
        "routing_started": RoutingStarted,
        "routing_completed": RoutingCompleted,
        "agent_execution_started": AgentExecutionStarted,
        "response_chunk": ResponseChunk,
        "completed": Completed,
        "error": Failed,
    }

    def __init__(self) -> None:
        self.agent = ""
        """Id of the agent that was chosen."""
        self.name_of_agent = ""
        self.working = False
        self.answer = ""
        """Id of the message that is being written."""
        self.answers = 0

    def read(self, wire: Any) -> Iterator[e.Event]:
        """Return what one checked wire message says."""
        self.agent = getattr(wire, "agent_id", "") or self.agent
        match wire:
            case ResponseChunk():
                if not self.working and self.agent:  # its own server announces the choice, not the work
                    self.working = True
                    yield e.AgentStarted(self.agent, self.name_of_agent)
                yield e.TextAdded(self._answer(), _text(wire), self.agent)
            case RoutingStarted():
                yield e.RoutingStarted()
            case RoutingCompleted(agent_name=name, confidence=confidence, reasoning=why, protocol=protocol):
                self.name_of_agent = name
                yield e.RoutingDecided(self.agent, name, from_percent_or_fraction(confidence), why, protocol)
            case AgentExecutionStarted(agent_name=name, protocol=protocol):
                self.working = True
                self.agent = self.agent or "agent"
                yield e.AgentStarted(self.agent, name, protocol)
            case Completed(response_data=response):
                text = _text(wire)
                if text:
                    yield e.TextReplaced(self._answer(), text, agent=self.agent)
                yield from self._stop("completed")
                yield e.RunFinished("completed", None if text else response)
            case Failed(error=error):
                code, detail = wire.code or error.code, wire.details or error.details
                yield e.ErrorReported(error.message, code or "agent", True, self.agent, detail=detail)
                yield from self._stop("failed", error.message)
                yield e.RunFinished("failed")

    def _answer(self) -> str:
        if not self.answer:
            self.answers += 1
            self.answer = f"answer-{self.answers}"
        return self.answer

    def _stop(self, status: e.AgentStatus, error: str = "") -> Iterator[e.Event]:
        if self.answer and not error:
            yield e.MessageFinished(self.answer)
        if self.working:
            yield e.AgentFinished(self.agent, status=status, error=error)
        self.answer, self.working = "", False


def _text(wire: Response) -> str:
    return _found(wire.response_data) if wire.text is None else wire.text


def _found(value: Any) -> str:
    """Return the text somewhere in a response: that of its parts, wherever they are nested."""
    match value:
        case str():
            return value
        case list():
            return "".join(map(_found, value))
        case {"parts": list() as parts}:
            return "".join(map(_part, parts))
        case dict():
            nests = (key for key in _NESTS if key in value and not (key in _LABELS and isinstance(value[key], str)))
            return next(filter(None, (_found(value[key]) for key in nests)), "")
    return ""


def _part(part: Any) -> str:
    match part:
        case {"root": dict() as root}:
            return _part(root)
        case {"text": str() as text, **rest} if rest.get("kind", rest.get("type", "text")) == "text":
            return text
    return ""
