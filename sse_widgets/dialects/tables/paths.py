"""Where in the JSON of a frame a value lies, written as text.

`$.a.b` goes down by key and `$.a.0` by place, `$` is all of it, `$name` the name of the event. Inside an `each`
these begin at the thing that it has come to, and `$$.a` begins at the frame. `$.a|$.b|none` tries one after
another; what is no path stands for itself. `{$.a}-{$.b}` is a text with paths in it.
"""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

Getter: TypeAlias = Callable[[Any, Any, str], Any]
"""Returns the value, None if there is none, out of: where it begins, the whole frame, the name of the event."""

_IN_BRACES = re.compile(r"\{(\$[^{}|]*)\}")


def getter(spec: Any) -> Getter:
    """Return what finds the value that `spec` stands for.

    Args:
        spec: alternatives as text; a function of where the paths begin; anything else stands for itself.
    """
    if callable(spec):
        return lambda here, whole, name: spec(here)
    if not isinstance(spec, str):
        return lambda here, whole, name: spec
    choices = [_choice(choice) for choice in spec.split("|")]
    return choices[0] if len(choices) == 1 else _first(choices)


def _first(choices: list[Getter]) -> Getter:
    def first(here: Any, whole: Any, name: str) -> Any:
        found: Any = None
        for choice in choices:
            value = choice(here, whole, name)
            if value is not None:
                if value != "":
                    return value
                found = value
        return found

    return first


def _choice(text: str) -> Getter:
    if _IN_BRACES.search(text):
        return _template(text)
    if text == "$name":
        return lambda here, whole, name: name
    if text == "$$" or text.startswith("$$."):
        inner = _walk(text[3:])
        return lambda here, whole, name: inner(whole, whole, name)
    if text == "$" or text.startswith("$."):
        return _walk(text[2:])
    return lambda here, whole, name: text


def _template(text: str) -> Getter:
    pieces = _IN_BRACES.split(text)
    paths = [_choice(path) for path in pieces[1::2]]
    texts = pieces[::2]

    def filled(here: Any, whole: Any, name: str) -> Any:
        values = [path(here, whole, name) for path in paths]
        if any(value is None or value == "" for value in values):
            return None
        return texts[0] + "".join(f"{value}{after}" for value, after in zip(values, texts[1:], strict=True))

    return filled


def _walk(path: str) -> Getter:
    keys = path.split(".") if path else []
    if len(keys) == 1:
        (key,) = keys
        return lambda here, whole, name: here.get(key) if type(here) is dict else _step(here, key)

    def walked(here: Any, whole: Any, name: str) -> Any:
        for key in keys:
            here = here.get(key) if type(here) is dict else _step(here, key)
            if here is None:
                return None
        return here

    return walked


def _step(here: Any, key: str) -> Any:
    """Return what a list has in a place; nothing else can be stepped into."""
    if type(here) is list and key.lstrip("-").isdecimal() and -len(here) <= int(key) < len(here):
        return here[int(key)]
    return None
