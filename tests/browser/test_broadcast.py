"""Agents that publish and notebooks that watch, in a real JupyterLab, and what a person says in the Composer."""

from tests.browser.lab import Lab, Notebook

AGENT = """
import asyncio
import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, Emitter, ProgressTracker

broadcaster = Broadcaster().start()

@broadcaster.agent
async def agent(work):
    async with Emitter(work) as emitter:
        with emitter.run(work.text):
            with emitter.agent("Gardener"), emitter.message() as message:
                for word in f"You want to {work.text}.".split():
                    message.add(word + " ")
                    await asyncio.sleep(0.02)
            if work.text == "wait for ever":
                await asyncio.Event().wait()
"""
ASKING = """
import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, Emitter

broadcaster = Broadcaster().start()

@broadcaster.agent
async def agent(work):
    async with Emitter(work) as emitter:
        with emitter.run(work.text) as run, emitter.tool("mow_the_roof", hours=2) as call:
            approved = await run.ask("Mow the roof?", tool=call.id)
            call.result = "mown" if approved else "left alone"
            with emitter.message() as message:
                message.add("The roof is mown." if approved else "The roof grows.")

run = sw.execute(broadcaster.url, "Mow the roof")
sw.Console(run)
"""
REWRITING = """
import asyncio
import sse_widgets as sw
from sse_widgets.broadcast import Broadcaster, Emitter, ProgressTracker

broadcaster = Broadcaster().start()

@broadcaster.agent
async def agent(work):
    async with Emitter(work) as emitter:
        if work.kind == "regenerate":
            with ProgressTracker(work.message_id, broadcaster=emitter) as tracker:
                tracker.start(work.original_message_id, work.text)
                tracker.update_progress(50, "Generating", "A better ")
                await asyncio.sleep(0.2)
                tracker.complete(f"A better answer to {work.text!r}.")
        else:
            emitter.thought_process_start("what was asked", message_id=work.message_id)
            emitter.thought_process_complete("a roof")
            emitter.whole_message("A first answer.", message_id=work.message_id)

run = sw.connect(f"{broadcaster.url}/sse/garden")
sw.Console(run)
"""
PUBLISH = """
import time
with Emitter("garden", broadcaster) as emitter, emitter.run("Look after the roof"), emitter.agent("Gardener"):
    with emitter.tool("measure", what="soil") as call:
        call.result = {"depth": 12}
    with emitter.message() as message:
        for word in "Green roofs keep buildings cool in summer .".split():
            message.add(word + " ")
            time.sleep(0.05)
"""
WHOLE = "Green roofs keep buildings cool in summer"


def shown(notebook: Notebook, cell: int) -> str:
    """What an output shows, in words."""
    return " ".join(notebook.output(cell).inner_text().split())


def say(notebook: Notebook, cell: int, text: str) -> None:
    """Write into the Composer of a view, and press Enter."""
    box = notebook.output(cell).get_by_label("Message to the agent")
    notebook.until(box.is_enabled)
    box.fill(text)
    box.press("Enter")


def press(notebook: Notebook, cell: int, label: str) -> None:
    """Press a button once it can be."""
    button = notebook.output(cell).get_by_role("button", name=label, exact=True)
    notebook.until(button.is_enabled)
    button.click()


def test_an_agent_is_told_what_to_do_watched_and_cancelled_from_the_composer(lab: Lab):
    notebook = lab.notebook(
        [AGENT, "run = sw.execute(broadcaster.url, 'water the roof')\nsw.Messages(run)", "sw.Composer(run)"]
    )
    for cell in range(3):
        notebook.run(cell)
    notebook.until(lambda: "You want to water the roof." in shown(notebook, 1))
    notebook.until(lambda: notebook.execute("run.status") == "completed")

    say(notebook, 2, "wait for ever")
    notebook.until(lambda: "You want to wait for ever." in shown(notebook, 1))
    assert notebook.execute("run.status") == "running"
    press(notebook, 2, "Cancel run")
    notebook.until(lambda: notebook.execute("run.status") == "cancelled")

    say(notebook, 2, "rest")
    notebook.until(lambda: "You want to rest." in shown(notebook, 1))
    notebook.until(lambda: notebook.execute("run.status") == "completed")
    assert notebook.execute("[message.role for message in run.messages]") == [
        *("assistant", "user", "assistant", "user", "assistant")
    ]
    assert notebook.errors == []


def test_a_question_of_an_agent_is_answered_in_the_page(lab: Lab):
    notebook = lab.notebook([ASKING, "sw.Composer(run)"])
    notebook.run(0)
    notebook.run(1)
    notebook.until(lambda: "Mow the roof?" in shown(notebook, 1))

    press(notebook, 1, "Approve")
    notebook.until(lambda: notebook.execute("run.status") == "completed")

    assert notebook.execute("[message.text for message in run.messages]") == ["The roof is mown."]
    assert notebook.execute("[tool.output for tool in run.tools]") == ["mown"]
    assert notebook.errors == []


def test_an_answer_is_written_once_more_from_the_composer(lab: Lab):
    """Nothing but the address was given: the server says where it is told."""
    notebook = lab.notebook([REWRITING, "sw.Composer(run)", "sw.Messages(run)"])
    for cell in range(3):
        notebook.run(cell)
    say(notebook, 1, "What grows there?")
    notebook.until(lambda: "A first answer." in shown(notebook, 2))

    press(notebook, 1, "Regenerate")
    notebook.until(lambda: "A better answer to 'What grows there?'." in shown(notebook, 2))

    assert notebook.execute("run.messages[-1].replaces == run.messages[-2].id") is True
    assert notebook.execute("all(message.done for message in run.messages)") is True
    assert notebook.errors == []


def test_what_a_notebook_publishes_appears_in_its_own_console_and_in_a_second_kernel(lab: Lab):
    first = lab.notebook([AGENT, "run = sw.connect(f'{broadcaster.url}/sse/garden')\nsw.Console(run)", PUBLISH])
    first.run(0)
    first.run(1)
    url = first.execute("broadcaster.url")
    second = lab.notebook([f"import sse_widgets as sw\nrun = sw.connect('{url}/sse/garden')\nsw.Console(run)"])
    second.run(0)
    first.until(lambda: first.execute("run.connection") == "open")
    second.until(lambda: second.execute("run.connection") == "open")

    first.run_nowait(2)
    first.until(lambda: "Green roofs" in shown(first, 1))
    second.until(lambda: WHOLE in shown(second, 0))
    first.until(lambda: WHOLE in shown(first, 1))
    for notebook in (first, second):
        notebook.until(lambda notebook=notebook: notebook.execute("run.status") == "completed")
        assert notebook.execute("[run.agents[0].name, run.tools[0].name, run.tools[0].args]") == [
            *("Gardener", "measure", {"what": "soil"})
        ]
        assert notebook.errors == []
