"""The public names: sorted, importable, and each with a word of what it is."""

import inspect
import subprocess
import sys

import pytest

import sse_widgets as sw


def test_all_is_sorted_and_complete():
    assert sorted(sw.__all__) == list(sw.__all__)
    assert len(set(sw.__all__)) == len(sw.__all__)


@pytest.mark.parametrize("name", sw.__all__)
def test_every_public_name_can_be_imported_and_is_documented(name):
    thing = getattr(sw, name)

    assert (inspect.getdoc(thing) or "").strip()
    if inspect.isclass(thing):
        for own, member in vars(thing).items():
            if own.startswith("_") or not (inspect.isfunction(member) or isinstance(member, property)):
                continue
            inherited = any(
                hasattr(parent, own) and inspect.getdoc(getattr(parent, own)) for parent in thing.__mro__[1:]
            )
            assert inspect.getdoc(member) or inherited, f"{name}.{own}"


def test_a_star_import_brings_exactly_the_public_names():
    code = "from sse_widgets import *; print(sorted(name for name in globals() if not name.startswith('__')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert eval(done.stdout) == sorted(set(sw.__all__) - {"__version__"})


def test_the_names_of_the_house_are_there():
    promised = {
        "AgentDeck", "Canvas", "Composer", "Connection", "Console", "Dashboard", "Inspector", "Messages",
        "MockServer", "Plan", "Retry", "Run", "Sources", "Timeline", "connect", "load", "replay", "watch",
    }  # fmt: skip

    assert promised <= set(sw.__all__)


def test_a_name_that_is_not_there_is_said_not_to_be():
    with pytest.raises(AttributeError, match="nowhere"):
        sw.nowhere  # noqa: B018
    assert set(sw.__all__) <= set(dir(sw))
