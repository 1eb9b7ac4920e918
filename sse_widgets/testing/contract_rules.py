"""What a dialect has to have, and how it tells its own frames from others."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sse_widgets.dialects import Dialect, Fit
from sse_widgets.frame import Frame
from sse_widgets.testing.problem import Problem

_STRANGE = "no.such.event"
_ODD: tuple[Any, ...] = (None, [], {}, "", 0, True, {"type": None}, {"type": []}, {"event": {}}, [{}])


def contract(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """It has a name and says two things of its wire, and an instance can be made of nothing."""
    for method in ("fit", "decode"):
        if not callable(getattr(kind, method, None)):
            yield Problem("contract", 0, f"there is no method `{method}`")
    try:
        dialect: Any = kind()
    except Exception as error:
        yield Problem("contract", 0, f"no instance can be made without arguments: {type(error).__name__}: {error}")
        return
    name = getattr(kind, "name", None)
    if not isinstance(name, str) or not name:
        yield Problem("contract", 0, f"`name` is {name!r}; give the class a name: `name = 'acme'`")
    for attribute in ("announces_end", "has_heartbeats"):
        value = getattr(dialect, attribute, None)
        if type(value) is not bool:
            yield Problem("contract", 0, f"`{attribute}` is {value!r}; say True or False on the class")


def fit(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """It recognises one of its frames at least, and answers with a `Fit` whatever it is shown."""
    best = Fit.NO
    shown = [(n, frame.event, _json(frame.data)) for n, frame in enumerate(frames, 1)]
    for n, event, body in (*shown, *((0, _STRANGE, odd) for odd in _ODD)):
        try:
            answer: Any = kind.fit(event, body, dict(headers))
        except Exception as error:
            yield Problem("fit", n, f"fit() raised {type(error).__name__}: {error}; it must answer NO instead")
            continue
        if not isinstance(answer, Fit):
            yield Problem("fit", n, f"fit() answered {answer!r}, which is no Fit")
        elif n:
            best = max(best, answer)
    if frames and best is not Fit.YES:
        yield Problem("fit", 0, "no frame of the recording fits with YES, so it will never be found by itself")


def unknown(kind: type[Dialect], frames: list[Frame], headers: Mapping[str, str]) -> Iterator[Problem]:
    """What it does not know is told, as a `FrameUnknown` or by raising; else nobody learns that it came."""
    frame = Frame(_STRANGE, json.dumps({"type": _STRANGE, "event": _STRANGE}))
    try:
        said = list(kind().decode(frame))
    except Exception:
        return  # the log tells it as unreadable
    if not said:
        yield Problem("unknown", 0, f"an event called {_STRANGE!r} is passed over in silence; yield FrameUnknown(name)")


def _json(data: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
