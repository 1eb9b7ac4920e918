"""The player that `run.freeze(player=True)` leaves in a cell: reopened, exported, distrusted, and with scripts off."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

import sse_widgets as sw
from sse_widgets import capsule, faces
from sse_widgets.frame import Frame
from tests.browser.lab import Lab
from tests.waiting import until

CELLS = ["import sse_widgets as sw\nrun = sw.load('question_routing')\nrun", "run.freeze(player=True)"]
SCRUB = """(slider, n) => {
    slider.value = n;
    slider.dispatchEvent(new Event('input', {bubbles: true}));
}"""


def plays(player: FrameLocator, page: Page, frames: int) -> None:
    """See that a player scrubs, plays to the end, sets formulas, and inspects."""
    scrubber = player.locator(".ssew-scrubber")
    scrubber.wait_for()
    player.locator("math").first.wait_for()
    scrubber.evaluate(SCRUB, 20)
    until(lambda: player.locator("math").count() == 0)
    player.get_by_label("Speed of playing").select_option("100")
    player.get_by_role("button", name="Play").click()
    until(lambda: scrubber.input_value() == str(frames))
    player.locator("math").first.wait_for()
    player.get_by_role("tab", name="Inspector").click()
    player.locator(".ssew-frame").first.click()
    player.get_by_role("button", name="Go here").click()
    until(lambda: scrubber.input_value() != str(frames))


def test_a_player_plays_in_the_notebook_and_when_it_is_reopened_without_its_kernel(lab: Lab):
    frames = len(sw.load("question_routing").frames)
    notebook = lab.notebook(CELLS)
    notebook.run(0)
    notebook.output(0).locator(".ssew-root").wait_for()
    notebook.run(1)
    plays(notebook.output(0).frame_locator("iframe"), notebook.page, frames)
    assert not notebook.output(0).locator(".ssew-face").is_visible()
    saved = notebook.save()
    notebook.shutdown_kernel()

    again = lab.open(notebook.path.name)
    plays(again.output(0).frame_locator("iframe"), again.page, frames)
    stranger = lab.root / "distrusted.ipynb"
    saved["cells"][0]["source"] += "\n# changed on the way, so that nobody's signature is on it"
    nbformat.write(nbformat.from_dict(saved), stranger)
    distrusted = lab.open(stranger.name)
    face = distrusted.output(0)
    face.get_by_text("✓ completed").first.wait_for()

    assert face.locator("iframe").count() == 0
    assert "display: none" not in face.inner_text()
    assert again.errors == distrusted.errors == []


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """Return a notebook with a player, as HTML of nbconvert; the run has what would ask another server."""
    run = sw.load("question_routing")
    lure = "\n\n![x](http://127.0.0.1:9/lure.png) <img src='http://127.0.0.1:9/lure.png'>"
    token = f'{{"type": "message_token", "message_id": "lure", "token": {lure!r}}}'.replace("'", '"')
    run.feed(Frame("message", token, "", None, run.frames[-1].at))
    output = capsule.framed(run._capsule(), run.document)
    bundle = {"text/html": output, "text/plain": faces.text(run.document)}
    cell = nbformat.v4.new_code_cell("run", outputs=[nbformat.v4.new_output("display_data", bundle)])
    path = tmp_path / "notebook.html"
    path.write_text(HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))[0])
    return path


@pytest.fixture
def cut_off(browser: Browser) -> Iterator[BrowserContext]:
    """Yield a browser without a network; whatever the page of nbconvert itself wants does not come."""
    context = browser.new_context(offline=True, viewport={"width": 1100, "height": 900})
    yield context
    context.close()


def test_a_player_plays_in_the_html_of_nbconvert_with_the_network_cut(exported: Path, cut_off: BrowserContext):
    page, asked = cut_off.new_page(), []
    page.on("request", lambda request: asked.append(request) if request.frame.parent_frame else None)
    page.goto(exported.as_uri(), wait_until="domcontentloaded")
    plays(page.frame_locator("iframe"), page, len(sw.load("question_routing").frames) + 1)

    assert [request.url for request in asked if request.url != "about:srcdoc"] == []


def test_with_scripts_off_a_reader_sees_the_end_of_the_run(exported: Path, browser: Browser):
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    # Chromium forgets in a sealed frame that scripts are off.
    exported.write_text(exported.read_text().replace('sandbox="allow-scripts"', 'sandbox=""'))
    page.goto(exported.as_uri(), wait_until="domcontentloaded")
    seen = page.frame_locator("iframe").locator("main").inner_text()
    context.close()

    assert re.search(r"completed.*frames", seen)
    assert sw.load("question_routing").messages[-1].text.split()[0] in seen


@pytest.mark.parametrize("dark", [False, True])
def test_a_player_is_as_light_or_dark_as_its_notebook(browser: Browser, dark: bool):
    run = sw.load("support_answer")
    context = browser.new_context(offline=True, color_scheme="null")
    page = context.new_page()
    page.set_content(
        f"<body data-jp-theme-light='{str(not dark).lower()}'>{capsule.framed(run._capsule(), run.document)}"
    )
    root = page.frame_locator("iframe").locator(".ssew-root")
    root.wait_for()
    until(lambda: root.get_attribute("data-ssew-theme") == ("dark" if dark else "light"))
    context.close()
