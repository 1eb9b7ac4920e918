"""Runs to travel through, and how large a capsule of one is."""

import json
import random
import tempfile
from pathlib import Path

from sse_widgets import Run
from sse_widgets.frame import Frame
from sse_widgets.log import Log

CAPSULE = 10_000
"""Frames of the capsule, of 100 bytes each."""


def tokens(count: int, *, words: int = 3000) -> list[Frame]:
    """Return frames of 100 bytes with words in no order, 500 to a message, a tool call every hundred, 100 a second."""
    chance = random.Random(7)
    known = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(words)]
    return [_frame(n, chance.choices(known, k=8)) for n in range(count)]


def _frame(n: int, words: list[str]) -> Frame:
    if n % 100 == 50:
        said = {"type": "TOOL_CALL_START", "toolCallId": f"t{n}", "toolCallName": words[0]}
    elif n % 100 == 60:
        said = {"type": "TOOL_CALL_RESULT", "toolCallId": f"t{n - 10}", "content": words[0], "messageId": f"r{n}"}
    elif n % 500 == 0:
        said = {"type": "TEXT_MESSAGE_START", "messageId": f"m{n // 500}", "role": "assistant"}
    elif n % 500 == 499:
        said = {"type": "TEXT_MESSAGE_END", "messageId": f"m{n // 500}"}
    else:
        said = {"type": "TEXT_MESSAGE_CONTENT", "messageId": f"m{n // 500}", "delta": ""}
        room = 100 - len(json.dumps(said))
        said["delta"] = " ".join(words)[: room - 1] + " "
    return Frame("message", json.dumps(said).ljust(100), at=n / 100)


def run_of(count: int) -> Run:
    """Return a run that is over, with so many frames of 100 bytes."""
    run = Run(Log("ag_ui"), title="a long run", recorded=True)
    frames = tokens(count)
    for start in range(0, count, 1000):
        run.feed(*frames[start : start + 1000])
    return run.close()


def measure() -> dict[str, float]:
    """Return the bytes of a capsule of 10,000 frames of 100 bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = run_of(CAPSULE).to_html(Path(folder) / "run.html")
        return {"capsule_bytes": path.stat().st_size}
