"""Actions that the user names: an address, or a function of their own, for each."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, get_args
from urllib.parse import urljoin

from sse_widgets.actions.action import Action, ActionName, Answer, Call, Place, Regenerate, Send
from sse_widgets.errors import suggestion

Target: TypeAlias = str | Callable[..., Any]
"""An address, relative to the stream's or not; or a function, which may return an iterator to read on with."""


class Custom:
    """A back end as a table of actions."""

    def __init__(self, targets: Mapping[ActionName, Target]) -> None:
        """Take the table.

        Raises:
            ValueError: it names something that is no action.
        """
        known = list(get_args(ActionName))
        for name, target in targets.items():
            if name not in known:
                raise ValueError(f"actions= names {name!r}, which is no action; {suggestion(str(name), known)}")
            if not isinstance(target, str) and not callable(target):
                raise ValueError(f"actions[{name!r}] must be an address or a function, not {target!r}")
        self._targets = dict(targets)

    def reason_against(self, name: ActionName, place: Place) -> str:
        """Return why an action cannot be taken now, for people; empty if it can."""
        return "" if name in self._targets else f"actions= does not say how to {name}"

    def say(self, action: Action, place: Place) -> Call | Callable[[], Any]:
        """Return the request that says an action, or what to call instead of one."""
        target = self._targets[action.name]
        if callable(target):
            return lambda: target(*_arguments(action))
        session = place.state.connection.session_id or place.state.run.thread_id
        body = {"session_id": session, "run_id": place.state.run.id} | _given(action)
        return Call(urljoin(place.url, target), body, streams=False)


def _given(action: Action) -> dict[str, Any]:
    match action:
        case Send(text=text, id=id):
            return {"text": text, "message_id": id}
        case Answer(interrupt=interrupt, value=value):
            return {"interrupt_id": interrupt.id, "value": value}
        case Regenerate(message_id=id):
            return {"message_id": id}
    return {}


def _arguments(action: Action) -> tuple[Any, ...]:
    """Return what a function of the user is called with."""
    match action:
        case Send(text=text):
            return (text,)
        case Answer(interrupt=interrupt, value=value):
            return interrupt, value
        case Regenerate(message_id=id):
            return (id,)
    return ()
