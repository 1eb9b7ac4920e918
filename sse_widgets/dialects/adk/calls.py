"""Calls in events of ADK: of functions, and those that are no calls but questions to a person."""

from collections.abc import Iterator, Sequence
from typing import Any

from sse_widgets import events as e
from sse_widgets.dialects.adk.wire import Actions, FunctionCall, FunctionResponse
from sse_widgets.dialects.calls import Calls, as_text
from sse_widgets.events import Event

_QUESTION = "adk_request_"


class AdkCalls:
    """Reads the calls of a stream and what they lead to."""

    def __init__(self) -> None:
        self._ids = Calls()
        self._unanswered: dict[str, list[str]] = {}
        """Calls without an id that wait for their response, by name."""
        self._long: set[str] = set()
        """Calls that are answered by somebody outside, later."""

    def called(self, call: FunctionCall, place: str, message: str, agent: str, long: Sequence[str]) -> Iterator[Event]:
        """Yield what a call says, whose arguments are complete.

        Args:
            call: of a function.
            place: where in the stream it is.
            message: id of the message that it is in.
            agent: whose it is.
            long: ids of the calls of the event that are answered later.
        """
        waiting = self._unanswered.setdefault(call.name, [])
        if not call.id and place not in waiting:
            waiting.append(place)
        id = self._ids.open(call.id, place)
        kind = "agent" if call.name == "transfer_to_agent" else ""
        yield e.ToolStarted(id, call.name, agent, message, kind=kind)
        yield e.ToolArgsReplaced(id, as_text(call.args))
        yield e.ToolArgsFinished(id)
        if call.id in long:
            self._long.add(id)

    def answered(self, answer: FunctionResponse, actions: Actions) -> Iterator[Event]:
        """Yield what a call led to.

        Args:
            answer: of a function.
            actions: of the same event: whether it has run at all, or waits for a person.
        """
        waiting = self._unanswered.get(answer.name, [])
        asked = answer.id or (waiting.pop(0) if waiting else answer.name)
        id, output = self._ids.find(asked), answer.response
        if answer.name.startswith(_QUESTION):
            yield e.InterruptResolved(asked, output)
        elif asked in (actions.requested_tool_confirmations or {}) or asked in (actions.requested_auth_configs or {}):
            return  # it has not run: the question to a person is a call of its own
        elif id in self._long:
            self._long.discard(id)
            yield e.ToolProgressed(id, output=output, waits=True)
        else:
            error = output.get("error") if isinstance(output, dict) else None
            yield e.ToolFinished(id, answer.name, output, str(error) if error else "")

    def question(self, call: FunctionCall) -> Event:
        """Return the question to a person that a call is."""
        args = call.args
        about = _of(args.get("originalFunctionCall") or args.get("original_function_call"), "id")
        tool = args.get("functionCallId") or args.get("function_call_id") or about
        hint = _of(args.get("toolConfirmation") or args.get("tool_confirmation"), "hint") or args.get("message")
        schema = args.get("responseSchema") or args.get("response_schema")
        why = call.name.removeprefix(_QUESTION)
        id = call.id or call.name
        return e.InterruptOpened(id, why, str(hint or ""), self._ids.find(str(tool or "")), schema)


def is_question(call: FunctionCall | None) -> bool:
    """Return whether a call is none, but a question to a person."""
    return call is not None and call.name.startswith(_QUESTION)


def _of(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
