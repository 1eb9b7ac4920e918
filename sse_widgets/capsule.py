"""Capsules: a run as one HTML file that plays, scrubs and inspects frame by frame, with no kernel and no network.

Inside is what the page needs to stand in for the kernel: every frame, what was read from it, and the
patch that it made, deflated; and 200 kB that set formulas, where the run has any. A policy in the page
forbids every request and every script but its own.
"""

import base64
import hashlib
import json
import os
import re
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from sse_widgets import faces
from sse_widgets.analysis import formulas
from sse_widgets.document import Act, Document, Stream
from sse_widgets.errors import HorizonError, RecordingError, RunError
from sse_widgets.frame import Frame, size
from sse_widgets.frame_index import FrameIndex
from sse_widgets.log import Log
from sse_widgets.patches import diff, document
from sse_widgets.recording.writer import translated
from sse_widgets.redact import Secrets
from sse_widgets.state import evolve

STATIC = Path(__file__).parent / "static"
MARK = '<meta name="generator" content="sse_widgets capsule">'

_POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
$mark
<meta name="viewport" content="width=device-width">
<title>$title</title>
<style>$css</style>
<style>
:root { color-scheme: light dark; --ssew-size: 14px; }
body { margin: 0; padding: 8px; background: Canvas; color: CanvasText; font: 14px/1.5 system-ui, sans-serif; }
body .ssew-root { block-size: calc(100vh - 16px); min-block-size: 18rem; resize: none; }
</style>
</head>
<body>
<main id="ssew-view">$face</main>
<script type="application/octet-stream" id="ssew-run">$data</script>
$scripts
</body>
</html>
""")

_FRAME = Template("""\
<div><iframe class="ssew-player" title="$title" sandbox="allow-scripts" srcdoc="$page"
 style="display: block; inline-size: 100%; block-size: min(34rem, 85vh); border: 0"></iframe>
<div class="ssew-face">$face</div><style>
iframe + .ssew-face { display: none }
[data-jp-theme-light="false"] .ssew-player, .vscode-dark .ssew-player { color-scheme: dark }
[data-jp-theme-light="true"] .ssew-player, .vscode-light .ssew-player { color-scheme: light }
</style></div>
""")


def html(log: Log, shown: Document, secrets: Iterable[str] = ()) -> str:
    """Return a page that plays what a log holds.

    Args:
        log: of the run.
        shown: its document, with what is known of its stream.
        secrets: values that must not be in it, such as tokens.

    Raises:
        RunError: there is no frame to play.
        HorizonError: the first frames are no longer held.
        RecordingError: a secret is in a frame.
    """
    if not log.frames:
        raise RunError("nothing has been received, so there is nothing to play; wait for the first frame")
    if log.horizon:
        raise HorizonError(f"the first {log.horizon} frames are no longer held; a capsule needs them: keep all history")
    held = Secrets(secrets)
    end = ended(log, shown)
    scripts = [_script(name) for name in (["math"] if formulas.found_in(end.state) else []) + ["capsule"]]
    title = shown.stream.title or shown.state.run.title or "Run"
    if held.found_in(title):
        raise RecordingError("capsule", "a secret of this run is in its title")
    return _PAGE.substitute(
        policy=_POLICY.format(scripts=" ".join(map(_allowed, scripts))),
        mark=MARK,
        title=escape(title),
        css=(STATIC / "index.css").read_text(encoding="utf-8"),
        face=faces.html(end),
        data=_packed(_pieces(log, shown, held)),
        scripts="\n".join(f"<script>{script}</script>" for script in scripts),
    )


def ended(log: Log, shown: Document) -> Document:
    """Return the document of a run as it is at the end of what was received, wherever it is shown."""
    frames = log.frames
    end = evolve(shown.stream, shown=len(frames), at=frames[-1].at if frames else 0.0)
    return Document(log.at(len(frames)), end)


def framed(page: str, shown: Document) -> str:
    """Return a capsule as the output of a cell: sealed off in a frame, or as text where frames are taken out."""
    title = escape(faces.summary(shown))
    return _FRAME.substitute(title=title, page=escape(page), face=faces.html(shown))


def write(path: str | Path, page: str) -> Path:
    """Write a capsule to a file, the whole of it or nothing; return its path.

    Raises:
        RecordingError: there is another file at `path`, or it cannot be written.
    """
    path = Path(path)
    with translated(path):
        if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace")[:4000]:
            raise RecordingError(str(path), "there is another file, which is left alone; choose another name")
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".capsule-")
        try:
            with open(descriptor, "w", encoding="utf-8", errors="replace") as file:  # half an emoji, in the face
                file.write(page)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
    return path


def _script(name: str) -> str:
    """Return a script that the page runs; no text in it is taken for a tag or a comment of HTML."""
    script = (STATIC / f"{name}.js").read_text(encoding="utf-8")
    return re.sub(r"<(?=!--|/?script)", r"\\x3c", script)


def _allowed(script: str) -> str:
    """Return what allows a script in the policy of a page."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _pieces(log: Log, shown: Document, secrets: Secrets) -> Iterator[str]:
    """Yield the JSON that the page reads, a frame at a time: what is alike stays close together, and packs well."""
    anew, index = log.emptied(), FrameIndex()
    anew.meet(log.headers)
    yield '{"frames":['
    for n, frame in enumerate(log.frames, 1):
        before = anew.state
        events = anew.feed(frame)
        index.add(1, events)
        said = [{"type": event.type} | document(event) for event in events]
        for event in said:
            del event["at"], event["frame"]  # they are those of the frame
        row = json.dumps([*_row(frame), index.code(n), said, diff(before, anew.state)], separators=(",", ":"))
        if secrets.found_in(row, frame.event, frame.data, frame.id):
            raise RecordingError("capsule", f"a secret of this run is in frame {n}; the server should not send it")
        yield row if n == 1 else "," + row
    rest = {
        "first": document(log.emptied().state),
        "stream": document(_sealed(shown.stream)),
        "facts": index.facts,
        "types": index.types.most_common(),
        "agents": index.agents.most_common(),
        "marks": {kind: index.marks(kind) for kind in ("tool", "message", "error")},
    }
    yield "]," + json.dumps(rest, separators=(",", ":"))[1:]


def _sealed(stream: Stream) -> Stream:
    """Return a stream of which nothing can be asked any more, and that stands at no breakpoint."""
    acts = tuple(Act(act.id, "this is a recording: nothing is executed") for act in stream.acts)
    return evolve(stream, acts=acts, can=(), breakpoints=(), stopped="", held=0, spilled=0)


def _row(frame: Frame) -> list[Any]:
    return [frame.event, frame.data, frame.id, frame.retry, frame.at, size(frame)]


def _packed(pieces: Iterator[str]) -> str:
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(piece.encode()) for piece in pieces), packer.flush()])
    return base64.b64encode(packed).decode()
