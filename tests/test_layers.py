"""The house from below: imports point down, and each library is spoken to in one room only."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sse_widgets"

FLOORS = (
    "errors frame onward structures",
    "events",
    "state owner",
    "redact lifecycle decoder json_decoder encoder folds reducer dialects patches frames",
    "query frame_index recording",
    "pieces glance analysis",
    "actions checkpoints decoding log",
    "breakpoints testing",
    "background cells document faces board",
    "flusher transport mock terminal capsule widgets",
    "displays sources",
    "running",
    "run",
    "tapping",
    "starting executing dashboard broadcast comparison",
    "chaos magics pytest_plugin",
    "__init__",
    "cli",
)
"""From the ground up; what stands on one floor may use its neighbours, as long as that leads in no circle."""

ROOMS = {
    "httpx": {"transport"},
    "httpx2": set(),
    "anywidget": {"widgets"},
    "ipywidgets": {"widgets"},
    "h11": {"mock"},
    "nest_asyncio2": {"running"},
    "IPython": {"displays"},
    "rich": {"terminal"},
    "jsonpatch": {"folds"},
    "starlette": {"broadcast"},
    "uvicorn": {"broadcast"},
    "httptools": {"broadcast"},
    "jwt": {"broadcast"},
    "redis": {"broadcast"},
    "langchain_core": {"broadcast"},
    "opentelemetry": {"broadcast"},
}
"""The only modules and folders that may import a library, at whatever depth of the code."""


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def place(path: Path) -> str:
    """Return the module or the folder on the top floor of the package that a file is in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> list[tuple[str, bool]]:
    """Return the names that a file imports, and whether it does so at once; what is only for types is left out."""
    return list(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    tree = ast.parse(path.read_text())
    typing = {
        id(node)
        for test in ast.walk(tree)
        if isinstance(test, ast.If) and "TYPE_CHECKING" in ast.unparse(test.test)
        for node in ast.walk(test)
    }
    later = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) not in later) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written out"
            yield from ((f"{node.module}.{alias.name}", id(node) not in later) for alias in node.names)


@cache
def inner(path: Path) -> set[str]:
    """Return what a file uses of the package, by module or folder."""
    used = set()
    for name, _ in imports(path):
        if name == "sse_widgets" or name.startswith("sse_widgets."):
            part = name.removeprefix("sse_widgets").removeprefix(".").split(".")[0]
            known = (PACKAGE / f"{part}.py").exists() or (PACKAGE / part).is_dir()
            used.add(part if part and known else "__init__")
    return used - {place(path)}


def floor(name: str) -> int:
    return next(n for n, names in enumerate(FLOORS) if name in names.split())


def test_every_module_has_a_floor():
    known = {name for names in FLOORS for name in names.split()}

    assert {place(path) for path in files()} == known


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path):
    up = {name for name in inner(path) if floor(name) > floor(place(path))}

    assert up == set()


def module(path: Path) -> str:
    parts = ("sse_widgets", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_imports_lead_in_no_circle():
    modules = {module(path) for path in files()}
    uses = {
        module(path): {
            name if name in modules else name.rpartition(".")[0]
            for name, _ in imports(path)
            if name in modules or name.rpartition(".")[0] in modules
        }
        for path in files()
    }
    while uses:
        free = {name for name, used in uses.items() if not used & set(uses)}
        assert free, f"these use each other: {sorted(uses)}"
        for name in free:
            del uses[name]


@pytest.mark.parametrize(("library", "rooms"), ROOMS.items())
def test_each_library_has_its_room(library, rooms):
    users = {place(path) for path in files() for name, _ in imports(path) if name.split(".")[0] == library}

    assert users <= rooms


def test_what_is_dear_is_imported_only_when_it_is_needed():
    at_once = {name.split(".")[0] for path in files() for name, now in imports(path) if now}

    assert at_once.isdisjoint({"httpx", "nest_asyncio2", "IPython"})


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text()))
