"""Which item of a response of OpenAI an event is about, and what the items have shown so far."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from sse_widgets import events as e
from sse_widgets.dialects.calls import Calls
from sse_widgets.dialects.media import data_url
from sse_widgets.dialects.openai.responses_wire import At
from sse_widgets.events import Event
from sse_widgets.structures.remembered import Remembered

Family: TypeAlias = Literal["message", "reasoning", "call", "picture", "other"]


class Places:
    """The items of the responses of one stream; they may overlap, and never be closed."""

    def __init__(self) -> None:
        self.message = ""
        """Id of the last message."""
        self.calls = Calls()
        self.types: Remembered[str] = Remembered()
        self.tools: Remembered[str] = Remembered()
        """Id in the state of the call that each item is."""
        self.parts: Remembered[int] = Remembered()
        """How many parts of its content a message has shown."""
        self.thoughts: dict[str, bool] = {}
        """The thoughts that were begun, and whether anything was thought in them."""
        self.code: Remembered[int] = Remembered()
        """How many characters of its code an interpreter's call has shown."""
        self._response = ""
        self._order: dict[int, str] = {}
        """Which item is where in the response that goes on."""

    def turn(self, response: str) -> None:
        """Begin the output of another response."""
        self._response, self._order = response, {}

    def put(self, key: str, at: At) -> None:
        """Take note of where an item is."""
        if at.output_index is not None:
            self._order[at.output_index] = key

    def find(self, at: At, family: Family) -> str:
        """Return the item that an event is about: as it says, else by its place, for some ids change on the way."""
        if at.item_id and at.item_id in self.types:
            return at.item_id
        known = self._order.get(at.output_index) if at.output_index is not None else None
        if known and family_of(self.types[known]) == family:
            return known
        return at.item_id or f"{self._response}:{at.output_index or 0}"

    def tool(self, at: At) -> str:
        """Return the id in the state of the call that an event is about."""
        key = self.find(at, "call")
        return self.tools.setdefault(key, key)

    def call(self, key: str, call_id: str) -> str:
        """Return the id in the state of the call that an item is; it may be spoken of before it is announced."""
        if key in self.tools:
            return self.calls.alias(call_id, key)
        self.tools[key] = self.calls.open(call_id, key)
        return self.tools[key]

    def thought(self, key: str, name: str, place: int) -> str:
        """Return the id of a part of an item's reasoning: the first goes on with the thought that the item began."""
        return key if name == "summary" and not place else f"{key}:{name}-{place}"

    def think(self, thought: str, name: str) -> Iterator[Event]:
        """Yield that a thought begins to show, once."""
        if not self.thoughts.get(thought):
            self.thoughts[thought] = True
            yield e.ThoughtStarted(thought, kind="summary" if name == "summary" else "thinking")

    def coded(self, key: str, code: str) -> Iterator[Event]:
        """Yield the code of a call as a whole, unless all of it has been shown."""
        if self.code.get(key) != len(code):
            self.code[key] = len(code)
            yield code_opened(key, code)
        yield e.ArtifactFinished(f"{key}:code")


def family_of(type: str) -> Family:
    """Return what an item of this type is, as far as the state makes a difference; any `…_call` is a call."""
    match type:
        case "message" | "reasoning":
            return type
        case "image_generation_call":
            return "picture"
        case "program" | "mcp_list_tools" | "mcp_approval_request":
            return "call"
    return "call" if type.endswith("_call") else "other"


def image(key: str, data: str, format: str | None, version: int | None = None, title: str = "") -> Event:
    """Return the picture that an item is, in base64, in whatever state it is."""
    mime = f"image/{'svg+xml' if format == 'svg' else format or 'png'}"
    url = data_url(mime, data)
    return e.ArtifactOpened(key, "image", title=title, version=version, origin="agent", url=url, mime=mime)


def code_opened(key: str, code: str = "") -> Event:
    """Return the code of an interpreter's call as something for the canvas."""
    return e.ArtifactOpened(f"{key}:code", "code", code, title="code", language="python", version=1, origin="agent")
