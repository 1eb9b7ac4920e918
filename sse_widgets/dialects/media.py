"""What a media type or the name of a file says of what is on the canvas."""

from pathlib import PurePosixPath
from typing import Literal, TypeAlias

ArtifactKind: TypeAlias = Literal["markdown", "code", "web", "sandbox", "image", "file", "data"]

_KINDS: dict[str, ArtifactKind] = {
    "text/markdown": "markdown",
    "text/html": "web",
    "application/json": "data",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "web",
    ".htm": "web",
    ".json": "data",
    ".csv": "data",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".gif": "image",
    ".webp": "image",
    ".svg": "image",
}
_LANGUAGES = {
    ".py": "python",
    ".js": "javascript",
    ".ts": "typescript",
    ".tsx": "tsx",
    ".jsx": "jsx",
    ".css": "css",
    ".sql": "sql",
    ".sh": "bash",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".xml": "xml",
    ".java": "java",
    ".go": "go",
    ".rs": "rust",
    ".c": "c",
    ".cpp": "cpp",
    ".rb": "ruby",
    ".r": "r",
    ".tex": "latex",
}
_LANGUAGES_BY_TYPE = {
    "text/x-python": "python",
    "text/javascript": "javascript",
    "application/javascript": "javascript",
    "text/css": "css",
    "text/xml": "xml",
    "application/xml": "xml",
    "application/yaml": "yaml",
    "application/sql": "sql",
}


def kind_of(mime: str, name: str = "") -> ArtifactKind:
    """Return how to show something of this media type, or else of a file with this name."""
    mime = mime.partition(";")[0].strip().lower()
    if mime.startswith("image/"):
        return "image"
    if language_of(mime, name):
        return "code"
    return _KINDS.get(mime) or _KINDS.get(_ending(name), "file")


def language_of(mime: str, name: str = "") -> str:
    """Return the programming language of something, empty if it is none."""
    return _LANGUAGES_BY_TYPE.get(mime) or _LANGUAGES.get(_ending(name), "")


def data_url(mime: str, base64: str) -> str:
    """Return bytes as an address, whichever of the two alphabets of Base64 (RFC 4648) they came in."""
    return f"data:{mime};base64,{base64.translate(_URLSAFE)}"


_URLSAFE = str.maketrans("-_", "+/")


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
