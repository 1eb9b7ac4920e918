"""What a response of OpenAI says bit by bit, and each bit of it as a whole."""

from collections.abc import Iterator

from sse_widgets import events as e
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.openai.citations import cited
from sse_widgets.dialects.openai.places import Places, code_opened, image
from sse_widgets.dialects.openai.responses_wire import Annotated, At, Delta, Done, Picture
from sse_widgets.events import Event


class Deltas:
    """Parts of items: what is added to them, and their authoritative values."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def text_added(self, event: Delta) -> Iterator[Event]:
        """Yield more of a message."""
        key = self._places.find(event, "message")
        self._places.parts[key] = max(self._places.parts.get(key, 0), (event.content_index or 0) + 1)
        self._places.message = key
        yield e.TextAdded(key, str(event.delta or ""))

    def text_done(self, event: Done) -> Iterator[Event]:
        """Yield the text of a message, if this part of it is all of it; else the item will say it."""
        key = self._places.find(event, "message")
        text = event.text or event.refusal
        if text and not event.content_index and self._places.parts.setdefault(key, 1) == 1:
            self._places.message = key
            yield e.TextReplaced(key, text)

    def annotated(self, event: Annotated) -> Iterator[Event]:
        """Yield a citation; in later parts of a message its place is known only when the item is whole."""
        if not event.content_index:
            yield from cited(self._places.find(event, "message"), event.annotation)

    def thought_added(self, event: Delta) -> Iterator[Event]:
        """Yield more of a thought."""
        thought, name = self._thought_at(event)
        yield from self._places.think(thought, name)
        yield e.ThoughtAdded(thought, str(event.delta or ""))

    def thought_done(self, event: Done) -> Iterator[Event]:
        """Yield a thought as a whole."""
        thought, name = self._thought_at(event)
        yield from self._places.think(thought, name)
        if event.text:
            yield e.ThoughtReplaced(thought, event.text)
        yield e.ThoughtFinished(thought)

    def _thought_at(self, at: Delta | Done) -> tuple[str, str]:
        name = "summary" if at.content_index is None else "text"
        place = (at.summary_index if at.content_index is None else at.content_index) or 0
        return self._places.thought(self._places.find(at, "reasoning"), name, place), name

    def args_added(self, event: Delta) -> Iterator[Event]:
        """Yield more of the arguments of a call."""
        yield e.ToolArgsAdded(self._places.tool(event), str(event.delta or ""))

    def args_done(self, event: Done) -> Iterator[Event]:
        """Yield the arguments of a call as a whole."""
        tool = self._places.tool(event)
        for text in (event.arguments, event.input, event.command):
            if text is not None:
                yield e.ToolArgsReplaced(tool, text)
        yield e.ToolArgsFinished(tool)

    def code_added(self, event: Delta) -> Iterator[Event]:
        """Yield more of the code that an interpreter will run; it is shown on the canvas."""
        key, code = self._places.find(event, "call"), str(event.delta or "")
        if key not in self._places.code:
            yield code_opened(key)
        self._places.code[key] = self._places.code.get(key, 0) + len(code)
        yield e.ArtifactAdded(f"{key}:code", code)

    def code_done(self, event: Done) -> Iterator[Event]:
        """Yield the code that an interpreter will run."""
        yield e.ToolArgsReplaced(self._places.tool(event), as_text({"code": event.code or ""}))
        yield e.ToolArgsFinished(self._places.tool(event))
        yield from self._places.coded(self._places.find(event, "call"), event.code or "")

    def output_added(self, event: Delta) -> Iterator[Event]:
        """Yield what a shell has printed so far."""
        said = event.delta if isinstance(event.delta, dict) else {"stdout": event.delta}
        text = "".join(str(said.get(name) or "") for name in ("stdout", "stderr"))
        yield e.ToolProgressed(self._places.tool(event), output=text)

    def output_done(self, event: Done) -> Iterator[Event]:
        """Yield what a shell has printed."""
        yield e.ToolFinished(self._places.tool(event), output=event.output)

    def pictured(self, event: Picture) -> Iterator[Event]:
        """Yield a picture that is not finished."""
        key = self._places.find(event, "picture")
        yield image(key, event.partial_image_b64, event.output_format, event.partial_image_index + 1)

    def staged(self, at: At, kind: str, stage: str) -> Iterator[Event]:
        """Yield how far a call is that the server makes."""
        if kind == "image_generation_call":
            return
        tool = self._places.tool(at)
        match stage:
            case "completed":
                yield e.ToolFinished(tool)
            case "failed":
                yield e.ToolFinished(tool, error="the call failed")
            case _:
                yield e.ToolProgressed(tool, message=stage.replace("_", " "))
