"""Every notebook runs from the first cell to the last, in a folder of its own."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_to_its_end(path: Path, tmp_path: Path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, startup_timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()

    assert not [
        output for cell in notebook.cells for output in cell.get("outputs", ()) if output["output_type"] == "error"
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs(path: Path):
    """So that a change in it can be read, and nothing that a run said is published by accident."""
    notebook = nbformat.read(path, as_version=4)

    assert not [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")]
