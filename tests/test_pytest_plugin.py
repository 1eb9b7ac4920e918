"""The plugin in tests of somebody else's."""

import pytest

pytest_plugins = "pytester"

TEST = """
import sse_widgets as sw

def test_my_agent(sse_server, assert_run):
    server = sse_server({recording!r}{options})
    assert_run("golden/run.jsonl", sw.connect(server.url))
"""


@pytest.fixture
def tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    def write(recording: str = "support_answer", options: str = "") -> None:
        pytester.makepyfile(TEST.format(recording=recording, options=options))

    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # those of others cost three seconds each time
    pytester.makeini("[pytest]\naddopts = -p sse_widgets.pytest_plugin\n")
    write()
    return write


def test_a_golden_stream_is_written_when_asked_for_and_compared_with_from_then_on(pytester, tests):
    missing = pytester.runpytest_subprocess()
    missing.assert_outcomes(failed=1)
    missing.stdout.fnmatch_lines(["*run.jsonl does not exist; `pytest --sse-update` writes it from this run*"])
    pytester.runpytest_subprocess("--sse-update").assert_outcomes(passed=1)

    assert (pytester.path / "golden" / "run.jsonl").read_text().startswith('{"format":"sse_widgets"')
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_run_that_comes_to_something_else_is_told_of_line_by_line(pytester, tests):
    pytester.runpytest_subprocess("--sse-update").assert_outcomes(passed=1)
    tests("data_cleaning")
    failed = pytester.runpytest_subprocess()

    failed.assert_outcomes(failed=1)
    failed.stdout.fnmatch_lines(
        ["*the run differs from golden/run.jsonl; if it is right now*", "*--- golden/run.jsonl*", "*+++ this run*"]
    )


def test_when_it_came_and_how_often_the_wire_broke_makes_no_difference(pytester, tests):
    pytester.runpytest_subprocess("--sse-update").assert_outcomes(passed=1)
    tests(options=', faults="drop@20", speed=100')

    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_a_golden_stream_is_read_with_the_dialect_of_the_run(pytester, tests):
    """A dialect of one's own is installed nowhere: its name in the recording leads to nothing."""
    pytester.makepyfile(
        """
        import sse_widgets as sw
        from sse_widgets.events import TextAdded

        class Acme:
            name, announces_end, has_heartbeats = "acme", False, False

            def decode(self, frame):
                return [TextAdded("m", frame.data)]

        def test_my_dialect(assert_run):
            assert_run("run.jsonl", sw.watch(["data: Hi\\n\\n"], dialect=Acme))
        """
    )
    pytester.runpytest_subprocess("--sse-update").assert_outcomes(passed=1)

    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_servers_stop_with_their_test(pytester):
    """Here pytest finds the plugin by itself."""
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
