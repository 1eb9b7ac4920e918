"""What a response of OpenAI consists of, item by item: messages, reasoning, calls, pictures."""

from collections.abc import Iterable, Iterator

from sse_widgets import events as e
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.openai.calls import arguments, kind_of, label, name_of, outcome, runs_at_client
from sse_widgets.dialects.openai.citations import cited
from sse_widgets.dialects.openai.places import Places, family_of, image
from sse_widgets.dialects.openai.responses_wire import At, Item, ItemEvent
from sse_widgets.events import Event
from sse_widgets.structures.remembered import Remembered


class Items:
    """Whole items: how they begin, and what they say when they are complete, which counts."""

    def __init__(self, places: Places) -> None:
        self.asking = False
        """Whether a person has been asked whether a call may be made."""
        self._places = places
        self._closed: Remembered[None] = Remembered()
        self._count = 0

    def turn(self, response: str) -> None:
        """Begin the output of another response."""
        self.asking = False
        self._places.turn(response)

    def opened(self, event: ItemEvent) -> Iterator[Event]:
        """Yield that an item begins."""
        item = event.item
        key = item.id or item.call_id or self._places.find(event, family_of(item.type))
        self._places.put(key, event)
        yield from self._open(key, item)

    def _open(self, key: str, item: Item) -> Iterator[Event]:
        if key in self._places.types:
            return
        self._places.types[key] = item.type
        match family_of(item.type):
            case "message":
                self._places.message = key
                yield e.MessageStarted(key, item.role or "assistant")
            case "reasoning":
                self._places.thoughts[key] = False
                yield e.ThoughtStarted(key)
            case "call":
                call, known = item.call_id or key, key in self._places.tools
                tool = self._places.tools[key] = (
                    self._places.calls.alias(call, key) if known else self._places.calls.open(call, key)
                )
                running = not runs_at_client(item) and item.type.endswith("_call")
                yield e.ToolStarted(tool, name_of(item), kind=kind_of(item), title=label(item))
                if running and item.type != "mcp_call":
                    yield e.ToolProgressed(tool)

    def closed(self, event: ItemEvent) -> Iterator[Event]:
        """Yield what an item says as a whole."""
        key = event.item.id or event.item.call_id or ""
        if key not in self._places.types:
            at = At(item_id=key or None, output_index=event.output_index)
            key = self._places.find(at, family_of(event.item.type))
        yield from self._close(key, event.item)

    def reconciled(self, items: Iterable[Item]) -> Iterator[Event]:
        """Yield what the items of a whole response say that were not closed before."""
        for place, item in enumerate(items):
            key = item.id or item.call_id or ""
            if key not in self._places.types:
                key = self._places.find(At(item_id=key or None, output_index=place), family_of(item.type))
            yield from self._unless_closed(key, item)

    def told(self, item: Item) -> Iterator[Event]:
        """Yield what a whole item says that comes by itself, unless it was closed before."""
        self._count += 1
        yield from self._unless_closed(item.id or item.call_id or f"item-{self._count}", item)

    def _unless_closed(self, key: str, item: Item) -> Iterator[Event]:
        if f"{item.type} {key}" not in self._closed:
            yield from self._close(key, item)

    def _close(self, key: str, item: Item) -> Iterator[Event]:
        self._closed[f"{item.type} {key}"] = None
        family = family_of(item.type)
        if family != "other":
            yield from self._open(key, item)
        match family:
            case "message":
                yield from self._message(key, item)
            case "reasoning":
                yield from self._reasoning(key, item)
            case "picture":
                yield from self._picture(key, item)
            case "call":
                if item.type == "code_interpreter_call" and item.code:
                    yield from self._places.coded(key, item.code)
                yield from self._call(self._places.tools[key], item)
            case "other":
                yield from self._other(key, item)

    def _message(self, key: str, item: Item) -> Iterator[Event]:
        parts = item.content or []
        texts = [part.text or part.refusal or "" for part in parts]
        if text := "".join(texts):
            yield e.TextReplaced(key, text)
        offset = 0
        for part, its in zip(parts, texts, strict=True):
            for note in part.annotations or ():
                yield from cited(key, note, offset)
            offset += len(its)
        yield e.MessageFinished(key, "refusal" if any(part.refusal for part in parts) else "")

    def _reasoning(self, key: str, item: Item) -> Iterator[Event]:
        """One thought for each part of a summary, and for each part of the reasoning itself."""
        for name, parts in (("summary", item.summary), ("text", item.content)):
            for place, part in enumerate(parts or ()):
                if part.text:
                    thought = self._places.thought(key, name, place)
                    yield from self._places.think(thought, name)
                    yield e.ThoughtReplaced(thought, part.text)
                    yield e.ThoughtFinished(thought)
        if not self._places.thoughts.get(key) and item.encrypted_content:
            yield e.ThoughtStarted(key, kind="redacted")
        for thought in [it for it in self._places.thoughts if it == key or it.startswith(f"{key}:")]:
            yield e.ThoughtFinished(thought)

    def _picture(self, key: str, item: Item) -> Iterator[Event]:
        if item.result:
            yield image(key, item.result, item.output_format, title=item.revised_prompt or "")
            yield e.ArtifactFinished(key)
        elif item.status == "failed" or item.error:
            yield e.ErrorReported("the image could not be made", "image_generation", detail=as_text(item.error))

    def _call(self, tool: str, item: Item) -> Iterator[Event]:
        text = arguments(item)
        if text is not None:
            yield e.ToolArgsReplaced(tool, text)
        if item.status == "incomplete":
            return  # cut off: the end of the run says so
        yield e.ToolArgsFinished(tool)
        if item.type == "mcp_approval_request":
            self.asking = True
            message = f"May {name_of(item)} be called at {item.server_label}?"
            yield e.InterruptOpened(tool, "mcp_approval_request", message, tool, options=("approve", "deny"))
        elif not runs_at_client(item):
            yield from outcome(tool, item)

    def _other(self, key: str, item: Item) -> Iterator[Event]:
        if item.type.endswith("_output"):
            failed = item.status == "failed"
            output = item.result if item.output is None else item.output
            output = item.tools if output is None else output
            id = self._places.calls.find(item.call_id or key)
            yield e.ToolFinished(id, output=output, error="the call failed" if failed else "")
        elif item.type == "mcp_approval_response":
            self.asking = False
            yield e.InterruptResolved(item.approval_request_id or key, item.approve)
        elif item.type == "compaction":
            yield e.Logged("the conversation was compacted")
        elif item.type != "additional_tools":
            yield e.FrameUnknown(item.type)
