"""openai_chat: Chat Completions, as OpenAI and everybody who speaks like it streams them.

`data: {chunk}` frames without names or ids, then `[DONE]`, which some leave out: the `finish_reason`
of a choice is as good an end. Reasoning, usage and errors have a place of their own at every vendor.
The calls of a completed run are pending: they are for the client to make.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.calls import Calls, as_text
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.failure import failure
from sse_widgets.dialects.openai.chat_extras import additions, found, reasoning, usage
from sse_widgets.dialects.openai.chat_wire import CallPart, Choice, Chunk, Said
from sse_widgets.dialects.stop_reasons import finished
from sse_widgets.dialects.wire import check, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame

_HELPERS = ("content.", "refusal.", "tool_calls.", "logprobs.")
"""Events with which the stream helper of the vendor's library repeats what the chunks say."""


@dataclass
class _Answer:
    """One choice of a completion."""

    message: str
    thought: str = ""
    """The thought that goes on, if one does."""
    thoughts: int = 0
    calls: dict[int, "_Call"] = field(default_factory=dict)
    call_count: int = 0
    refused: bool = False
    done: bool = False


@dataclass
class _Call:
    id: str
    wire_id: str
    """Empty where the wire says none."""
    filled: bool = False
    """Whether any of its arguments have come."""


class OpenAiChat:
    """Chat Completions of OpenAI and its many relatives."""

    name: ClassVar[str] = "openai_chat"
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._completion = ""
        """Id of the completion as the state knows it."""
        self._wire_id = ""
        self._answers: dict[int, _Answer] = {}
        self._used: list[str] = []
        """Ids of completions so far; some servers give every one the same."""
        self._over = True
        self._calls = Calls()

    @property
    def announces_end(self) -> bool:
        """A stream without `[DONE]` is whole if its answers gave a reason why they ended."""
        return not self._complete

    @property
    def _complete(self) -> bool:
        return bool(self._answers) and all(answer.done for answer in self._answers.values())

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """An object that says so, or a list of choices; a bare error could be anybody's."""
        if not isinstance(body, dict):
            return Fit.NO
        kind = body.get("object")
        if isinstance(kind, str) and kind.startswith(("chat.completion", "text_completion")):
            return Fit.YES
        if kind == "error" and "message" in body:
            return Fit.YES
        if isinstance(body.get("choices"), list) or (
            isinstance(body.get("chunk"), dict) and body.get("type") == "chunk"
        ):
            return Fit.YES
        return Fit.MAYBE if is_bare_error(body) else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        if frame.data.strip() == "[DONE]":
            return self._ended()
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        kind = body.get("type")
        if isinstance(kind, str):
            if kind == "chunk" and isinstance(body.get("chunk"), dict):
                body = body["chunk"]
            elif kind.startswith(_HELPERS):
                return ()
        if is_bare_error(body) or body.get("object") == "error":
            return (bare_error(body),)
        if not body.keys() & {"choices", "usage", "error", "x_groq"}:
            return (e.FrameUnknown(str(body.get("object") or kind or frame.event)),)
        return self._read(check(Chunk, body))

    def _read(self, chunk: Chunk) -> Iterator[Event]:
        yield from self._begin(chunk)
        for choice in (chunk.choices or ()) if self._used else ():  # some judge the prompt before they begin
            yield from self._choice(choice)
        if spent := chunk.usage or (chunk.x_groq.usage if chunk.x_groq else None):
            yield usage(self._completion or "chat", chunk.model or "", spent)
        if chunk.citations or chunk.search_results or chunk.web_search:
            yield from found(chunk, self._completion)
        error = chunk.error or (chunk.x_groq.error if chunk.x_groq else None)
        if error is not None:
            yield failure(error)
        elif chunk.object == "chat.completion":  # no chunk: it came as a whole, and nothing follows
            yield from self._ended()

    def _begin(self, chunk: Chunk) -> Iterator[Event]:
        """Begin a completion: the first, or the next one once the one before has come to its end."""
        wire_id = chunk.id or self._wire_id
        speaks = any(choice.delta or choice.message or choice.text for choice in chunk.choices or ())
        if self._over:
            begins = speaks or bool(
                chunk.id and not self._used
            )  # after the end comes at most a last word, such as the usage
        else:
            begins = speaks and self._complete and wire_id != self._wire_id
        if not begins:
            return
        self._wire_id, self._answers = wire_id, {}
        self._completion = wire_id or "chat"
        if self._completion in self._used:
            self._completion += f"-{len(self._used) + 1}"
        self._used.append(self._completion)
        if self._over:
            self._over = False
            yield e.RunStarted(self._completion, model=chunk.model or "")

    def _choice(self, choice: Choice) -> Iterator[Event]:
        index = choice.index or 0
        said = choice.delta or choice.message
        answer = self._answers.get(index)
        if answer is None:
            message = f"{self._completion}:{index}" if index else self._completion
            answer = self._answers[index] = _Answer(message)
            yield e.MessageStarted(message, (said.role if said else None) or "assistant")
        if said is not None:
            yield from self._said(answer, said, index)
        if choice.text:
            yield e.TextAdded(answer.message, choice.text)
        if choice.error is not None:
            yield failure(choice.error)
        if choice.finish_reason:
            yield from self._close(answer)
            if choice.finish_reason == "error":
                yield e.RunFinished("failed")
            else:
                yield from finished(answer.message, "refusal" if answer.refused else choice.finish_reason)

    def _said(self, answer: _Answer, said: Said, index: int) -> Iterator[Event]:
        thinking, hidden, answered = reasoning(said)
        if thinking or hidden:
            if not answer.thought:
                answer.thoughts += 1
                answer.thought = f"{answer.message}:thought-{answer.thoughts}"
                yield e.ThoughtStarted(answer.thought, message_id=answer.message, kind=hidden or "thinking")
            if thinking:
                yield e.ThoughtAdded(answer.thought, thinking)
        if answered or said.refusal or said.tool_calls or said.function_call:
            yield from self._thought_over(answer)
        if answered:
            yield e.TextAdded(answer.message, answered)
        if said.refusal:
            yield e.TextAdded(answer.message, said.refusal)
            answer.refused = True
        for part in said.tool_calls or ():
            yield from self._call(answer, part, index)
        if said.function_call:
            yield from self._call(answer, CallPart(function=said.function_call), index)
        if said.annotations or said.executed_tools or said.images or said.audio:
            yield from additions(answer.message, said)

    def _call(self, answer: _Answer, part: CallPart, index: int) -> Iterator[Event]:
        """A fragment of a call: the first has its id and its name, the others more of its arguments."""
        function = part.function or part.custom
        name = (function.name if function else None) or ""
        place = part.index or 0
        call = answer.calls.get(place)
        if call is not None and self._another(call, part, name):
            yield e.ToolArgsFinished(call.id)
            call = None
        if call is None:
            answer.call_count += 1
            id = self._calls.open(part.id or "", f"{answer.message}:call-{answer.call_count}")
            call = answer.calls[place] = _Call(id, part.id or "")
            yield e.ToolStarted(call.id, name, message_id=answer.message)
        more = as_text((function.input if function.arguments is None else function.arguments) if function else None)
        if more:
            call.filled = True
            yield e.ToolArgsAdded(call.id, more)

    def _another(self, call: _Call, part: CallPart, name: str) -> bool:
        """Whether a fragment in the place of a call begins another: some servers count no calls."""
        if part.id and call.wire_id:
            return part.id != call.wire_id
        return part.index is None and not part.id and bool(name) and call.filled

    def _thought_over(self, answer: _Answer) -> Iterator[Event]:
        if answer.thought:
            yield e.ThoughtFinished(answer.thought)
            answer.thought = ""

    def _close(self, answer: _Answer) -> Iterator[Event]:
        answer.done = True
        yield from self._thought_over(answer)
        for call in answer.calls.values():
            yield e.ToolArgsFinished(call.id)

    def _ended(self) -> Iterator[Event]:
        for answer in self._answers.values():
            if not answer.done:
                yield from self._close(answer)
        self._over = True
        yield e.RunFinished()
