"""The harness itself: without it, no other browser test means anything."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.lab import Lab
from tests.browser.server import Server

COUNTER = '''
import anywidget, traitlets

class Counter(anywidget.AnyWidget):
    _esm = """
    export default {
        render({ model, el }) {
            const button = document.createElement("button");
            button.className = "counter";
            const show = () => { button.textContent = `clicked ${model.get("clicks")} times`; };
            button.addEventListener("click", () => {
                model.set("clicks", model.get("clicks") + 1);
                model.save_changes();
            });
            model.on("change:clicks", show);
            show();
            el.append(button);
        },
    };
    """
    clicks = traitlets.Int(0).tag(sync=True)

counter = Counter()
counter
'''


UNTIL_TOLD = """
import pathlib, time
while not pathlib.Path("go").exists():
    time.sleep(0.01)
"""


def test_a_widget_renders_a_click_reaches_python_and_a_reload_brings_both_back(lab: Lab, tmp_path: Path):
    notebook = lab.notebook([COUNTER])
    notebook.run(0)
    button = notebook.output(0).locator("button.counter")
    button.click()
    notebook.until(lambda: notebook.execute("counter.clicks") == 1)
    notebook.execute("counter.clicks = 7")
    notebook.until(lambda: button.inner_text() == "clicked 7 times")

    notebook.save()
    notebook.reload()

    notebook.until(lambda: button.inner_text() == "clicked 7 times")
    notebook.theme("dark")
    notebook.screenshot(tmp_path / "dark.png")
    assert (tmp_path / "dark.png").stat().st_size > 10_000
    assert notebook.errors == []


def test_a_kernel_is_new_and_its_errors_and_outputs_are_those_of_the_cell(lab: Lab):
    notebook = lab.notebook(["print('hello')", "1 / 0", UNTIL_TOLD])
    notebook.run(0)

    assert notebook.outputs(0)[0]["text"] == "hello\n"
    assert notebook.execute("'counter' in globals()") is False
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.run(1)
    with pytest.raises(AssertionError, match="NameError"):
        notebook.execute("nothing_of_this_name")
    notebook.run_nowait(2)
    notebook.until(lambda: notebook.busy)
    (lab.root / "go").touch()
    notebook.until(lambda: not notebook.busy)


def test_a_saved_widget_shows_without_a_kernel(lab: Lab):
    """Only where the user lets JupyterLab save the state of widgets, and trusts the notebook."""
    lab.settings(**{"@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True}})
    notebook = lab.notebook([COUNTER])
    notebook.run(0)
    notebook.execute("counter.clicks = 3")
    button = notebook.output(0).locator("button.counter")
    notebook.until(lambda: button.inner_text() == "clicked 3 times")

    notebook.trust()
    notebook.shutdown_kernel()
    again = lab.open(notebook.path.name)

    assert again.until(lambda: again.output(0).locator("button.counter").inner_text()) == "clicked 3 times"


def test_a_request_that_leaves_this_machine_is_refused_and_remembered(jupyterlab: Server, browser: Browser):
    with Lab(jupyterlab, browser) as lab:
        notebook = lab.notebook([])
        page = notebook.page
        for url in ("https://example.org/x.css", "http://localhost.example.org/"):
            assert page.evaluate("url => fetch(url).then(() => 'came', () => 'failed')", url) == "failed"
        page.evaluate("void new WebSocket('wss://example.org/socket')")
        notebook.until(lambda: len(lab.refused) == 3)

        assert lab.refused == ["https://example.org/x.css", "http://localhost.example.org/", "wss://example.org/socket"]
