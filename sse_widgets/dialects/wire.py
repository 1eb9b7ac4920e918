"""What the wire models of the dialects share: JSON in, envelopes off, units made ours."""

import json
import re
from datetime import UTC, datetime
from typing import Any, TypeVar

import pydantic
from pydantic.alias_generators import to_camel
from pydantic_core import from_json

from sse_widgets.frame import Frame

_SURROGATES = re.compile("[\ud800-\udfff]")


class Wire(pydantic.BaseModel):
    """A piece of a wire: camelCase or snake_case, further fields ignored, numbers read as text where text is due."""

    model_config = pydantic.ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="ignore",
        coerce_numbers_to_str=True,
        defer_build=True,
    )


W = TypeVar("W", bound=Wire)


def parse(data: str) -> Any:
    """Return JSON as Python values.

    Raises:
        ValueError: it is not JSON (RFC 8259: no NaN, no Infinity) or nested too deeply to be sane.
    """
    try:
        return from_json(data, allow_inf_nan=False)
    except ValueError as error:
        # Some encoders cut an emoji in half, `\ud83d` without its partner: legal JSON, no legal text.
        if "surrogate" in str(error) or "escape" in str(error):
            return _without_surrogates(json.loads(data))
        raise


def _without_surrogates(value: Any) -> Any:
    match value:
        case str():
            return _SURROGATES.sub("\ufffd", value)
        case list():
            return [_without_surrogates(each) for each in value]
        case dict():
            return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    return value


def unwrap(frame: Frame, named_by: tuple[str, ...] = ("type", "event")) -> tuple[str, dict[str, Any]]:
    """Return the name of the event and its fields, out of whatever envelope they came in.

    The name is that of the frame, else what the JSON has under the first of the keys `named_by`. The fields
    are the JSON object, or the object under its `data` key, or the one under the `data` key of that.

    Raises:
        ValueError: the data is not JSON, or not an object.
    """
    body = parse(frame.data)
    if type(body) is not dict:
        raise ValueError(f"expected a JSON object, got {_kind(body)}")
    name = name_of(frame.event, body, named_by)
    while type(inner := body.get("data")) is dict:
        body = {key: value for key, value in body.items() if key != "data"} | inner
    return name, body


def check(model: type[W], body: dict[str, Any]) -> W:
    """Return the fields as a wire message; null counts as absent, as half of all producers mean it.

    So does what is of the wrong type where it may be missing: text must not be lost for a cost that is no number.

    Raises:
        pydantic.ValidationError: a required field is missing, or is of the wrong type.
    """
    try:
        return check_strictly(model, body)
    except pydantic.ValidationError as error:
        said = _without_nulls(body)
        wrong = {_reached(said, problem["loc"]) for problem in error.errors()}
        for place in sorted(wrong, key=_numbers, reverse=True):  # of a list the last first: the others stay in place
            _remove(said, place)
        try:
            return model.model_validate(said)
        except pydantic.ValidationError:
            raise error from None


def check_strictly(model: type[W], body: dict[str, Any]) -> W:
    """Return the fields as a wire message of a document that gives every field its type; null counts as absent.

    Raises:
        pydantic.ValidationError: a required field is missing, or any is of the wrong type.
    """
    try:
        return model.model_validate(body)
    except pydantic.ValidationError:
        return model.model_validate(_without_nulls(body))


def _reached(value: Any, place: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Return how far a place leads in the JSON; the rest of it is of the model, or missing."""
    for depth, key in enumerate(place):
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return place[:depth]
    return place


def _numbers(place: tuple[int | str, ...]) -> list[int]:
    return [key if isinstance(key, int) else 0 for key in place]


def _remove(value: Any, place: tuple[int | str, ...]) -> None:
    if place:
        for key in place[:-1]:
            value = value[key]
        del value[place[-1]]


def _without_nulls(value: Any) -> Any:
    match value:
        case list():
            return [_without_nulls(each) for each in value]
        case dict():
            return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return value


def name_of(event: str, body: dict[str, Any], named_by: tuple[str, ...] = ("type", "event")) -> str:
    """Return the name of the event, else what the JSON has under the first of the keys `named_by`."""
    if event == "message":
        for key in named_by:
            if type(said := body.get(key)) is str:
                return said
    return event


def _kind(value: Any) -> str:
    return {list: "a list", str: "a string", bool: "a boolean", type(None): "null"}.get(type(value), "a number")


def explain(error: pydantic.ValidationError) -> str:
    """Return what is wrong with a wire message, field by field, without its content."""
    return "; ".join(
        f"{'.'.join(map(str, problem['loc'])) or 'it'}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_input=False, include_context=False)
    )


def reason(error: BaseException) -> str:
    """Return why a frame could not be read, for people and without its content."""
    if isinstance(error, pydantic.ValidationError):
        return explain(error)
    try:
        text = str(error)
    except Exception:  # an exception of somebody else's can fail to say even this
        text = ""
    return text if isinstance(error, ValueError) and text else f"{type(error).__name__}: {text}"


def from_percent(value: float | None) -> float | None:
    """Return 0 to 100 as 0.0 to 1.0."""
    return None if value is None else min(1.0, max(0.0, value / 100))  # in this order NaN, read from text, is 0.0


def from_percent_or_fraction(value: float | None) -> float | None:
    """Return 0.0 to 1.0, where a document does not say which of the two its numbers are."""
    return from_percent(value * 100 if value is not None and value <= 1 else value)


def from_milliseconds(value: float | None) -> float | None:
    """Return seconds. The source documents give every time whose unit they state in milliseconds."""
    return None if value is None else value / 1000


def epoch(value: Any) -> float | None:
    """Return a time as seconds since 1970, or None if it is none.

    Args:
        value: ISO 8601 text, UTC where it names no offset; or a number, as JavaScript's clock
            counts, in milliseconds, unless it is so small that it can only mean seconds.
    """
    if type(value) is str:
        try:
            said = datetime.fromisoformat(value)
        except ValueError:
            return None
        # The clock of this machine must not matter: a recording reads the same everywhere.
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp()
    if type(value) in (int, float) and 0 < value < 1e14:
        return value / 1000 if value > 1e11 else float(value)
    return None
