"""Faults as text: `drop@40; status(429, retry_after=2)*3; split(64)@b4096; seed=7`."""

import json
import re
from dataclasses import fields
from typing import Final

from sse_widgets.mock import faults
from sse_widgets.mock.faults import Fault

NAMES: Final[dict[str, type[Fault]]] = {
    "bom": faults.Bom,
    "bomb": faults.Bomb,
    "corrupt": faults.Corrupt,
    "cr": faults.Cr,
    "crlf": faults.CrLf,
    "drop": faults.Drop,
    "drop_id": faults.DropId,
    "dup": faults.Dup,
    "end204": faults.End204,
    "endless_line": faults.EndlessLine,
    "gzip": faults.Gzip,
    "heartbeat_only": faults.HeartbeatOnly,
    "malformed": faults.Malformed,
    "no_answer": faults.NoAnswer,
    "no_heartbeat": faults.NoHeartbeat,
    "oversize": faults.Oversize,
    "redirect": faults.Redirect,
    "reorder": faults.Reorder,
    "reset": faults.Reset,
    "retry": faults.RetryTime,
    "slow": faults.Slow,
    "split": faults.Split,
    "stall": faults.Stall,
    "status": faults.Status,
    "truncate_chunk": faults.TruncateChunk,
    "wrong_mime": faults.WrongMime,
}
SEED: Final = "seed"
EVERYWHERE: Final = frozenset({"at", "times"})

WORD: Final = re.compile(r"[^\s;,()=\"@*]+")
NUMBER: Final = re.compile(r"(inf|-?(?:\d[\d_]*)(?:\.\d+)?(?:e[+-]?\d+)?)(KiB|MiB|GiB|)", re.ASCII)


def write(script: tuple[Fault, ...], seed: int | None) -> str:
    """Return the shortest text from which `read` makes the same."""
    clauses = [_clause(fault) for fault in script]
    if seed is not None:
        clauses.append(f"{SEED}={seed}")
    return "; ".join(clauses)


def _clause(fault: Fault) -> str:
    name = next(name for name, kind in NAMES.items() if kind is type(fault))
    own = [field for field in fields(fault) if field.name not in EVERYWHERE]
    given = []
    for field in own:
        if (value := getattr(fault, field.name)) != field.default:
            given.append(_value(value) if field is own[0] else f"{field.name}={_value(value)}")
    times = "" if fault.times == 1 else f"*{_value(fault.times)}"
    return name + (f"({', '.join(given)})" if given else "") + (str(fault.at) if fault.at else "") + times


def _value(value: object) -> str:
    if isinstance(value, str):
        return value if WORD.fullmatch(value) and not NUMBER.fullmatch(value) else json.dumps(value)
    return repr(value)
