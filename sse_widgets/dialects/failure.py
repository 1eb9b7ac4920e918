"""What vendors say when something fails: an object, a sentence, sometimes a whole traceback."""

from typing import Any

from sse_widgets.events import ErrorReported


def failure(said: Any, *, fatal: bool = True, otherwise: str = "the server reported an error") -> ErrorReported:
    """Return the error that a vendor's error object, or sentence, tells.

    What follows the first line, such as a traceback, is kept as detail.

    Args:
        said: the value of an `error` key, or the object that has one.
        fatal: whether it ends the run.
        otherwise: the message where it says none.
    """
    while isinstance(said, dict) and isinstance(inner := said.get("error"), dict):
        said = inner
    fields = said if isinstance(said, dict) else {"message": said}
    text = _text(fields.get("message")) or _text(fields.get("detail")) or _text(fields.get("error"))
    first, _, rest = text.strip().partition("\n")
    return ErrorReported(first.strip() or otherwise, _kind(fields), fatal, detail=rest.strip())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _kind(fields: dict[str, Any]) -> str:
    """A word if there is one, `rate_limit_exceeded`, else the number of a status."""
    words = [_text(fields.get(name)) for name in ("code", "status", "type", "error_type")]
    return next((word for word in words if word and not word.isdigit()), "") or next(filter(None, words), "agent")
