"""The build gives names that only our modules know two letters; a name that travels must keep its own."""

import re
from pathlib import Path

from sse_widgets import board, document, state
from sse_widgets.structures.records import Record, names

JS = Path(__file__).parent.parent.parent / "js"


def shortened() -> re.Pattern[str]:
    found = re.search(r"const OURS =\s*/(.+)/;", (JS / "build.mjs").read_text())
    assert found
    return re.compile(found[1])


def test_no_field_of_a_document_is_shortened():
    records = [each for module in (board, document, state) for each in vars(module).values() if isinstance(each, type)]
    fields = {name for each in records if issubclass(each, Record) and each is not Record for name in names(each)}

    assert {"messages", "shown", "text"} <= fields
    assert {name for name in fields if shortened().search(name)} == set()


def test_no_part_of_a_message_is_shortened():
    written = "".join((JS / "lib" / f"{name}.ts").read_text() for name in ("types", "protocol", "comm", "rows"))
    parts = set(re.findall(r"\b(\w+)\??:", written))

    assert {"seq", "kind", "ops", "received"} <= parts
    assert {name for name in parts if shortened().search(name)} == set()
