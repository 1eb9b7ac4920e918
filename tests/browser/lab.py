"""JupyterLab as a test drives it: through its command registry and its models, never through the keyboard.

Two rules hold everywhere below. A predicate that Playwright waits for is never async, because it takes the promise for
the answer; so promises are started, and their results polled. And a value of the kernel is polled too: ipywidgets holds
an update back until the one before it is done.
"""

import json
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import nbformat
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests import probe
from tests.browser.chromium import confine
from tests.browser.server import Server
from tests.waiting import PATIENCE

T = TypeVar("T")

FIND = """path => {
    const panels = window.jupyterapp?.shell ? [...window.jupyterapp.shell.widgets('main')] : [];
    return panels.find(panel => panel.context?.path === path && panel.sessionContext);
}"""
KERNEL = "panel => panel?.sessionContext.session?.kernel"
CONNECTED = """panel => !!panel && panel.context.isReady && panel.sessionContext.isReady
    && panel.sessionContext.session?.kernel?.connectionStatus === 'connected'"""
IDLE = "panel => panel?.sessionContext.session?.kernel?.status === 'idle'"
RUN = """async (panel, index) => {
    panel.content.activeCellIndex = index;
    panel.content.deselectAll();
    window.jupyterapp.shell.activateById(panel.id);
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""
EXECUTE = """async (panel, {code, expressions}) => {
    const kernel = panel.sessionContext.session.kernel;
    const content = {code, silent: true, store_history: false, user_expressions: expressions};
    return (await kernel.requestExecute(content).done).content;
}"""
TRUST = """async panel => {
    for (const cell of panel.content.model.cells) cell.trusted = true;
    await panel.context.save();
}"""
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


class Notebook:
    """One notebook, open in a page of its own, with a kernel of its own."""

    def __init__(self, server: Server, context: BrowserContext, path: str, workspace: str) -> None:
        self._server = server
        self._path = path
        self._calls = count()
        self.errors: list[str] = []  #: what the page reported: uncaught errors, and `console.error`
        self.page: Page = context.new_page()
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.goto(f"{server.url}/lab/workspaces/{workspace}/tree/{path}?token={server.token}")
        self._ready(idle=True)

    @property
    def path(self) -> Path:
        """The notebook on disk."""
        return self._server.root / self._path

    @property
    def busy(self) -> bool:
        """Whether the kernel is running something."""
        return not self._ask(IDLE)

    def run(self, index: int, timeout: float = 2 * PATIENCE) -> None:
        """Run a cell and wait until it has ended.

        Raises:
            AssertionError: the cell raised, or did not end within `timeout` seconds.
        """
        self._await(RUN, index, timeout=timeout)
        for output in self.outputs(index):
            if output["output_type"] == "error":
                raise AssertionError(f"cell {index} raised\n" + "\n".join(output["traceback"]))

    def run_nowait(self, index: int) -> None:
        """Start a cell, and come back at once."""
        self._start(RUN, index)

    def execute(self, code: str, timeout: float = 2 * PATIENCE) -> Any:
        """Run `code` in the kernel, outside of any cell; return the value of its last line, as JSON carries it.

        Raises:
            AssertionError: the code raised, or the kernel did not answer within `timeout` seconds.
        """
        code, expressions = probe.split(code)
        return probe.read(self._await(EXECUTE, {"code": code, "expressions": expressions}, timeout=timeout))

    def code_cells(self) -> list[int]:
        """The indexes of the cells that can be run."""
        return self._ask("panel => panel.content.widgets.flatMap((cell, i) => cell.model.type === 'code' ? [i] : [])")

    def outputs(self, index: int) -> list[dict[str, Any]]:
        """The outputs of a cell, as the notebook format has them."""
        return self._ask("(panel, index) => panel.content.widgets[index].model.outputs.toJSON()", index)

    def output(self, index: int) -> Locator:
        """Where the outputs of a cell are in the page."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index).locator(".jp-Cell-outputWrapper")

    def save(self) -> dict[str, Any]:
        """Save the notebook, and return what is on disk then."""
        self._await("async panel => { await panel.context.save(); }")
        return json.loads(self.path.read_text())

    def trust(self) -> None:
        """Trust all cells, as the dialog does once confirmed, and save, which is when the server signs the notebook."""
        self._await(TRUST)

    def reload(self, *, idle: bool = True) -> None:
        """Reload the page. What the cells show then comes from the file: `save()` first.

        Args:
            idle: wait until the kernel is idle too; False for a reload while a cell runs.
        """
        self.page.reload()
        self._ready(idle=idle)

    def shutdown_kernel(self) -> None:
        """End the kernel; the page stays."""
        self._await("async panel => { await panel.sessionContext.shutdown(); }")

    def theme(self, name: str) -> None:
        """Switch to 'light' or 'dark'."""
        self._await(
            "async (_, theme) => { await window.jupyterapp.commands.execute('apputils:change-theme', {theme}); }",
            THEMES[name],
        )
        self.until(lambda: self.page.evaluate("document.body.dataset.jpThemeLight") == str(name == "light").lower())

    def until(self, predicate: Callable[[], T], timeout: float = PATIENCE, *, every: float = 0.05) -> T:
        """Ask `predicate` until its answer is true; return that answer.

        Raises:
            AssertionError: it was not within `timeout` seconds; the message holds the last answer.
        """
        end = time.monotonic() + timeout
        while not (answer := predicate()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {timeout:g} s; the last answer was {answer!r}{self._complaints()}")
            self.page.wait_for_timeout(every * 1000)
        return answer

    def screenshot(self, path: Path) -> None:
        """Write a picture of the page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)

    def _ready(self, *, idle: bool) -> None:
        self.until(lambda: self._ask(CONNECTED))
        if idle:
            self.until(lambda: self._ask(IDLE))

    def _ask(self, function: str, argument: Any = None) -> Any:
        return self.page.evaluate(
            f"([path, argument]) => ({function})(({FIND})(path), argument)", [self._path, argument]
        )

    def _start(self, function: str, argument: Any = None) -> int:
        call = next(self._calls)
        self.page.evaluate(
            f"""([path, call, argument]) => {{
                const calls = window.harnessCalls ??= {{}};
                ({function})(({FIND})(path), argument).then(
                    value => {{ calls[call] = {{value: value ?? null}}; }},
                    error => {{ calls[call] = {{error: String(error?.stack ?? error)}}; }},
                );
            }}""",
            [self._path, call, argument],
        )
        return call

    def _await(self, function: str, argument: Any = None, timeout: float = 2 * PATIENCE) -> Any:
        call = self._start(function, argument)
        result = self.until(lambda: self.page.evaluate("call => window.harnessCalls[call]", call), timeout)
        assert "error" not in result, result["error"]
        return result["value"]

    def _complaints(self) -> str:
        return "".join(f"\nthe page said: {error}" for error in self.errors[-5:])


class Lab:
    """Notebooks in JupyterLab; leaving it closes their pages and ends their kernels.

    Args:
        options: of the browser context, such as `device_scale_factor`.
    """

    _names = count(1)

    def __init__(self, server: Server, browser: Browser, **options: Any) -> None:
        self.root = server.root
        self._server = server
        self._browser = browser
        self._options = {"viewport": {"width": 1280, "height": 900}, **options}
        self._contexts: list[BrowserContext] = []
        self._refused: list[list[str]] = []

    def __enter__(self) -> Self:
        self._server.settings({})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self._contexts:
            context.close()
        self._server.stop_kernels()

    @property
    def refused(self) -> list[str]:
        """The addresses outside this machine that a page asked for, in vain."""
        return [url for urls in self._refused for url in urls]

    def notebook(self, cells: list[str], metadata: dict[str, Any] | None = None) -> Notebook:
        """Write a notebook of code cells, and open it."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata.update({"kernelspec": {"name": "python3", "display_name": "Python 3"}}, **(metadata or {}))
        name = f"notebook-{next(self._names)}.ipynb"
        nbformat.write(notebook, self.root / name)
        return self.open(name)

    def open(self, path: str) -> Notebook:
        """Open a notebook below `root`, in a page that shares nothing with the others."""
        context = self._browser.new_context(**self._options)
        self._contexts.append(context)
        self._refused.append(confine(context))
        return Notebook(self._server, context, path, workspace=f"harness-{next(self._names)}")

    def settings(self, **plugins: dict[str, Any]) -> None:
        """Override settings of JupyterLab for the pages opened next; keys are like '@jupyterlab/x-extension/plugin'."""
        self._server.settings(plugins)
