"""The language of the Inspector; the browser reads the same vectors."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.query import holds, parse

VECTORS = json.loads(Path(__file__).parent.joinpath("vectors/queries.json").read_text(encoding="utf-8"))
UNREAD = {"event": None, "id": None, "data": None, "n": None, "at": None, "size": None}


def rows() -> list[SimpleNamespace]:
    return [SimpleNamespace(**row) for row in VECTORS["rows"]]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["query"])
def test_a_query_finds_what_the_vectors_say(case):
    query = parse(case["query"])

    assert [row.n for row in rows() if holds(query, row)] == case["matches"]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["query"])
def test_what_is_said_of_a_frame_before_it_is_read_stays_true_once_it_is(case):
    query = parse(case["query"])
    for row in rows():
        early = holds(query, SimpleNamespace(**vars(row) | UNREAD))

        assert early in (None, holds(query, row))


def test_types_agents_and_flags_need_no_reading():
    unread = [SimpleNamespace(**vars(row) | UNREAD) for row in rows()]
    query = parse("type:tool.* agent:researcher -is:error")

    assert None not in [holds(query, row) for row in unread]


@given(st.text(alphabet='ab "()-:<>=*OR.1atype', max_size=40))
def test_every_text_is_a_query(text):
    query = parse(text)

    assert {holds(query, row) for row in rows()} <= {True, False}
