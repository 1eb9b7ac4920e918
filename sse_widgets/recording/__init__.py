"""A run on disk: JSON Lines, written whole or as it comes; raw captures are read too."""

from sse_widgets.recording.lines import Recording
from sse_widgets.recording.reader import find, read, shipped
from sse_widgets.recording.writer import Writer, is_blank, write

__all__ = ["Recording", "Writer", "find", "is_blank", "read", "shipped", "write"]
