"""The magics, in a shell of IPython."""

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

import sse_widgets as sw
from tests.waiting import PATIENCE


@pytest.fixture
def shell():
    shell = InteractiveShell()
    shell.run_line_magic("load_ext", "sse_widgets")
    yield shell
    for thing in list(shell.user_ns.values()):
        if isinstance(thing, sw.MockServer | sw.Run):
            thing.stop()
    shell.history_manager.enabled = False
    shell.history_manager.end_session()


CELL = "event: message\ndata: one\n\ndata: two\nid: 7\n\ndata: [DONE]\n"


def test_a_cell_of_events_becomes_a_server_that_can_be_watched(shell, tmp_path):
    server = shell.run_cell_magic("sse_mock", "mine", CELL)
    run = shell.run_line_magic("sse", f"{server.url} --dialect plain --record {tmp_path / 'run.jsonl'} --title mine")

    assert shell.user_ns["mine"] is server
    assert run.wait(PATIENCE).messages[0].text == "one\ntwo\n"
    assert (run.title, run.dialect) == ("mine", "plain")
    assert sw.load(tmp_path / "run.jsonl").messages == run.messages


def test_what_goes_wrong_can_be_asked_for(shell):
    server = shell.run_cell_magic("sse_mock", "--faults drop@2", CELL)

    assert shell.user_ns["server"] is server
    assert str(server.faults) == "drop@2"


@pytest.mark.parametrize(
    ("line", "cell", "said"),
    [
        ("", "\n\n", "there is no event in this cell; write 'data: …' lines"),
        ("--spede 2", CELL, "unrecognized arguments: --spede"),
        ("my-server", CELL, "'my-server' is no name of a variable; give one such as server"),
        ("class", CELL, "'class' is no name of a variable"),
        ("--faults 'drop", CELL, "No closing quotation in .*: close the quote"),
    ],
)
def test_a_cell_that_makes_no_sense_is_refused_in_a_sentence(shell, line, cell, said):
    with pytest.raises((ValueError, UsageError), match=said):
        shell.run_cell_magic("sse_mock", line, cell)


def test_help_is_printed_and_nothing_is_done(shell, capsys):
    assert shell.run_line_magic("sse", "--help") is None
    assert "--record FILE" in capsys.readouterr().out
    assert shell.run_cell_magic("sse_mock", "mine -h", CELL) is None
    assert "--faults" in capsys.readouterr().out

    assert "mine" not in shell.user_ns


def test_a_line_without_an_address_says_how_it_is_written(shell):
    with pytest.raises((ValueError, UsageError), match=r"required: url; usage: %sse"):
        shell.run_line_magic("sse", "")
