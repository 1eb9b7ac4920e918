"""How the agent protocols are told: as the last request was, and its answer is the next stream."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sse_widgets.actions.action import Answer, Call, Cancel, Place, Regenerate, Send
from sse_widgets.actions.turns import Turn, arguments, result, turns
from sse_widgets.errors import RunError
from sse_widgets.state import TextPart, Tool

# ------------------------------------------------------------------------- AG-UI


def ag_ui_send(action: Send, place: Place) -> Call:
    """Return a run with one more message of the user."""
    return _ag_ui(place, [*_ag_ui_messages(place), {"id": action.id, "role": "user", "content": action.text}])


def ag_ui_answer(action: Answer, place: Place) -> Call:
    """Return a run that goes on from its interrupt."""
    given = {"interruptId": action.interrupt.id, "status": "resolved", "payload": action.value}
    return _ag_ui(place, _ag_ui_messages(place), resume=[given])


def ag_ui_regenerate(action: Regenerate, place: Place) -> Call:
    """Return a run from before a message."""
    return _ag_ui(place, _ag_ui_messages(place, action.message_id))


def _ag_ui(place: Place, messages: list[dict[str, Any]], **more: Any) -> Call:
    run = place.state.run
    body = place.body | {"messages": messages, "runId": uuid4().hex, "parentRunId": run.id} | more
    body |= {"threadId": run.thread_id or place.body.get("threadId", "")}
    if place.state.document is not None:
        body["state"] = place.state.document
    return Call(place.url, body)


def _ag_ui_messages(place: Place, until: str = "") -> list[dict[str, Any]]:
    given = place.body.get("messages")
    messages = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    known = {each.get("id") for each in messages}
    for turn in turns(place.state, until):
        if turn.message.id in known:
            continue
        said: dict[str, Any] = {"id": turn.message.id, "role": turn.message.role, "content": turn.text}
        if turn.calls:
            said["toolCalls"] = [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments(call)}}
                for call in turn.calls
            ]
        messages.append(said)
        messages += [
            {"id": f"{call.id}-result", "role": "tool", "toolCallId": call.id, "content": result(call)}
            for call in turn.calls
            if call.ended_at is not None
        ]
    return messages


# ------------------------------------------------------------------------ Vercel


def vercel_send(action: Send, place: Place) -> Call:
    """Return a request with one more message of the user."""
    said = {"id": action.id, "role": "user", "parts": [{"type": "text", "text": action.text}]}
    return _vercel(place, [*_vercel_messages(place), said], "submit-message")


def vercel_answer(action: Answer, place: Place) -> Call:
    """Return a request in which a call is approved or denied."""
    return _vercel(place, _vercel_messages(place, approval=action), "submit-message")


def vercel_regenerate(action: Regenerate, place: Place) -> Call:
    """Return a request for another answer."""
    call = _vercel(place, _vercel_messages(place, action.message_id), "regenerate-message")
    return Call(call.url, call.json | {"messageId": action.message_id})


def _vercel(place: Place, messages: list[dict[str, Any]], trigger: str) -> Call:
    return Call(place.url, place.body | {"messages": messages, "trigger": trigger})


def _vercel_messages(place: Place, until: str = "", approval: Answer | None = None) -> list[dict[str, Any]]:
    given = place.body.get("messages")
    messages = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    known = {each.get("id") for each in messages}
    return messages + [
        {"id": turn.message.id, "role": turn.message.role, "parts": _vercel_parts(turn, approval)}
        for turn in turns(place.state, until)
        if turn.message.id not in known
    ]


def _vercel_parts(turn: Turn, approval: Answer | None) -> list[dict[str, Any]]:
    by_id = {call.id: call for call in turn.calls}
    parts: list[dict[str, Any]] = []
    for part in turn.message.parts:
        if isinstance(part, TextPart):
            parts.append({"type": "text", "text": str(part.text)})
        elif (id := getattr(part, "tool_id", "")) in by_id:
            parts.append(_vercel_call(by_id[id], approval))
    return parts


def _vercel_call(call: Tool, approval: Answer | None) -> dict[str, Any]:
    said: dict[str, Any] = {"type": f"tool-{call.name}", "toolCallId": call.id, "input": call.args}
    if approval is not None and approval.interrupt.tool_id == call.id:
        given = {"id": approval.interrupt.id, "approved": _approved(approval.value)}
        return said | {"state": "approval-responded", "approval": given}
    if call.error:
        return said | {"state": "output-error", "errorText": call.error}
    if call.ended_at is not None:
        return said | {"state": "output-available", "output": call.output}
    return said | {"state": "input-available"}


def _approved(value: Any) -> bool:
    """Return whether an answer approves; what is not clear does not."""
    return value is True or (isinstance(value, dict) and value.get("approved") is True)


# --------------------------------------------------------------------------- ADK


def adk_send(action: Send, place: Place) -> Call:
    """Return a run with a new message in the same session."""
    return _adk(place, {"text": action.text})


def adk_answer(action: Answer, place: Place) -> Call:
    """Return a run in which a function that waits for a person has returned."""
    asked = place.state.tools.find(action.interrupt.tool_id or action.interrupt.id)
    value = action.value
    response = (
        value if isinstance(value, dict) else {"confirmed": value} if isinstance(value, bool) else {"result": value}
    )
    if action.interrupt.reason in ("confirmation", "credential", "input"):  # a call of its own asks
        name, id = f"adk_request_{action.interrupt.reason}", action.interrupt.id
    else:
        name = asked.name if asked else "adk_request_confirmation"
        id = asked.id if asked else action.interrupt.id
    return _adk(place, {"functionResponse": {"id": id, "name": name, "response": response}})


def _adk(place: Place, part: dict[str, Any]) -> Call:
    key = "new_message" if "new_message" in place.body else "newMessage"
    return Call(place.url, place.body | {key: {"role": "user", "parts": [part]}})


# --------------------------------------------------------------------------- A2A


def a2a_send(action: Send, place: Place) -> Call:
    """Return a message in the same context."""
    return _a2a(place, {"text": action.text})


def a2a_answer(action: Answer, place: Place) -> Call:
    """Return a message to the task that waits for one."""
    value = action.value
    return _a2a(place, {"text": value} if isinstance(value, str) else {"data": value}, to_task=True)


def a2a_cancel(action: Cancel, place: Place) -> Call:
    """Return the request to end the task."""
    task = place.state.run.id
    if "jsonrpc" not in place.body:
        return Call(f"{_a2a_base(place.url)}/tasks/{task}:cancel", {}, streams=False)
    method = "tasks/cancel" if _is_old(place) else "CancelTask"
    return Call(place.url, place.body | {"id": uuid4().hex, "method": method, "params": {"id": task}}, streams=False)


def _a2a(place: Place, part: dict[str, Any], *, to_task: bool = False) -> Call:
    old, rpc = _is_old(place), "jsonrpc" in place.body
    kind = {"kind": next(iter(part))} if old else {}
    message = {"messageId": uuid4().hex, "role": "user" if old else "ROLE_USER", "parts": [kind | part]}
    message |= {"kind": "message"} if old else {}
    if place.state.run.thread_id:
        message["contextId"] = place.state.run.thread_id
    if to_task or place.state.status == "awaiting_input":
        message["taskId"] = place.state.run.id
    if not rpc:
        return Call(place.url, place.body | {"message": message})
    method = "message/stream" if old else "SendStreamingMessage"
    return Call(place.url, place.body | {"id": uuid4().hex, "method": method, "params": {"message": message}})


def _is_old(place: Place) -> bool:
    """Whether it speaks 0.3, whose methods have a slash."""
    return "/" in str(place.body.get("method", ""))


def _a2a_base(url: str) -> str:
    return url.rpartition("/message:")[0] or url.rstrip("/")


# --------------------------------------------------------------------- LangGraph


def langgraph_send(action: Send, place: Place) -> Call:
    """Return a run on the same thread with one more message."""
    return _langgraph(place, {"input": {"messages": [{"role": "user", "content": action.text, "id": action.id}]}})


def langgraph_answer(action: Answer, place: Place) -> Call:
    """Return a run that goes on from its interrupt, or from that one of several."""
    value = _resumed(action)
    several = sum(other.status == "open" for other in place.state.interrupts) > 1
    return _langgraph(place, {"command": {"resume": {action.interrupt.id: value} if several else value}})


def langgraph_events_answer(action: Answer, place: Place) -> Call:
    """Return the command that answers; what follows comes over the subscription, which stays open."""
    asked = action.interrupt
    namespace = asked.agent.split("|") if asked.agent else []
    params = {"namespace": namespace, "interrupt_id": asked.id, "response": _resumed(action)}
    url = place.url.replace("/stream/events", "/commands", 1)
    command = {"id": 1, "method": "input.respond", "params": params}
    return Call(url, command, streams=False, goes_on=True, answered=_obeyed)


def _obeyed(answer: Any) -> None:
    """Take note of a command that was refused, which has the status of one that was not."""
    if isinstance(answer, dict) and answer.get("type") == "error":
        raise RunError(str(answer.get("message") or answer.get("error") or "it does not say why"))


def _resumed(action: Answer) -> Any:
    """Return a word as the decision that the question asks for; anything else as it is."""
    value, reason = action.value, action.interrupt.reason
    if isinstance(value, str) and reason == "review":
        return {"decisions": [{"type": value}]}
    if isinstance(value, str) and reason == "inbox":
        return [{"type": value, "args": None}]
    return value


def _langgraph(place: Place, given: dict[str, Any]) -> Call:
    body = {key: value for key, value in place.body.items() if key not in ("input", "command")} | given
    thread = place.state.run.thread_id
    if thread and "/threads/" not in urlsplit(place.url).path:
        return Call(place.url.replace("/runs/stream", f"/threads/{thread}/runs/stream", 1), body)
    return Call(place.url, body)
