from sse_widgets.broadcast.entry import draft, entry
from sse_widgets.broadcast.history import History


def published(*ids: str, ttl: float = 60.0) -> History:
    history = History()
    for id in ids:
        history.append(entry(id, draft("note", {"id": id}, ttl)))
    return history


def ids(history: History, position: int) -> list[str]:
    return [each.id for each in history.since(position, 100)]


def test_what_comes_after_an_id_is_found():
    history = published("1-0", "1-1", "2-0")

    assert ids(history, history.after("1-0")) == ["1-1", "2-0"]


def test_the_id_before_all_others_leads_to_the_beginning():
    history = published("1-0", "1-1")

    assert ids(history, history.after("0-0")) == ["1-0", "1-1"]


def test_an_event_that_comes_again_or_late_is_not_taken():
    history = published("9-0", "10-0")

    assert not history.append(entry("9-5", draft("late", "", 60)))
    assert not history.append(entry("10-0", draft("again", "", 60)))
    assert len(history) == 2


def test_nothing_is_lost_after_the_last_id_that_was_forgotten():
    """A client that had everything may resume, although the event it names is gone."""
    history = published("1-0", "2-0", "3-0")
    history.trim(1)

    assert history.after("1-0") is None
    assert ids(history, history.after("2-0")) == ["3-0"]
    assert history.before == "2-0"


def test_the_oldest_expire_first_and_one_that_lives_longer_holds_those_behind_it():
    history = published("1000-0", "2000-0", ttl=5)
    history.expire(6.5)

    assert ids(history, history.start) == ["2000-0"]


def test_the_size_is_that_of_what_is_held():
    history = published("1-0", "2-0")
    whole = history.size
    history.trim(1)

    assert history.size == whole / 2
    assert len(history) == 1
