"""The error of nobody in particular: a frame that is nothing but `{"error": …}`, in any vocabulary or none."""

from typing import Any, Final

from sse_widgets.dialects.failure import failure
from sse_widgets.events import ErrorReported

_BESIDES: Final = frozenset(
    [
        "error",
        "error_type",
        "error_details",
        "message",
        "code",
        "status",
        "status_code",
        "type",
        "detail",
        "request_id",
        "requestId",
    ]
)


def is_bare_error(body: Any) -> bool:
    """Return whether parsed JSON is an error and nothing else."""
    return type(body) is dict and bool(body.get("error")) and body.keys() <= _BESIDES


def bare_error(body: dict[str, Any]) -> ErrorReported:
    """Return what such a frame says; it ends the run."""
    return failure(body)
