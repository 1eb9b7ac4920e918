import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sse_widgets.structures.text import Text
from tests.waiting import PATIENCE

STEPS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["", "a", "b", "é", "👩‍🔬", "ab"])), max_size=40)


def grown(steps: list[tuple[int, str]], start: str = "") -> list[tuple[Text, str]]:
    """Return every version, each beside what it must say: each step grows some earlier version."""
    versions = [(Text(start), start)]
    for which, more in steps:
        text, said = versions[which % len(versions)]
        versions.append((text + more, said + more))
    return versions


@given(STEPS, st.text(max_size=3))
def test_every_version_says_what_a_str_would_whatever_grew_from_it_later(steps: list[tuple[int, str]], start: str):
    versions = grown(steps, start)

    for text, said in versions:
        assert str(text) == said
        assert len(text) == text.size == len(said)


@given(STEPS)
def test_since_is_what_a_str_was_lengthened_by_or_none(steps: list[tuple[int, str]]):
    versions = grown(steps)

    for new, now in versions:
        for old, was in versions:
            assert new.since(old) == (now[len(was) :] if now.startswith(was) else None)


@given(STEPS)
def test_texts_are_equal_exactly_when_they_say_the_same_and_then_their_hashes_are(steps: list[tuple[int, str]]):
    versions = grown(steps)

    for a, says in versions:
        for b, also in versions:
            assert (a == b) is (says == also)
            assert a != b or hash(a) == hash(b)


def test_growth_shares_the_pieces_and_only_a_second_continuation_copies_them():
    """The promise behind the class: a token costs the same at the end of a long answer as at its start."""
    start = Text("a")
    first = start + "b"
    second = start + "c"

    assert first._pieces is start._pieces
    assert second._pieces is not start._pieces
    assert (str(start), str(first), str(second)) == ("a", "ab", "ac")


def test_two_continuations_with_the_very_same_string_may_share_and_stay_right():
    more = "x" * 1000
    start = Text("a")
    one, other = start + more, start + more
    longer, different = one + "1", other + "2"

    assert one == other
    assert (str(longer)[-1], str(different)[-1]) == ("1", "2")
    assert str(one) == str(other) == "a" + more


@pytest.mark.parametrize("same", [True, False], ids=["the same string", "different strings"])
def test_threads_that_continue_the_same_version_at_once_all_get_what_they_added(same: bool):
    workers, rounds = 8, 60
    shared = [Text(f"{n}:") for n in range(rounds)]
    together = Barrier(workers)

    def work(worker: int) -> list[str]:
        said = []
        for start in shared:
            together.wait(PATIENCE)
            text = start
            for step in range(3):
                text = text + ("same" if same else f"{worker}-{step} ")
            said.append(str(text))
        return said

    with ThreadPoolExecutor(workers) as pool:
        results = list(pool.map(work, range(workers)))

    for worker, said in enumerate(results):
        for n, text in enumerate(said):
            steps = ["same"] * 3 if same else [f"{worker}-{step} " for step in range(3)]
            assert text == f"{n}:" + "".join(steps)
    assert [str(text) for text in shared] == [f"{n}:" for n in range(rounds)]


def test_a_copy_for_another_process_says_the_same_and_a_deep_one_is_the_same_object():
    text = Text("Hel") + "lo"

    assert pickle.loads(pickle.dumps(text)) == text
    assert copy.deepcopy(text) is text
    assert str(copy.copy(text) + "!") == "Hello!"
    assert str(text) == "Hello"


def test_a_text_is_no_str():
    assert Text("a") != "a"
    assert repr(Text("a") + "b") == "Text('ab')"
