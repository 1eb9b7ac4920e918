"""A recording served with random faults: whether a run of it ends the same, and what spoilt it if not."""

import pytest

import sse_widgets as sw
from sse_widgets.frame import Frame
from sse_widgets.mock import MockServer
from tests.waiting import PATIENCE

NUMBERED = sw.Recording(
    dialect="plain", frames=tuple(Frame(data=f"line {n}", id=str(n), at=n / 100) for n in range(1, 40))
)
UNNUMBERED = sw.Recording(dialect="plain", frames=tuple(frame._replace(id="") for frame in NUMBERED.frames))


def test_what_a_network_does_spoils_no_run_that_can_be_resumed():
    told = sw.chaos(NUMBERED, seed=3, runs=6)

    assert told, told
    assert (told.seed, told.runs, told.script) == (3, 6, "")
    assert "6 runs with faults, all with the same end" in repr(told)


def test_what_spoils_a_run_is_given_as_the_shortest_script():
    told = sw.chaos(NUMBERED, seed=5, runs=30, faults=("split", "crlf", "malformed"))

    assert not told
    assert "malformed" in told.script
    assert "split" not in told.script
    assert "crlf" not in told.script
    assert len(told.script) <= len(told.first)
    assert any(line.startswith("-") for line in told.difference)
    assert f"faults={told.script!r}" in repr(told)


def test_the_script_does_it_again():
    told = sw.chaos(NUMBERED, seed=5, runs=30, faults=("malformed",))
    with MockServer(NUMBERED, speed=float("inf"), faults=told.script) as server:
        run = sw.connect(server.url, dialect="plain").wait(PATIENCE)

    assert run.messages[0].text != "".join(f"{frame.data}\n" for frame in NUMBERED.frames)


def test_the_same_seed_does_the_same():
    one, two = (sw.chaos(NUMBERED, seed=11, runs=20, faults=("dup", "drop_id", "reorder")) for _ in range(2))

    assert (one.script, one.runs, one.first) == (two.script, two.runs, two.first)


def test_a_stream_without_ids_that_is_cut_is_found_out():
    told = sw.chaos(UNNUMBERED, seed=1, runs=10, faults=("reset",), ids=False)

    assert not told
    assert "reset" in told.script


class Deaf:
    """Cannot read anything, and says so with the number of the frame, which every reconnection shifts."""

    name, announces_end, has_heartbeats = "deaf", False, False

    def decode(self, frame):
        raise ValueError("what?")


def test_what_cannot_be_read_without_faults_is_no_fault():
    told = sw.chaos(NUMBERED, seed=3, runs=6, dialect=Deaf)

    assert told, told


def test_one_kind_of_fault_can_be_given_by_itself():
    assert "dup" in sw.chaos(NUMBERED, seed=1, runs=20, faults="dup").script


@pytest.mark.parametrize("options", [{"runs": 1.5}, {"seed": "x"}])
def test_what_is_no_whole_number_is_refused(options):
    with pytest.raises(TypeError, match="a whole one, not"):
        sw.chaos(NUMBERED, **options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"faults": ("dorp",)}, "knows no fault 'dorp'; did you mean 'drop'"),
        ({"faults": ()}, "at least one kind of fault"),
        ({"runs": 0}, "one run"),
    ],
)
def test_what_makes_no_sense_is_refused(options, said):
    with pytest.raises(ValueError, match=said):
        sw.chaos(NUMBERED, **options)
