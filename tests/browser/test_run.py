"""A run in JupyterLab: live while the kernel is busy, the same in every view, and still there afterwards."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from tests.browser.lab import Lab, Notebook

SAVE_STATE = {"@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True}}
REPLAY = "import sse_widgets as sw\nrun = sw.replay('question_routing', speed={speed})\nrun"
SERVED = """
import json
import sse_widgets as sw
from sse_widgets.frame import Frame

tokens = [json.dumps({"messageId": "m", "token": f"word {n} "}) for n in range(20_000)]
frames = [Frame("message_token", token, str(n), at=n / 20) for n, token in enumerate(tokens)]
server = sw.MockServer(frames).start()
run = sw.connect(server.url)
run
"""
SLEEPS = """
import pathlib, time
while not pathlib.Path("wake up").exists():
    time.sleep(0.01)
"""
TEXT = "[message.text for message in run.messages]"


WORDS = """boxes => boxes.map(box => {
    const copy = box.cloneNode(true);
    for (const other of copy.querySelectorAll('.ssew-md-math, .ssew-md-head')) other.remove();
    return copy.textContent;
}).join('')"""


def _text(notebook: Notebook, cell: int = 0) -> str:
    """The letters of the message that a view shows, but for formulas."""
    return _letters(notebook.output(cell).locator(".ssew-md").evaluate_all(WORDS))


def _said(notebook: Notebook) -> str:
    """The letters of the message, but for formulas."""
    text = "".join(notebook.execute(TEXT))
    return _letters(re.sub(r"```\w*|\$\$.*?(\$\$|$)", "", text, flags=re.DOTALL))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _busy(notebook: Notebook, cell: int) -> bool:
    """Whether a cell is being executed; the status of the kernel tells of its subshells too."""
    prompt = notebook.page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(".jp-InputPrompt")
    return prompt.inner_text() == "[*]:"


def test_the_stream_moves_while_a_cell_sleeps_and_a_click_reaches_python_meanwhile(lab: Lab):
    """The click travels over a subshell, which ipykernel has from 7.2 on."""
    notebook = lab.notebook([SERVED, SLEEPS + "slept = run.connection, run.status"])
    notebook.run(0)
    notebook.until(lambda: len(_text(notebook)) > 20)

    notebook.run_nowait(1)
    notebook.until(lambda: _busy(notebook, 1))
    before = len(_text(notebook))
    grown = notebook.until(lambda: len(_text(notebook)) > before + 40 and len(_text(notebook)))
    assert _busy(notebook, 1)
    notebook.output(0).get_by_role("button", name="Stop").click()
    notebook.until(
        lambda: "closed" in notebook.output(0).inner_text() or "incomplete" in notebook.output(0).inner_text()
    )
    assert _busy(notebook, 1)
    (lab.root / "wake up").touch()
    notebook.until(lambda: not _busy(notebook, 1))

    assert notebook.execute("slept") == ["closed", "incomplete"]
    assert len(_text(notebook)) >= grown
    assert notebook.errors == []


def test_a_second_view_and_a_reloaded_page_show_what_the_first_view_shows(lab: Lab):
    notebook = lab.notebook([REPLAY.format(speed=2), "sw.Messages(run)"])
    notebook.run(0)
    notebook.until(lambda: len(_text(notebook)) > 20)

    notebook.execute("run.pause()")
    notebook.run(1)
    notebook.until(lambda: _text(notebook, 1) == _said(notebook))
    notebook.until(lambda: _text(notebook) == _text(notebook, 1) != "")

    notebook.execute("run.resume()")
    notebook.save()
    notebook.reload()
    notebook.execute("run.wait(120).status")
    notebook.until(lambda: _text(notebook) == _said(notebook))
    notebook.until(lambda: _text(notebook, 1) == _said(notebook))
    assert notebook.execute("run.state == run.at(len(run.frames))") is True
    assert notebook.errors == []


@pytest.mark.parametrize("how", ["saved with widget state", "not trusted", "frozen", "executed by nbclient"])
def test_a_notebook_reopened_without_a_kernel_shows_the_last_state(lab: Lab, how: str):
    lab.settings(**SAVE_STATE)
    if how == "executed by nbclient":
        path, said = _executed(lab)
    else:
        path, said = _saved(lab, how)

    again = lab.open(path)
    again.until(lambda: said[-60:] in _letters(again.output(0).inner_text()))

    assert said[:60] in _letters(again.output(0).inner_text())


def _saved(lab: Lab, how: str) -> tuple[str, str]:
    notebook = lab.notebook([REPLAY.format(speed=40)])
    notebook.run(0)
    notebook.execute("run.wait(120).status")
    said = _said(notebook)
    notebook.until(lambda: _text(notebook) == said)
    if how == "frozen":
        notebook.execute("run.freeze()")
        notebook.until(lambda: not notebook.output(0).locator(".ssew-root").count())
    if how == "saved with widget state":
        notebook.trust()
    notebook.save()
    path = notebook.path
    if how == "not trusted":
        # As it comes out of an e-mail: the same cells, under a name that was never signed.
        stranger = nbformat.read(path, as_version=4)
        stranger.cells[0].source += "\n# changed on the way"
        path = path.with_name("stranger.ipynb")
        nbformat.write(stranger, path)
    notebook.shutdown_kernel()
    return path.name, said


def _executed(lab: Lab) -> tuple[str, str]:
    source = REPLAY.format(speed=40)
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source), nbformat.v4.new_code_cell(f"run.wait(120)\nprint(*{TEXT})")],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    NotebookClient(notebook, timeout=300, startup_timeout=120, store_widget_state=True).execute()
    path = lab.root / "executed.ipynb"
    nbformat.write(notebook, path)
    return path.name, _letters(notebook.cells[1].outputs[0]["text"])


FLOOD = """
import time
import sse_widgets as sw

def tokens(n):
    start = time.perf_counter()
    for k in range(4000):
        while time.perf_counter() - start < k / 1000:
            time.sleep(0.01)
        yield {"event": "response_chunk", "text": f"{n}.{k} "}
    yield {"event": "completed"}

runs = [sw.watch(tokens(n)) for n in range(20)]
[display(sw.Messages(run, height="4rem")) for run in runs]
for run in runs:
    run.wait(600)
whole = ["".join(f"{n}.{k}" for k in range(4000)) for n in range(20)]
"""


def test_twenty_runs_with_20000_events_a_second_lose_nothing_under_the_default_limits(lab: Lab):
    """A Jupyter server drops every message of a kernel that sends more than 1,000 a second."""
    notebook = lab.notebook([FLOOD])
    notebook.run(0, timeout=600)
    whole = notebook.execute("whole")

    def shown() -> list[str]:
        places = notebook.output(0).locator(".ssew-transcript").all()
        return ["".join(place.locator(".ssew-md").all_text_contents()).replace(" ", "") for place in places]

    notebook.until(lambda: shown() == whole, timeout=120)
    assert "iopub" not in notebook.output(0).inner_text().lower()
    assert notebook.errors == []
