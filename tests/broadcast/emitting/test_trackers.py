"""The trackers of the broadcaster document, used as it uses them."""

import pytest

import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, Emitter, ProgressTracker, ThoughtProcessTracker
from tests.waiting import until


async def test_an_agent_of_the_document_is_seen_as_it_means(server):
    emitter = Emitter("s", server)
    thought = ThoughtProcessTracker(message_id="m", session_id="s", task_id="t", broadcaster=emitter)
    progress = ProgressTracker(message_id="m", session_id="s", task_id="t", broadcaster=emitter)
    await thought.start_thinking("Analyzing query")
    await thought.add_step(step="Query understanding", reasoning="Breaking it down")
    await progress.update_progress(progress=25.0, message="Retrieving", partial_content="Let me ")
    await thought.complete_thinking(conclusion="Understood")
    await progress.complete("Let me tell you.")
    run = sw.connect(f"{server.url}/sse/s")
    until(lambda: run.tasks and run.tasks[0].status == "completed")
    run.stop()

    assert [(each.title, each.text, each.done) for each in run.thoughts][1] == (
        "Query understanding",
        "Breaking it down",
        True,
    )
    assert run.messages[0].text == "Let me tell you."
    assert run.state.counters.unreadable == run.state.counters.unknown == 0


def test_what_is_raised_is_told_by_the_tracker_that_is_left(server):
    def write() -> None:
        with ProgressTracker("m", "s", "t", server) as tracker:
            tracker.start("old", "again please")
            raise OSError("no")

    def think() -> None:
        with ThoughtProcessTracker("m", "s", broadcaster=server.url) as thought:
            thought.start_thinking("hm")
            raise OSError("no")

    for fail in (write, think):
        with pytest.raises(OSError, match="no"):
            fail()
    run = sw.connect(f"{server.url}/sse/s")
    until(lambda: run.thoughts and run.thoughts[0].done)
    run.stop()

    assert run.messages[0].status == "failed"
    assert run.errors[-1].message == "OSError: no"
    assert run.tasks[0].status == "failed"


def test_a_tracker_needs_a_place():
    with pytest.raises(ValueError, match="session_id"):
        ProgressTracker("m")


@pytest.fixture
def server():
    with Broadcaster() as broadcaster:
        yield broadcaster
