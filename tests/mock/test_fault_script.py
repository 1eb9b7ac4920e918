"""Faults as text, and back."""

import math
from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.errors import FaultError
from sse_widgets.mock import FaultScript, fault_checks
from sse_widgets.mock.fault_text import NAMES
from sse_widgets.mock.faults import (
    Answering,
    Bom,
    Corrupt,
    Drop,
    Fault,
    Gzip,
    Heading,
    Malformed,
    Oversize,
    Redirect,
    Reorder,
    RetryTime,
    Slow,
    Split,
    Stall,
    Status,
    TruncateChunk,
    WrongMime,
    is_random,
)
from sse_widgets.mock.places import AtByte, AtFrame, AtTime

whole = st.integers(1, 10**12)
seconds = st.floats(0, allow_nan=False) | st.integers(0, 10**9)
texts = st.from_regex(r"[!-~]([ -~]{0,20}[!-~])?", fullmatch=True)
frames = st.builds(AtFrame, whole)
places = frames | st.builds(AtByte, st.integers(0, 10**12)) | st.builds(AtTime, st.floats(0, 1e300))
values = {
    "seconds": seconds,
    "size": whole,
    "every": whole,
    "n": whole,
    "ms": st.integers(0, 10**9),
    "bytes_per_second": st.floats(1, 1e300),
    "to": texts,
    "type": texts,
    "retry_after": st.none() | st.floats(0, 1e300) | st.just("date"),
}
own_values = {
    Status: {"code": st.integers(200, 599)},
    Redirect: {"code": st.integers(300, 399)},
    TruncateChunk: {"inside": st.sampled_from(["header", "body"])},
    Split: {"every": st.none(), "inside": st.sampled_from(["utf8", "crlf", "random"])},
}


def faults_of(kind):
    known = values | own_values.get(kind, {})
    own = {field.name: known[field.name] for field in fields(kind) if field.name not in ("at", "times")}
    before_the_body = kind.__name__ in ("Status", "Redirect", "End204", "NoAnswer", "WrongMime", "Gzip")
    at = st.none() | (frames if before_the_body else places)
    return st.builds(kind, **own, at=at, times=whole | st.just(math.inf))


anything = st.one_of(
    *(faults_of(kind) for kind in NAMES.values()),
    st.builds(Split, at=frames | st.builds(AtByte, whole)),
    st.builds(Split, every=whole, at=st.none() | places),
)


@given(st.lists(anything), st.none() | st.integers())
def test_a_script_is_read_back_from_its_text(faults, seed):
    script = FaultScript(tuple(faults), seed)

    assert FaultScript.read(str(script)) == script


@given(st.text("drop@40*2; status=503(b\"',) \t\n.s", max_size=30))
def test_any_text_is_read_or_refused_with_its_place(text):
    place = 0
    try:
        FaultScript.read(text)
    except FaultError as error:
        place = error.place

    assert 0 <= place <= len(text)


def test_the_grammar_by_example():
    text = "drop@40; status=503*2; malformed@60; split@b4096; stall(3)@2.5s; status(429, retry_after=2)*3; stall@1s"

    assert FaultScript.read(text).faults == (
        Drop(at=AtFrame(40)),
        Status(503, times=2),
        Malformed(at=AtFrame(60)),
        Split(at=AtByte(4096)),
        Stall(3, at=AtTime(2.5)),
        Status(429, retry_after=2, times=3),
        Stall(at=AtTime(1)),
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("split(64)", Split(64)),
        ("split(random)", Split(inside="random")),
        ("split(every=1_000)", Split(1000)),
        ("oversize(20MiB)", Oversize(20 * 2**20)),
        ("bom*always", Bom(times=math.inf)),
        ("  gzip *  inf ;; ", Gzip(times=math.inf)),
        ('redirect(to="http://127.0.0.1:1/a;b?c=(d)", code=302)', Redirect("http://127.0.0.1:1/a;b?c=(d)", 302)),
        ("redirect(/x)", Redirect("/x")),
        ('wrong_mime("404")', WrongMime("404")),
        ("status(429, retry_after=date)@7", Status(429, "date", at=AtFrame(7))),
        ("slow(1e3)", Slow(1000.0)),
        ("retry=250", RetryTime(250)),
        ("stall(inf)", Stall()),
    ],
)
def test_short_forms(text, fault):
    assert FaultScript.read(text, seed=1).faults == (fault,)


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("drop; dorp@40", 6, "no fault is called 'dorp'; did you mean 'drop'?"),
        ("zzz", 0, "there are: bom, bomb, corrupt"),
        ("drop@", 5, "a place: a frame (@40), a byte (@b4096) or a time (@2.5s)"),
        ("drop@2.5", 5, "a place"),
        ("drop@0", 5, "frames count from 1"),
        ("drop*x", 5, "how many times"),
        ("drop*0", 0, "times is a number, 1 or more"),
        ("drop*2@3", 6, "in this order"),
        ("drop stall", 5, "`;` and the next fault"),
        ("(3)", 0, "the name of a fault"),
        ("stall(secnds=3)", 6, "did you mean 'seconds'?"),
        ("drop(n=3)", 5, "it has none"),
        ("stall(1, 2)", 9, "no more arguments"),
        ("stall(1, seconds=2)", 9, "already given"),
        ("stall(1", 7, "`)`"),
        ("stall()@", 8, "a place"),
        ("stall(-1)", 0, "seconds is a number, 0 or more, or inf; not -1"),
        ("slow(inf)", 0, "1 or more; not inf"),
        ("dup(1.5)", 0, "n is a whole number"),
        ("status=99", 0, "code is a number from 200 to 599, not 99"),
        ("status=503@b7", 0, "its place can only be a frame"),
        ("status(429, retry_after=dote)", 0, "did you mean 'date'?"),
        ("truncate_chunk(middle)", 0, "there are: body, header"),
        ('redirect("x', 9, "no closing quote"),
        ('redirect("a\\u000ab")', 0, "printable ASCII"),
        ("wrong_mime(3)", 0, "printable ASCII"),
        ("split", 0, "it needs `every=`"),
        ("split@2s", 0, "it needs `every=`"),
        ("split(1, inside=utf8)", 0, "not both"),
        ("seed", 4, "`=` and a number"),
        ("seed=x", 5, "whole number, not 'x'"),
    ],
)
def test_a_mistake_is_shown_with_its_place_and_what_is_known(text, place, says):
    with pytest.raises(FaultError) as caught:
        FaultScript.read(text)

    assert caught.value.place == place
    assert says in str(caught.value)
    assert f"at character {place + 1}" in str(caught.value)


@pytest.mark.parametrize(
    "make", [lambda: AtByte(-1), lambda: AtTime(math.inf), lambda: Drop(at=40), lambda: Status("x")]
)
def test_objects_are_checked_too(make):
    with pytest.raises(ValueError, match=r"not|no byte"):
        make()


def test_a_seed_is_drawn_only_if_something_is_random_and_none_is_given():
    assert FaultScript.read("drop").seed is None
    assert FaultScript.read("corrupt").seed is not None
    assert FaultScript.read("corrupt; seed=7").seed == 7
    assert FaultScript.read("corrupt; seed=7", seed=8).seed == 8
    assert FaultScript.read([Corrupt()], seed=9).seed == 9
    assert FaultScript.read(FaultScript((Reorder(),), 3)).seed == 3


def test_what_is_random_is_known():
    assert [name for name, kind in NAMES.items() if kind is not Split and is_random(kind())] == ["corrupt", "reorder"]
    assert is_random(Split(inside="random"))
    assert not is_random(Split(3))


def test_every_fault_has_a_name_and_every_check_a_fault():
    kinds = {kind.__name__: kind for kind in get_args(Fault)}

    assert set(NAMES.values()) == set(kinds.values())
    assert {kind.__name__ for kind in get_args(Answering | Heading)} == fault_checks.BEFORE_THE_BODY
    for place in (*fault_checks.ENDLESS, *fault_checks.WORDS, *(f"{kind}.code" for kind in fault_checks.CODES)):
        kind, _, name = place.partition(".")
        assert name in {field.name for field in fields(kinds[kind])}


def test_what_is_no_fault_is_refused():
    with pytest.raises(TypeError, match="give a text whole"):
        FaultScript.read(["drop@40"])
