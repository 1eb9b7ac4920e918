"""Messages, and calls of tools."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sse_widgets.broadcast.emitting.agent_scope import current_agent
from sse_widgets.broadcast.emitting.scope import Failure, Scope

if TYPE_CHECKING:
    from sse_widgets.broadcast.emitting.emitter import Emitter


class ToolScope(Scope):
    """A call of a tool."""

    spoken = ("ag_ui", "execution")
    called = "a tool"

    def __init__(
        self, emitter: "Emitter", name: str, args: Mapping[str, Any], *, id: str = "", agent: str = ""
    ) -> None:
        super().__init__(emitter, id)
        self.name, self.args = name, args
        self._agent = agent or current_agent(emitter) or None
        self.result: Any = None
        """What it returns; set it before the end."""

    def _begin(self) -> None:
        emitter, id = self.emitter, self.id
        if emitter.vocabulary == "execution":
            emitter.tool_start(self.name, dict(self.args))
            return
        emitter.tool_call_start(id, self.name, subagent_run_id=self._agent)
        emitter.tool_call_args(id, _text(self.args), subagent_run_id=self._agent)
        emitter.tool_call_end(id, subagent_run_id=self._agent)

    def _end(self, failure: Failure | None) -> None:
        error = failure.text if failure else None
        if self.emitter.vocabulary == "execution":
            self.emitter.tool_complete(self.name, self.result, duration=self._milliseconds, error=error)
            return
        content = _text({"error": error} if failure else self.result)
        self.emitter.tool_call_result(self.id, content, f"{self.id}-result", subagent_run_id=self._agent)


class MessageScope(Scope):
    """A message that is being written."""

    spoken = ("ag_ui", "agent_network", "message_stream", "routing", "thought_process")
    called = "a message"

    def __init__(self, emitter: "Emitter", id: str, role: str, agent: str = "") -> None:
        super().__init__(emitter, id)
        self.role = role
        self._agent = agent or current_agent(emitter)
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        """What was written so far."""
        return "".join(self._pieces)

    def add(self, text: str) -> None:
        """Write more."""
        self.begin()
        if not text:
            return
        self._pieces.append(text)
        emitter, id, agent = self.emitter, self.id, self._agent
        match emitter.vocabulary:
            case "ag_ui":
                emitter.text_message_content(id, text, subagent_run_id=agent or None)
            case "agent_network":
                emitter.message_token(id, text, agent_id=agent)
            case "message_stream":
                emitter.message_chunk(id, text, agent_id=agent)
            case "routing":
                emitter.response_chunk(text, agent_id=agent)

    def _begin(self) -> None:
        emitter, id, agent = self.emitter, self.id, self._agent
        match emitter.vocabulary:
            case "ag_ui":
                emitter.text_message_start(id, self.role, subagent_run_id=agent or None)
            case "message_stream":
                emitter.message_started(id, self.role, agent_id=agent)

    def _end(self, failure: Failure | None) -> None:
        emitter, id, agent = self.emitter, self.id, self._agent
        match emitter.vocabulary:
            case "ag_ui":
                emitter.text_message_end(id, subagent_run_id=agent or None)
            case "agent_network":
                emitter.message_token(id, "", is_complete=True, agent_id=agent)
            case "message_stream":
                emitter.message_completed(id, agent_id=agent)
            case "thought_process" if self._pieces:
                emitter.whole_message(self.text, message_id=id, role=self.role)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
