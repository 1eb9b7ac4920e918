"""Messages, the thoughts in them and beside them, and who is about to write."""

from typing import Any

from sse_widgets import events as e
from sse_widgets.folds.news import known, news
from sse_widgets.state import Citation, Message, Part, RunState, TextPart, Thought, ThoughtPart, evolve
from sse_widgets.structures.items import Items
from sse_widgets.structures.text import Text


def text_added(state: RunState, event: e.TextAdded) -> RunState:
    """Return the state with more text in a message."""
    message = _message(state, event.message_id, event.at, event.agent)
    cut = message.status == "incomplete" and state.status == "running"  # and the stream was opened again
    status = message.status if message.done and not cut else "streaming"
    return say(state, evolve(message, parts=_longer(message.parts, event.text), status=status, ended_at=None))


def text_replaced(state: RunState, event: e.TextReplaced) -> RunState:
    """Return the state with the text of a message as its author has it."""
    message = _message(state, event.message_id, event.at, event.agent, event.role or "assistant")
    told = news(event, "role", "agent") | {"edited": event.edited or message.edited}
    return say(state, evolve(message, parts=_rewritten(message, event.text), **told))


def message_started(state: RunState, event: e.MessageStarted) -> RunState:
    """Return the state with a message announced."""
    message = _message(state, event.message_id, event.at, event.agent, event.role)
    message = evolve(message, role=event.role, **known(agent=event.agent))
    if event.before and not state.messages.find(message.id) and (later := state.messages.find(event.before)):
        place = list(state.messages).index(later)
        return evolve(state, messages=Items([*state.messages[:place], message, *state.messages[place:]]))
    return say(state, message)


def message_updated(state: RunState, event: e.MessageUpdated) -> RunState:
    """Return the state with news of a message."""
    fields = ("status", "progress", "note", "replaces", "model", "temperature", "tokens", "tokens_left")
    told = news(event, *fields)
    replaced = state.messages.find(event.replaces or "")
    if replaced is not None and replaced.status == "regenerating":  # as a person has asked; now another one is
        state = say(state, evolve(replaced, status="done"))
    return say(state, evolve(_message(state, event.message_id, event.at), **told))


def message_finished(state: RunState, event: e.MessageFinished) -> RunState:
    """Return the state with a message complete."""
    message = evolve(_message(state, event.message_id, event.at), **known(finish_reason=event.reason))
    if message.status == "failed" or (message.status == "done" and message.ended_at is not None):
        return say(state, message) if event.reason else state  # told again later, it has not ended later
    return say(state, evolve(message, status="done", progress=None, note="", ended_at=event.at))


def citation_added(state: RunState, event: e.CitationAdded) -> RunState:
    """Return the state with what a message rests on, told once."""
    message = _message(state, event.message_id, event.at)
    cited = Citation(event.source_id, event.start, event.end, event.text, event.unit)
    if cited in message.citations:
        return state
    if source := state.sources.find(event.source_id):
        state = evolve(state, sources=state.sources.put(evolve(source, cited=True)))
    return say(state, evolve(message, citations=(*message.citations, cited)))


def message_removed(state: RunState, event: e.MessageRemoved) -> RunState:
    """Return the state without a message, and without what came in it if that is taken back too."""
    id = event.message_id
    state = evolve(state, messages=state.messages.without(id))
    if not event.with_parts:
        return state
    gone: dict[str, Any] = {}
    for name in ("thoughts", "tools", "sources", "canvas"):
        things = getattr(state, name)
        for thing in [each for each in things if each.message == id]:
            things = things.without(thing.id)
        gone[name] = things
    return evolve(state, **gone)


def typing_changed(state: RunState, event: e.TypingChanged) -> RunState:
    """Return the state with who is about to write."""
    others = tuple(name for name in state.typing if name != event.agent)
    return evolve(state, typing=(*others, event.agent) if event.typing else others)


def thought_started(state: RunState, event: e.ThoughtStarted) -> RunState:
    """Return the state with a thought begun, in its place in its message if it has one."""
    thought = state.thoughts.find(event.thought_id) or Thought(event.thought_id, kind=event.kind, started_at=event.at)
    told = news(event, "title", "agent", "parent") | known(message=event.message_id)
    if event.kind != "thinking":  # a wire may learn only at the end that it must not show a thought
        told["kind"] = event.kind
    thought = evolve(thought, **told)
    state = evolve(state, thoughts=state.thoughts.put(thought))
    return place(state, event.message_id, ThoughtPart(event.thought_id), event.at)


def thought_added(state: RunState, event: e.ThoughtAdded) -> RunState:
    """Return the state with more of a thought."""
    thought = state.thoughts.find(event.thought_id) or Thought(event.thought_id, started_at=event.at)
    return evolve(state, thoughts=state.thoughts.put(evolve(thought, content=thought.content + event.text)))


def thought_replaced(state: RunState, event: e.ThoughtReplaced) -> RunState:
    """Return the state with a thought as its author has it."""
    thought = state.thoughts.find(event.thought_id) or Thought(event.thought_id, started_at=event.at)
    if thought.text == event.text:
        return evolve(state, thoughts=state.thoughts.put(thought))
    return evolve(state, thoughts=state.thoughts.put(evolve(thought, content=Text(event.text))))


def thought_finished(state: RunState, event: e.ThoughtFinished) -> RunState:
    """Return the state with a thought ended, its conclusion at its end."""
    thought = state.thoughts.find(event.thought_id) or Thought(event.thought_id, started_at=event.at)
    if event.conclusion:
        end = ("\n" if len(thought.content) else "") + event.conclusion
        thought = evolve(thought, content=thought.content + end)
    return evolve(state, thoughts=state.thoughts.put(evolve(thought, done=True, ended_at=event.at)))


def say(state: RunState, message: Message) -> RunState:
    """Return the state with a message as it is now."""
    messages = state.messages.put(message)
    if len(messages) == len(state.messages) or message.role != "assistant":
        return evolve(state, messages=messages)
    # What was read before the answer began is what the answer rests on.
    claimed = state.sources.map(lambda it: it if it.message else evolve(it, message=message.id))
    return evolve(state, messages=messages, sources=claimed)


def place(state: RunState, message_id: str, part: Part, at: float) -> RunState:
    """Return the state with a thought or a call in its message, once."""
    if not message_id:
        return state
    message = _message(state, message_id, at)
    return state if part in message.parts else say(state, evolve(message, parts=(*message.parts, part)))


def _message(state: RunState, id: str, at: float, agent: str = "", role: str = "assistant") -> Message:
    return state.messages.find(id) or Message(id, role, agent, started_at=at)


def _longer(parts: tuple[Part, ...], text: str) -> tuple[Part, ...]:
    if parts and isinstance(last := parts[-1], TextPart):
        return (*parts[:-1], evolve(last, text=last.text + text))
    return (*parts, TextPart(Text(text)))


def _rewritten(message: Message, text: str) -> tuple[Part, ...]:
    """Return the parts with `text` as their text, where the first text was, and the rest in its place."""
    said = message.text
    if said == text:
        return message.parts
    if said and text.startswith(said) and isinstance(message.parts[-1], TextPart):
        return _longer(message.parts, text[len(said) :])
    first = next((i for i, part in enumerate(message.parts) if isinstance(part, TextPart)), len(message.parts))
    others = [part for part in message.parts if not isinstance(part, TextPart)]
    return (*others[:first], TextPart(Text(text)), *others[first:])
