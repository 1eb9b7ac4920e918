"""gemini: `generateContent` of Google's Gemini, streamed with `alt=sse` or without.

`data: {chunk}` frames without names, ids or a last word: the stream just ends. Without `alt=sse` all
chunks come as one JSON array. Usage is cumulative within a call; functions are called without ids.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.gemini.parts import Parts
from sse_widgets.dialects.gemini.wire import Answer, Candidate, Feedback, Spent
from sse_widgets.dialects.grounding import Grounding, read_citations, read_grounding
from sse_widgets.dialects.stop_reasons import finished
from sse_widgets.dialects.wire import check, parse
from sse_widgets.events import Event
from sse_widgets.frame import CLOSED, Frame

_MISTAKES = {
    "MALFORMED_FUNCTION_CALL",
    "MALFORMED_RESPONSE",
    "MISSING_THOUGHT_SIGNATURE",
    "TOO_MANY_TOOL_CALLS",
    "UNEXPECTED_TOOL_CALL",
}
"""Reasons to end that say that the model, not the answer, went wrong."""

_KEYS = {"candidates", "promptFeedback", "prompt_feedback", "usageMetadata", "usage_metadata"}


@dataclass
class _Open:
    """The message of one candidate."""

    message: str
    parts: Parts
    done: bool = False


class Gemini:
    """Gemini's generateContent."""

    name: ClassVar[str] = "gemini"
    announces_end: ClassVar[bool] = False
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._answer = ""
        self._response = ""
        self._count = 0
        self._open: dict[int, _Open] = {}
        self._searched: list[str] = []
        self._failed = False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """Candidates, or why there are none; an error as all of Google's have it."""
        if isinstance(body, list):
            body = body[0] if body else None
        body = _unwrapped(body)
        if not isinstance(body, dict):
            return Fit.NO
        if isinstance(body.get("candidates"), list) or body.keys() & {"promptFeedback", "prompt_feedback"}:
            return Fit.YES
        match body.get("error"):
            case {"code": int(), "status": str()} if is_bare_error(body):
                return Fit.YES
        return Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        if frame.data.strip() == "[DONE]":
            return ()
        body = parse(frame.data)
        return self._read_all(body) if isinstance(body, list) else self._read(body)

    def _read_all(self, chunks: list[Any]) -> Iterator[Event]:
        for chunk in chunks:
            yield from self._read(chunk)

    def _read(self, body: Any) -> Iterable[Event]:
        body = _unwrapped(body)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        if is_bare_error(body):
            self._failed = True
            return (bare_error(body),)
        if not body.keys() & _KEYS:
            return (e.FrameUnknown("chunk"),)
        return self._told(check(Answer, body))

    def noticed(self, frame: Frame) -> Iterator[Event]:
        """A stream that ends by itself is whole, whether the model said why it ended or not."""
        if frame.event == CLOSED and not self._failed and not parse(frame.data or "{}").get("kind"):
            for open in self._open.values():
                if not open.done:
                    yield from open.parts.close()
                    yield e.MessageFinished(open.message)

    def _told(self, answer: Answer) -> Iterator[Event]:
        candidates = answer.candidates or []
        yield from self._begin(answer, any(candidate.content for candidate in candidates))
        for candidate in candidates:
            yield from self._candidate(candidate)
        if answer.prompt_feedback and answer.prompt_feedback.block_reason:
            self._failed = True
            yield _blocked(answer.prompt_feedback)
        if answer.usage_metadata:
            yield self._usage(answer.usage_metadata, answer.model_version or "")

    def _begin(self, answer: Answer, speaks: bool) -> Iterator[Event]:
        """Begin an answer: the first, or that of the next call, once the one before is complete."""
        response = answer.response_id or self._response
        complete = bool(self._open) and all(open.done for open in self._open.values())
        if self._count and not (complete and speaks):
            return
        self._count += 1
        repeated = self._count > 1 and response == self._response
        self._response, self._open = response, {}
        self._answer = response if response and not repeated else f"{response or 'answer'}-{self._count}"
        if self._count == 1:
            yield e.RunStarted(response, model=answer.model_version or "")

    def _candidate(self, candidate: Candidate) -> Iterator[Event]:
        index = candidate.index or 0
        open = self._open.get(index)
        if open is None:
            message = f"{self._answer}:{index}" if index else self._answer
            open = self._open[index] = _Open(message, Parts(message))
            yield e.MessageStarted(message)
        for part in (candidate.content.parts if candidate.content else None) or ():
            yield from open.parts.read(part)
        if candidate.grounding_metadata:
            yield from read_grounding(self._not_searched(candidate.grounding_metadata), open.message)
        if candidate.citation_metadata:
            yield from read_citations(candidate.citation_metadata, open.message)
        if candidate.finish_reason:
            open.done = True
            yield from open.parts.close()
            why = candidate.finish_reason
            if why in _MISTAKES:
                told = candidate.finish_message or f"the model stopped on a mistake of its own: {why}"
                yield e.ErrorReported(told, why, fatal=True)
            else:
                yield from finished(open.message, "" if why == "FINISH_REASON_UNSPECIFIED" else why)

    def _not_searched(self, grounding: Grounding) -> Grounding:
        """Every chunk may tell all searches again; return those that are new with the rest."""
        new = [query for query in grounding.web_search_queries if query not in self._searched]
        self._searched += new
        return grounding.model_copy(update={"web_search_queries": new})

    def _usage(self, spent: Spent, model: str) -> Event:
        return e.UsageReported(
            key=self._answer,
            model=model,
            input_tokens=spent.prompt_token_count,
            output_tokens=spent.candidates_token_count,
            total_tokens=spent.total_token_count,
            reasoning_tokens=spent.thoughts_token_count,
            cached_tokens=spent.cached_content_token_count,
        )


def _blocked(feedback: Feedback) -> Event:
    why = feedback.block_reason or ""
    return e.ErrorReported(feedback.block_reason_message or f"the prompt was blocked: {why}", why, fatal=True)


def _unwrapped(body: Any) -> Any:
    """Return an answer without the `response` that the servers of coding assistants put around it."""
    match body:
        case {"response": {"candidates": list()} as inner}:
            return inner
    return body
