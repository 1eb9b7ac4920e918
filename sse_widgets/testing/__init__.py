"""For the tests of those who build on sse_widgets."""

from sse_widgets.testing.dialect_check import DialectBroken, Problem, check_dialect
from sse_widgets.testing.left_open import left_open

__all__ = ["DialectBroken", "Problem", "check_dialect", "left_open"]
