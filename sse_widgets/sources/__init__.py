"""Where the frames of a run come from: a server, a recording, or an iterator."""

from sse_widgets.sources.source import Player, Server, Source

__all__ = ["Player", "Server", "Source"]
