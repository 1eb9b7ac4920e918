"""How a broadcast server is told, ours or any with its endpoints: each action has an address of its own.

The answers are published in the session, over the stream that is read already. Endpoints and names
of fields are those of the source documents: `POST /api/agent/execute`, `/api/agent/cancel`,
`/api/agent/answer` and `/api/chat_actions/regenerate`.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final
from urllib.parse import unquote, urljoin

from sse_widgets.actions.action import Action, ActionName, Answer, Call, Cancel, Place, Regenerate, Send

HEADER: Final = "x-sse-widgets-actions"
"""The header by which a stream says where its server is told what to do: `../..; session=demo`."""
_ANNOUNCED: Final = re.compile(r"(\.|\.\.(?:/\.\.)*); session=([\w.:~@+%-]{1,128})", re.ASCII)
"""Nothing but a way up: it cannot lead to another server."""


class Broadcast:
    """A broadcast server as a back end."""

    listens: ClassVar[bool] = True

    def __init__(self, base: str, session: str = "", execution: str = "") -> None:
        """Take where it is.

        Args:
            base: its address, without a path of its endpoints; may be relative to that of the stream.
            session: the session that the run watches; empty for what the stream says.
            execution: the work that is being done; empty if none was asked for.
        """
        self.base = base.rstrip("/")
        self.session, self.execution = session, execution

    def reason_against(self, name: ActionName, place: Place) -> str:
        """Return why an action cannot be taken now, for people; empty if it can."""
        if name in ("answer", "cancel") and not self.execution:
            return "nothing was asked for from here"
        if not self._session(place):
            return "the stream has not said which session it is"
        return ""

    def say(self, action: Action, place: Place) -> Call:
        """Return the request that says an action."""
        match action:
            case Send(text=text, id=id):
                return self._call(
                    place, "/api/agent/execute", {"task": text, "messageId": id} | self._in_session(place)
                )
            case Regenerate(message_id=id):
                body = {"messageId": id, "query": _asked(place, id)} | self._in_session(place)
                return self._call(place, "/api/chat_actions/regenerate", body)
            case Answer(interrupt=interrupt, value=value):
                given = {"executionId": self.execution, "interruptId": interrupt.id, "value": value}
                return self._call(place, "/api/agent/answer", given)
            case Cancel():
                return self._call(place, "/api/agent/cancel", {"executionId": self.execution})

    def begun(self, answer: Any) -> None:
        """Take note of what the server answers: which work it has begun, and in which session."""
        if isinstance(answer, dict):
            self.execution = str(answer.get("executionId") or self.execution)
            self.session = str(answer.get("sessionId") or self.session)

    def _call(self, place: Place, path: str, body: dict[str, Any]) -> Call:
        base = urljoin(place.url, self.base).rstrip("/")
        return Call(base + path, body, streams=False, goes_on=True, answered=self.begun)

    def _session(self, place: Place) -> str:
        return self.session or place.state.connection.session_id

    def _in_session(self, place: Place) -> dict[str, Any]:
        return {"sessionId": self._session(place)}


def announced(headers: Mapping[str, str]) -> Broadcast | None:
    """Return the back end that a stream tells of in the headers of its response, None if it tells of none."""
    said = _ANNOUNCED.fullmatch(headers.get(HEADER, ""))
    return Broadcast(said[1], unquote(said[2])) if said else None


def _asked(place: Place, message_id: str) -> str:
    """Return what the user said before a message."""
    said = ""
    for message in place.state.messages:
        if message.id == message_id:
            break
        said = message.text if message.role == "user" else said
    return said or place.state.run.title
