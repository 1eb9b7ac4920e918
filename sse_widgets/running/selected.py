"""The trait that holds a stretch of time: set in Python or dragged in a Timeline."""

from math import isfinite
from typing import Any, TypeAlias

import traitlets

Selection: TypeAlias = tuple[float, float] | None


class Selected(traitlets.TraitType[Selection, Any]):
    """From when to when, in seconds since the stream opened; None for no selection."""

    default_value = None

    def validate(self, obj: Any, value: Any) -> Selection:
        """Return the stretch as two floats.

        Raises:
            TraitError: it is not a beginning and a later end.
        """
        if value is None:
            return None
        try:
            start, end = (float(each) for each in value)
        except (TypeError, ValueError):
            start, end = 1.0, 0.0
        if not (isfinite(start) and isfinite(end) and 0 <= start <= end):
            raise traitlets.TraitError(
                f"run.{self.name} is a pair of seconds such as (2.0, 5.5), the earlier first, or None, not {value!r}"
            )
        return start, end

    def set(self, obj: Any, value: Any) -> None:
        """Select, and have it shown."""
        super().set(obj, value)
        obj.look_again()
