"""What is in a wheel, and when the front end is built."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import hatch_build
from hatch_build import HASH, NODE, SKIP, FrontEndHook

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel built from this tree, front end as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SKIP, "1")
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
        result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return set(archive.namelist())


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small tree whose bundle is fresh."""
    monkeypatch.delenv(SKIP, raising=False)
    for name in ("js/package.json", "js/package-lock.json", "js/lib/patch.ts", "js/test/patch.test.ts"):
        _write(tmp_path / name, f"content of {name}\n")
    for file in hatch_build.BUNDLE:
        _write(tmp_path / file, "built\n")
    _write(tmp_path / HASH, hatch_build.digest(tmp_path))
    return tmp_path


def test_a_wheel_has_the_bundle_the_recordings_and_the_types_marker(wheel: set[str]):
    assert {
        "sse_widgets/static/index.js",
        "sse_widgets/static/capsule.js",
        "sse_widgets/static/index.css",
        "sse_widgets/py.typed",
    } <= wheel
    assert any(name.startswith("sse_widgets/recordings/") and name.endswith(".jsonl") for name in wheel)


def test_a_wheel_has_nothing_else(wheel: set[str]):
    outside = {name.split("/")[0] for name in wheel} - {"sse_widgets"}

    assert [name.endswith(".dist-info") for name in outside] == [True]
    assert not [name for name in wheel if "__pycache__" in name]


def test_the_committed_bundle_is_fresh():
    """Else an installation from git would need node; `make build` mends it."""
    assert not hatch_build.is_stale(ROOT)


@pytest.mark.parametrize("name", ["js/package-lock.json", "js/lib/patch.ts", "js/lib/new.ts"])
def test_a_changed_source_makes_the_bundle_stale(tree: Path, name: str):
    assert not hatch_build.is_stale(tree)
    _write(tree / name, "changed\n")

    assert hatch_build.is_stale(tree)


@pytest.mark.parametrize("name", ["js/test/patch.test.ts", "js/node_modules/preact/index.js", "README.md"])
def test_what_is_not_a_source_does_not(tree: Path, name: str):
    _write(tree / name, "changed\n")

    assert not hatch_build.is_stale(tree)


def test_line_endings_do_not_either(tree: Path):
    """Git may have changed them on checkout."""
    (tree / "js/lib/patch.ts").write_bytes(b"content of js/lib/patch.ts\r\n")

    assert not hatch_build.is_stale(tree)


@pytest.mark.parametrize("name", [*map(str, hatch_build.BUNDLE), str(HASH)])
def test_a_missing_bundle_is_stale(tree: Path, name: str):
    (tree / name).unlink()

    assert hatch_build.is_stale(tree)


def test_node_is_asked_for_only_if_stale_and_missing(tree: Path, monkeypatch: pytest.MonkeyPatch):
    hook = FrontEndHook(str(tree), {}, None, None, str(tree), "wheel")  # type: ignore[arg-type]
    monkeypatch.setattr(hatch_build.shutil, "which", lambda name: None)

    assert hook.dependencies() == []
    _write(tree / "js/lib/patch.ts", "changed\n")
    assert hook.dependencies() == [NODE]
    monkeypatch.setenv(SKIP, "1")
    assert hook.dependencies() == []


def test_a_fresh_bundle_needs_no_npm_and_a_stale_one_says_so(tree: Path, monkeypatch: pytest.MonkeyPatch):
    hook = FrontEndHook(str(tree), {}, None, None, str(tree), "wheel")  # type: ignore[arg-type]
    monkeypatch.setattr(hatch_build.shutil, "which", lambda name: None)
    hook.initialize("standard", {})
    _write(tree / "js/lib/patch.ts", "changed\n")

    with pytest.raises(FileNotFoundError, match="needs npm"):
        hook.initialize("standard", {})


def test_without_sources_the_bundle_is_taken_as_it_is(tree: Path):
    (tree / "js/package.json").unlink()
    hook = FrontEndHook(str(tree), {}, None, None, str(tree), "wheel")  # type: ignore[arg-type]
    hook.initialize("standard", {})
    (tree / hatch_build.BUNDLE[0]).unlink()

    with pytest.raises(FileNotFoundError, match=r"no js/ to build it from"):
        hook.initialize("standard", {})


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
