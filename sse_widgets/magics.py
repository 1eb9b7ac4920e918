"""Magics: `%sse URL` and `%%sse_mock`, after `%load_ext sse_widgets`."""

import argparse
import math
import shlex
from keyword import iskeyword
from typing import Any, NoReturn

from sse_widgets import cells
from sse_widgets.mock import MockServer
from sse_widgets.recording import Recording
from sse_widgets.recording.capture import read_frames
from sse_widgets.run import Run
from sse_widgets.starting import connect


def load_ipython_extension(ipython: Any) -> None:
    """Register the magics; called by `%load_ext sse_widgets`."""
    ipython.register_magic_function(sse, "line", "sse")

    def mock(line: str, cell: str) -> MockServer | None:
        """Serve the events in this cell: `%%sse_mock [name] [--speed N] [--faults SCRIPT]`; see `%%sse_mock --help`."""
        return _serve(ipython, line, cell)

    ipython.register_magic_function(mock, "cell", "sse_mock")


def sse(line: str) -> Run | None:
    """Watch a stream: `%sse URL [--dialect NAME] [--record FILE] [--title TEXT] [--history N]`; see `%sse --help`.

    The run is returned: `run = %sse URL`.
    """
    parser = _Parser("%sse", "Watch a stream of server-sent events.")
    parser.add_argument("url")
    parser.add_argument("--dialect", help="the vocabulary; found from the first frames if not given")
    parser.add_argument("--record", metavar="FILE", help="write every frame to a recording")
    parser.add_argument("--title", help="for people")
    parser.add_argument("--history", type=int, metavar="N", help="frames that can be gone back by")
    given = parser.read(line)
    if given is None:
        return None
    return connect(given.url, dialect=given.dialect, record=given.record, title=given.title, history=given.history)


def _serve(ipython: Any, line: str, cell: str) -> MockServer | None:
    parser = _Parser("%%sse_mock", "Serve the events in this cell, as they would be on the wire.")
    parser.add_argument("name", nargs="?", default="server", help="the variable that holds the server")
    parser.add_argument(
        "--speed", type=float, default=math.inf, help="1 for 50 events a second; all at once if not given"
    )
    parser.add_argument("--faults", default="", help="what goes wrong, such as drop@3")
    given = parser.read(line)
    if given is None:
        return None
    if not given.name.isidentifier() or iskeyword(given.name):
        raise ValueError(f"{given.name!r} is no name of a variable; give one such as server")
    frames = read_frames(cell.strip("\n").encode() + b"\n\n")
    if not frames:
        raise ValueError("there is no event in this cell; write 'data: …' lines, with an empty line after each event")
    server = MockServer(Recording(title=given.name, frames=frames), speed=given.speed, faults=given.faults)
    cells.claim(server)
    ipython.user_ns[given.name] = server.start()
    return server


class _Parser(argparse.ArgumentParser):
    """Raises where the command line would leave."""

    def __init__(self, name: str, help: str) -> None:
        super().__init__(prog=name, description=help, add_help=False)
        self.add_argument("-h", "--help", action="store_true", help="tell this, and do nothing")

    def read(self, line: str) -> argparse.Namespace | None:
        """Return what a line says; None if it asks for help, which has been printed then.

        Raises:
            ValueError: it makes no sense.
        """
        try:
            words = shlex.split(line)
        except ValueError as error:
            self.error(f"{error} in {line!r}: close the quote, or put a backslash before it")
        if not {"-h", "--help"}.isdisjoint(words):
            self.print_help()
            return None
        return self.parse_args(words)

    def error(self, message: str) -> NoReturn:
        raise ValueError(f"{message}; {' '.join(self.format_usage().split())}")
