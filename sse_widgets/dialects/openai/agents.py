"""openai_agents: events of the OpenAI Agents SDK, as people serve them or as the SDK yields them.

There is no official wire: `raw_response_event` wraps an event of the Responses protocol,
`run_item_stream_event` a whole item of it, and `agent_updated_stream_event` names the agent that goes on.
One run is several responses, and nothing says that it is over.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.openai.responses import OpenAiResponses
from sse_widgets.dialects.wire import parse
from sse_widgets.events import Event
from sse_widgets.frame import CLOSED, Frame

_EVENTS = {"raw_response_event", "run_item_stream_event", "agent_updated_stream_event"}
_NO_ID = "__fake_id__"
"""What the SDK calls every item of a model that does not speak Responses."""


class OpenAiAgents:
    """Events of the OpenAI Agents SDK."""

    name: ClassVar[str] = "openai_agents"
    announces_end: ClassVar[bool] = False
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._begun = False
        self._raw = False
        """Whether the events of the model come along; then an item without an id has been told already."""
        self._agent = ""
        self._responses = OpenAiResponses()

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """The names of its events are its own."""
        kind = body.get("type") if isinstance(body, dict) else None
        return Fit.YES if name in _EVENTS or (isinstance(kind, str) and kind in _EVENTS) else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        if frame.data.strip() == "[DONE]":
            return (e.RunFinished("awaiting_input" if self._responses.asking else "completed"),)
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        if is_bare_error(body):
            return (bare_error(body),)
        kind = body.get("type") if body.get("type") in _EVENTS else frame.event
        return self._read(str(kind), body)

    def _read(self, kind: str, body: dict[str, Any]) -> Iterator[Event]:
        if not self._begun:
            self._begun = True
            yield e.RunStarted()
        match kind:
            case "raw_response_event":
                self._raw = True
                data = _with_ids(body.get("data", body))
                if isinstance(data, dict) and isinstance(type := data.get("type"), str):
                    yield from self._of_agent(self._responses.read(type, data))
            case "run_item_stream_event":
                yield from self._item(body.get("item", body))
            case "agent_updated_stream_event":
                yield from self._updated(body.get("new_agent"))
            case _:
                yield e.FrameUnknown(kind)

    def _item(self, item: Any) -> Iterator[Event]:
        raw = item.get("raw_item", item) if isinstance(item, dict) else None
        if not isinstance(raw, dict):
            raise ValueError("item: it has to be an object")
        raw = _with_ids(raw)
        if self._raw and not raw.get("id") and not raw.get("call_id"):
            return
        if raw.get("output") is None and item.get("output") is not None:
            raw |= {"output": item["output"]}
        yield from self._of_agent(self._responses.item(raw))

    def _updated(self, agent: Any) -> Iterator[Event]:
        name = agent.get("name") if isinstance(agent, dict) else agent
        if not isinstance(name, str) or not name or name == self._agent:
            return
        if self._agent:
            yield e.AgentFinished(self._agent)
        self._agent = name
        yield e.AgentStarted(name, name)

    def _of_agent(self, events: Iterable[Event]) -> Iterator[Event]:
        """What a response says is said by the agent at work, and its end is not that of the run."""
        for event in events:
            match event:
                case e.RunStarted() | e.RunFinished():
                    continue
                case e.MessageStarted() | e.ThoughtStarted() | e.ToolStarted() if self._agent:
                    yield replace(event, agent=self._agent)
                case e.UsageReported() if self._agent:
                    yield replace(event, agent=self._agent)
                case _:
                    yield event

    def noticed(self, frame: Frame) -> Iterator[Event]:
        """A stream that ends by itself is whole; the agent has finished, unless it asks."""
        if frame.event == CLOSED and not parse(frame.data or "{}").get("kind"):
            if self._responses.asking:
                yield e.RunFinished("awaiting_input")
            elif self._agent:
                yield e.AgentFinished(self._agent)


def _with_ids(value: Any) -> Any:
    """Return an event without the ids that are none."""
    if isinstance(value, dict):
        return {name: _with_ids(each) for name, each in value.items() if each != _NO_ID}
    return [_with_ids(each) for each in value] if isinstance(value, list) else value
