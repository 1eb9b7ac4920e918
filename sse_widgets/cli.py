"""The command line: `sse-widgets demo | record | replay | serve | broadcast | inspect | dialects`."""

import argparse
import json
import math
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, NoReturn

import sse_widgets as sw
from sse_widgets import dialects, faces
from sse_widgets.errors import SSEWidgetsError
from sse_widgets.patches import document
from sse_widgets.run import Run
from sse_widgets.state import RunState


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 for success, 1 for failure, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except SSEWidgetsError as error:
        print(f"sse-widgets: {error}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"sse-widgets: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `sse-widgets inspect … | head` has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"sse-widgets: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def demo(options: argparse.Namespace) -> int:
    """Serve a shipped recording and follow it over the wire."""
    with sw.MockServer(options.recording, speed=options.speed) as server:
        print(f"{server.url} serves {options.recording!r}; this is how it looks from here:", file=sys.stderr)
        return _follow(sw.connect(server.url, title=options.recording))


def record(options: argparse.Namespace) -> int:
    """Record a stream until it ends or Ctrl-C; what has come by then is in the file, also if it breaks off."""
    headers = dict(_pair(each) for each in options.header)
    run = sw.connect(
        options.url,
        method="GET" if options.json is None else "POST",
        json=None if options.json is None else _json(options.json),
        token=options.token,
        headers=headers,
        dialect=options.dialect,
        record=options.output,
    )
    return _follow(run)


def replay(options: argparse.Namespace) -> int:
    """Play a recording in the terminal."""
    return _follow(sw.replay(options.recording, speed=options.speed))


def serve(options: argparse.Namespace) -> int:
    """Serve a recording as an event stream until Ctrl-C."""
    with sw.MockServer(options.recording, speed=options.speed, port=options.port, token=options.token) as server:
        print(server.url, flush=True)
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        stopped.wait()
    return 0


def broadcast(options: argparse.Namespace) -> int:
    """Take events from agents and hand them to those who watch, until Ctrl-C."""
    try:
        from sse_widgets.broadcast import command
    except ModuleNotFoundError as missing:
        extra = "redis" if missing.name == "redis" else "broadcast"
        raise ValueError(f"{missing.name} is not installed; pip install 'sse-widgets[{extra}]'") from None
    command.serve(options.host, options.port, options.workers, options.redis, options.agent)
    return 0


def inspect(options: argparse.Namespace) -> int:
    """Print the state that a recording leads to, as JSON."""
    run = sw.load(options.recording, dialect=options.dialect)
    state = run.state if options.at is None else run.at(options.at)
    text = "\n\n".join(message.text for message in state.messages if message.role == "assistant" and message.text)
    missed = {"unknown": dict(state.unknown), "unreadable": state.counters.unreadable}
    first = {"dialect": run.dialect, "status": state.status, "text": text, "not_understood": missed}
    json.dump(first | document(state), sys.stdout, ensure_ascii=False, indent=2)
    print()
    for error in state.errors:
        print(f"sse-widgets: {error.message}", file=sys.stderr)
    return 1 if _unread(state) else 0


def list_dialects(options: argparse.Namespace) -> int:
    """List the dialects that are installed, with the first line of what they say of themselves."""
    for name, kind in dialects.installed().items():
        said = (sys.modules[kind.__module__].__doc__ or kind.__doc__ or "").strip().splitlines()
        print(f"{name:16} {said[0] if said else ''}".rstrip())
    return 0


def _unread(state: RunState) -> bool:
    return state.counters.unreadable + state.counters.unknown > 0


def _follow(run: Run) -> int:
    """Print what happens in a line that is written over; at the end the whole run. Ctrl-C stops the run."""
    terminal = sys.stderr.isatty()
    done = stopped = False
    try:
        while not done:
            try:
                run.wait(timeout=0.2)
                done = True
            except TimeoutError:
                if terminal:
                    print(f"\r\x1b[K{faces.summary(run.document)}", end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        stopped = True
        run.stop()
    if terminal:
        print("\r\x1b[K", end="", file=sys.stderr)
    print(faces.text(run.document))
    wrong = run.status in ("failed", "pending") or (run.status == "incomplete" and not stopped)
    for sentence in (*run.notes, *((_what_is_wrong(run),) if wrong else ())):
        print(f"sse-widgets: {sentence}", file=sys.stderr)
    return int(wrong)


def _what_is_wrong(run: Run) -> str:
    if run.error is not None:
        return str(run.error.message)
    return f"the run did not come to its end: {run.state.connection.reason or 'the recording stops'}"


def _pair(header: str) -> tuple[str, str]:
    name, colon, value = header.partition(":")
    if not colon:
        raise ValueError(f"a header is written 'Name: value', not {header!r}")
    return name.strip(), value.strip()


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"what --json is given must be JSON: {error}") from None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.format_usage()}sse-widgets: {message}\n")


def _speed(text: str) -> float:
    try:
        return math.inf if text == "instant" else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"give a number or 'instant', not {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="sse-widgets", description="Watch, record and replay what AI agents stream.")
    parser.add_argument("--version", action="version", version=f"sse-widgets {version('sse-widgets')}")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, function: object, help: str, example: str) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=help,
            description=help,
            epilog=f"example: {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(command=function)
        return made

    def speed(made: argparse.ArgumentParser) -> None:
        made.add_argument("--speed", type=_speed, default=1.0, help="how much faster, or 'instant' (default: 1)")

    made = command("demo", demo, "Serve a shipped recording and follow it over HTTP.", "sse-widgets demo --speed 4")
    made.add_argument("recording", nargs="?", default="literature_review", help=f"one of {', '.join(sw.recordings())}")
    speed(made)

    made = command("record", record, "Record a stream until it ends, or Ctrl-C.", "sse-widgets record URL -o run.jsonl")
    made.add_argument("url")
    made.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="a .jsonl file; one cut off is gone on with"
    )
    made.add_argument("--token", help="sent as a bearer token, never written")
    made.add_argument("--header", action="append", default=[], metavar="'NAME: VALUE'", help="never written")
    made.add_argument("--json", metavar="BODY", help="send this with POST")
    made.add_argument("--dialect", metavar="NAME", help="read it as NAME instead of finding out")

    made = command("replay", replay, "Play a recording in the terminal.", "sse-widgets replay run.jsonl --speed 4")
    made.add_argument("recording", help="a file, or the name of a shipped recording")
    speed(made)

    made = command("serve", serve, "Serve a recording as an event stream.", "sse-widgets serve run.jsonl --port 8000")
    made.add_argument("recording", help="a file, or the name of a shipped recording")
    made.add_argument("--port", type=int, default=0, help="on 127.0.0.1 (default: any free one)")
    made.add_argument("--token", help="ask clients for this bearer token")
    speed(made)

    made = command(
        "broadcast",
        broadcast,
        "Take events from agents, and hand them to all who watch. Tokens and origins come from the environment.",
        "sse-widgets broadcast --workers 2 --redis redis://localhost:6379",
    )
    made.add_argument("--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1, this machine only)")
    made.add_argument("--port", type=int, default=8000, help="0 for any free one (default: 8000)")
    made.add_argument("--workers", type=int, default=1, metavar="N", help="processes; more than one need --redis")
    made.add_argument("--redis", default="", metavar="URL", help="a Redis that keeps the events for all processes")
    made.add_argument("--agent", default="", metavar="MODULE:NAME", help="a callable that does what clients ask for")

    made = command(
        "inspect",
        inspect,
        "Print, as JSON, the state a recording leads to. Exits with 1 if any frame could not be read.",
        "sse-widgets inspect run.jsonl --at 40 | jq '.messages[-1]'",
    )
    made.add_argument("recording", help="a file, or the name of a shipped recording")
    made.add_argument("--at", type=int, metavar="N", help="stop after the first N frames (default: all)")
    made.add_argument("--dialect", metavar="NAME", help="read it as NAME instead of as it was recorded")

    command("dialects", list_dialects, "List the vocabularies that are understood.", "sse-widgets dialects")
    return parser


if __name__ == "__main__":
    sys.exit(main())
