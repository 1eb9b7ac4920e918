"""Words: one method for each event of a vocabulary, checked with the wire model that reads it."""

import inspect
import json
from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any, Concatenate, Final, Generic, ParamSpec, TypeVar

import pydantic
from pydantic.alias_generators import to_camel
from pydantic_core import to_jsonable_python

from sse_widgets.dialects.ag_ui import wire as ag_ui_wire
from sse_widgets.dialects.agent_network import AgentNetwork
from sse_widgets.dialects.execution import Execution
from sse_widgets.dialects.message_stream import MessageStream
from sse_widgets.dialects.routing import Routing
from sse_widgets.dialects.thought_process import ThoughtProcess
from sse_widgets.dialects.wire import Wire, explain, parse
from sse_widgets.errors import suggestion

R = TypeVar("R")
S = TypeVar("S", bound="Words[Any]")
P = ParamSpec("P")

MODELS: Final[Mapping[str, Mapping[str, type[Wire]]]] = {
    "ag_ui": ag_ui_wire.MODELS,
    "agent_network": AgentNetwork.models,
    "execution": Execution.models,
    "message_stream": MessageStream.models,
    "routing": Routing.models,
    "thought_process": ThoughtProcess.models,
}
"""The wire models of each vocabulary that can be spoken, by the name of the event."""


class Words(Generic[R]):
    """Says events; `R` is what becomes of one."""

    vocabulary: str
    """The name of the dialect that is spoken, "" while nothing has told."""

    def _say(self, event: str, fields: dict[str, Any], vocabulary: str) -> R:
        """Say an event of a vocabulary, of the one that is spoken if that is "".

        Raises:
            ValueError: it is a word of another vocabulary, or a field is wrong.
        """
        raise NotImplementedError


Word = Callable[Concatenate[S, P], R]


def words_of(vocabulary: str) -> Callable[[str], Callable[[Word[S, P, R]], Word[S, P, R]]]:
    """Return a decorator that makes a method, of which only the signature counts, a word of a vocabulary.

    Args:
        vocabulary: the name of the dialect; "" for words that several have.
    """

    def word(event: str) -> Callable[[Word[S, P, R]], Word[S, P, R]]:
        def decorate(method: Word[S, P, R]) -> Word[S, P, R]:
            signature = inspect.signature(method)
            _, *names = signature.parameters
            optional = {name for name in names if signature.parameters[name].default is None}

            def say(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
                try:
                    given = signature.bind(self, *args, **kwargs).arguments
                except TypeError as error:
                    unknown = [repr(name) for name in kwargs if name not in names]
                    fact = f"there is no field {' or '.join(unknown)}" if unknown else str(error)
                    told = f"{method.__name__}(): {fact}; its fields are {', '.join(names) or 'none'}"
                    raise TypeError(told) from None
                left_out = {name for name in optional if given.get(name) is None}
                fields = {name: given[name] for name in names if name in given and name not in left_out}
                return self._say(event, fields, vocabulary)  # type: ignore[no-any-return]

            update_wrapper(say, method).__dict__.update(event=event, vocabulary=vocabulary)
            return say

        return decorate

    return word


def checked(vocabulary: str, event: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an event as its wire has them.

    Args:
        vocabulary: the name of the dialect.
        event: its name on the wire.
        fields: by name, in snake_case; inside of them the names of the wire do as well.

    Raises:
        ValueError: a field is missing, of the wrong type, or none of this event.
    """
    known = MODELS[vocabulary]
    model = known.get(event)
    if model is None:
        raise ValueError(f"{vocabulary!r} has no event {event!r}; {suggestion(event, list(known))}")
    named = {name if vocabulary == "routing" else to_camel(name): value for name, value in fields.items()}
    said: dict[str, Any] = plain(named)
    try:
        model.model_validate(said, extra="forbid")
    except pydantic.ValidationError as error:
        raise ValueError(f"{event!r} of {vocabulary!r} cannot be said like that: {explain(error)}") from None
    return said


def plain(value: Any) -> Any:
    """Return a value as it is read again from JSON.

    What JSON cannot say becomes what it can: a dataclass an object, a date its text, anything else its `str`.

    Raises:
        ValueError: it holds itself.
    """
    return parse(json.dumps(to_jsonable_python(value, fallback=str, inf_nan_mode="null", by_alias=True)))


def chosen(spoken: str, vocabulary: str, event: str) -> str:
    """Return the vocabulary in which an event is said.

    Args:
        spoken: the one that was spoken so far, "" for none.
        vocabulary: the one that the event is a word of, "" for several.
        event: its name.

    Raises:
        ValueError: they are not the same, or nothing tells which it is.
    """
    if not (spoken or vocabulary):
        raise ValueError(f"several vocabularies have {event!r}; say which with vocabulary=")
    if spoken and vocabulary and spoken != vocabulary:
        raise ValueError(
            f"{event!r} is a word of {vocabulary!r}, and this session is told in {spoken!r}: "
            f"a session has one vocabulary, which vocabulary= or the first word decides"
        )
    return vocabulary or spoken
