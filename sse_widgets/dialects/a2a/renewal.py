"""How a subscription to a task of A2A is renewed, over JSON-RPC in the words of its version, and over REST."""

from typing import Final
from urllib.parse import quote

from sse_widgets.onward import Asked, Onward

_WORDS: Final = {
    "SendStreamingMessage": ("SubscribeToTask", "GetTask"),
    "SubscribeToTask": ("SubscribeToTask", "GetTask"),
    "message/stream": ("tasks/resubscribe", "tasks/get"),
    "tasks/resubscribe": ("tasks/resubscribe", "tasks/get"),
}
"""What to say after each method: to subscribe, and to ask about a task that has ended."""


def renewed(asked: Asked, task: str, *, over: bool) -> Onward | None:
    """Return the request that goes on with a task, None if what was asked for is none of A2A's.

    Args:
        asked: what was asked for.
        task: its id.
        over: whether the task cannot be subscribed to any more.
    """
    path, _, query = asked.url.partition("?")
    base = None
    if path.endswith("/message:stream"):
        base = path.removesuffix("/message:stream")
    elif path.endswith(":subscribe"):
        base = path.rpartition("/tasks/")[0]
    if base is not None:
        place = f"{base}/tasks/{quote(task, safe='')}{'' if over else ':subscribe'}"
        return Onward(f"{place}?{query}" if query else place)
    method = asked.json.get("method") if isinstance(asked.json, dict) else None
    if method not in _WORDS:
        return None
    again = {"jsonrpc": "2.0", "id": asked.json.get("id", 1), "method": _WORDS[method][over], "params": {"id": task}}
    return Onward(asked.url, "POST", again)
