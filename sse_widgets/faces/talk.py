"""What was said, thought and called, in the order in which it began."""

from collections.abc import Iterator

from sse_widgets.document import Document
from sse_widgets.faces.blocks import Block, Code, Fold, Line, Listing, Paragraph, Prose, Soft, Strong, Title, Verbatim
from sse_widgets.faces.words import amount, brief, cost, cut, dotted, mark, name_of, signed, told, took
from sse_widgets.state import Message, RunState, TextPart, Thought, ThoughtPart, Tool, ToolPart, Usage, UsageEntry

FULL = 200_000
"""Characters of the transcript that are shown, the latest; a notebook is opened, saved and sent as a whole."""
LAST = 160
"""Characters of the last sentence of a thought."""

Entry = Message | Thought | Tool


def transcript(document: Document) -> Iterator[Block]:
    """Yield the messages with their thoughts and calls, and those that belong to none."""
    state = document.state
    entries = _entries(state)
    first, weight = len(entries), 0
    while first and weight < FULL:
        first -= 1
        weight += _weight(entries[first], state)
    if first:
        yield Paragraph((Soft(f"{first:,} earlier entries are left out here; run.to_html and run.save hold all"),))
    for entry in entries[first:]:
        match entry:
            case Message():
                yield from _message(entry, state)
            case Thought():
                yield _thought(entry)
            case Tool():
                yield _tool(entry, state)


def _entries(state: RunState) -> list[Entry]:
    """Return everything in order; messages never change places."""
    loose: list[Thought | Tool] = [
        *(each for each in state.thoughts if not each.message and each.text),
        *(each for each in state.tools if not each.message),
    ]
    loose.sort(key=lambda each: each.started_at or 0.0)
    entries, at, next_ = list[Entry](), 0.0, 0
    for message in state.messages:
        if not message.parts:
            continue
        at = max(at, message.started_at or at)
        while next_ < len(loose) and (loose[next_].started_at or 0.0) < at:
            entries.append(loose[next_])
            next_ += 1
        entries.append(message)
    return entries + loose[next_:]


def _weight(entry: Entry, state: RunState) -> int:
    return len(entry.text) + 200 if isinstance(entry, Message | Thought) else len(told(entry.output)[:4000]) + 200


def _message(message: Message, state: RunState) -> Iterator[Block]:
    yield Title(dotted(name_of(state, message.agent) or message.role, *_remarks(message)))
    for part in message.parts:
        match part:
            case TextPart() if text := str(part.text):
                yield Prose(cut(text, FULL))
            case ThoughtPart(thought_id=id) if thought := state.thoughts.find(id):
                yield _thought(thought)
            case ToolPart(tool_id=id) if tool := state.tools.find(id):
                yield _tool(tool, state)


def _remarks(message: Message) -> Iterator[str]:
    """Yield what is to be known of a message besides what it says."""
    if message.edited:
        yield "edited"
    if message.status != "done":
        yield signed(message.status)
    if message.finish_reason not in ("", "stop", "tool_calls"):
        yield f"ended by {message.finish_reason}"
    yield message.note


def _thought(thought: Thought) -> Fold:
    sentences = thought.text[-1000:].replace("\n", " ").split(". ")
    last = sentences[-1].strip() or thought.text[:LAST]
    verb = "Thought" if thought.done else "Thinking"
    head: Line = (f"✻ {verb}:", thought.title or brief(last, LAST))
    return Fold(head, (Prose(cut(thought.text)),) if thought.text else (), brief(last, LAST) if thought.title else "")


def _tool(tool: Tool, state: RunState) -> Fold:
    failed = tool.error or (signed(tool.status) if tool.status not in ("completed", "failed") else "")
    said = dotted(name_of(state, tool.agent), took(tool.started_at, tool.ended_at, tool.duration))
    head: Line = (
        mark(tool.status),
        Code(f"{tool.title or tool.name}({brief(tool.args_text)})"),
        Soft(said),
        Strong(brief(failed, 1000)),
    )
    output = None if tool.error else tool.output
    shown = told(output) if output is not None else tool.note
    return Fold(head, (Verbatim(cut(shown)),) if shown else (), brief(shown, 100))


def usage(document: Document) -> Iterator[Block]:
    """Yield what was used, in all and by whom."""
    used = document.state.usage
    said = _spent(used)
    if not said:
        return
    yield Title("Usage")
    yield Paragraph((said,))
    if len(used.entries) > 1:
        yield Listing(tuple(_share(entry, document.state) for entry in used.entries[:50]))


def _spent(used: Usage | UsageEntry) -> str:
    counts = {"in": used.input_tokens, "out": used.output_tokens, "for reasoning": used.reasoning_tokens}
    counts["cached"] = used.cached_tokens
    kinds = (f"{number:,} {word}" for word, number in counts.items() if number is not None)
    return dotted(amount(used.total_tokens, "tokens"), *kinds, cost(used.cost))


def _share(entry: UsageEntry, state: RunState) -> Line:
    who = dotted(name_of(state, entry.agent), entry.model) or entry.id
    return f"{who}:", _spent(entry)
