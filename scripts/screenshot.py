"""Writes pictures of a notebook's output, in JupyterLab's light and dark theme.

python scripts/screenshot.py
python scripts/screenshot.py --cells 5 --selector .ssew-sources --names sources-light sources-dark
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import chromium  # noqa: E402 - only the line above makes it importable
from tests.browser.lab import Lab, Notebook  # noqa: E402
from tests.browser.server import serve  # noqa: E402


def main() -> None:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server, chromium() as browser:
        shutil.copytree(options.notebook.parent, server.root, dirs_exist_ok=True)
        scene = {"device_scale_factor": 2, "viewport": {"width": options.width, "height": options.height}}
        with Lab(server, browser, **scene) as lab:
            notebook = lab.open(options.notebook.name)
            for index in notebook.code_cells()[: options.cells]:
                notebook.run(index, timeout=options.timeout)
            _picture(notebook, options)


def _picture(notebook: Notebook, options: argparse.Namespace) -> None:
    shown = notebook.page.locator(options.selector).first
    notebook.until(lambda: shown.count() and len(shown.inner_text()) >= options.characters, timeout=options.timeout)
    area = notebook.page.locator(".jp-OutputArea-output", has=notebook.page.locator(options.selector)).first
    options.output.mkdir(parents=True, exist_ok=True)
    for theme, name in zip(("light", "dark"), options.names, strict=True):
        notebook.theme(theme)
        area.scroll_into_view_if_needed()
        notebook.page.mouse.move(0, 0)  # nothing is hovered over
        notebook.page.wait_for_timeout(500)  # colours fade
        file = options.output / f"{name}.png"
        area.screenshot(path=file)
        print(file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path, nargs="?", default=ROOT / "notebooks/01_quickstart.ipynb")
    parser.add_argument(
        "--selector", default=".ssew-console", help="what must be in the picture (default: %(default)s)"
    )
    parser.add_argument("--characters", type=int, default=1200, metavar="N", help="wait until it shows that much text")
    parser.add_argument(
        "--cells", type=int, default=2, metavar="N", help="run only the first N code cells (default: 2)"
    )
    parser.add_argument("--names", nargs=2, default=["console-light", "console-dark"], metavar=("LIGHT", "DARK"))
    parser.add_argument("--output", type=Path, default=ROOT / "docs", metavar="FOLDER")
    parser.add_argument("--width", type=int, default=1400)
    parser.add_argument("--height", type=int, default=1000)
    parser.add_argument("--timeout", type=float, default=60.0, metavar="SECONDS", help="per cell, and for the text")
    return parser


if __name__ == "__main__":
    main()
