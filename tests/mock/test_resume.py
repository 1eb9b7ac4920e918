"""Where a client goes on."""

from sse_widgets.mock.resume import ResumeIndex


def test_a_client_goes_on_with_the_next_event():
    index = ResumeIndex(("a", "b", "c"))

    assert [index.after(id) for id in "abc"] == [1, 2, 3]
    assert index.size == 3


def test_an_id_that_is_unknown_or_empty_leads_nowhere():
    index = ResumeIndex(("", "a"))

    assert index.after("x") is None
    assert index.after("") is None


def test_events_without_an_id_of_their_own_are_sent_again_rather_than_lost():
    assert ResumeIndex(("a", "a", "a", "b")).after("a") == 1


def test_an_id_that_comes_again_counts_anew():
    assert ResumeIndex(("a", "b", "a")).after("a") == 3


def test_what_is_forgotten_does_not_move_the_rest():
    index = ResumeIndex(("a", "b", "c"))
    index.forget(before=3)

    assert [index.after(id) for id in "abc"] == [None, None, 3]
    assert index.size == 3


def test_everything_may_be_forgotten():
    index = ResumeIndex(("a", "b"))
    index.forget(before=9)
    index.add("c")

    assert [index.after(id) for id in "abc"] == [None, None, 3]
