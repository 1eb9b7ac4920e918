"""gemini_interactions: the Interactions protocol of Gemini's models and hosted agents.

Frames are named like the `event_type` in their JSON and carry an `event_id`, to resume after. An
interaction consists of numbered steps: output, thoughts, calls and their results. The complete one at the
end may come without them. In an older form of it `content.…` stands for `step.…`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from sse_widgets import events as e
from sse_widgets.dialects.bare_error import bare_error, is_bare_error
from sse_widgets.dialects.dialect import Fit
from sse_widgets.dialects.failure import failure
from sse_widgets.dialects.gemini.interactions_wire import Interaction, Spent, StepEvent, Update
from sse_widgets.dialects.gemini.steps import Steps
from sse_widgets.dialects.wire import check, parse
from sse_widgets.events import Event
from sse_widgets.frame import Frame

_FAMILIES = ("interaction.", "step.", "content.")
_ENDS: Mapping[str, e.EndStatus] = {
    "completed": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
    "incomplete": "incomplete",
    "budget_exceeded": "incomplete",
    "requires_action": "awaiting_input",
    "requires_continuation": "awaiting_input",
}
"""How an interaction ended; with any other status it goes on."""


class GeminiInteractions:
    """Gemini's Interactions."""

    name: ClassVar[str] = "gemini_interactions"
    announces_end: ClassVar[bool] = True
    has_heartbeats: ClassVar[bool] = False

    def __init__(self) -> None:
        self._interaction = ""
        self._over = True
        self._model = ""
        self._steps = Steps()

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """An `event_type` of its own, or an interaction as a whole."""
        if not isinstance(body, dict):
            return Fit.NO
        kind = body.get("event_type")
        if isinstance(kind, str) and (kind.startswith(_FAMILIES) or kind == "error"):
            return Fit.YES
        return Fit.YES if body.get("object") == "interaction" else Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what one frame says."""
        if frame.data.strip() == "[DONE]":
            return ()
        body = parse(frame.data)
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        kind = str(body.get("event_type", frame.event))
        family, _, what = kind.partition(".")
        match family, what:
            case (("step" | "content"), "delta"):
                event = check(StepEvent, body)
                return self._steps.grown(event.index, event.delta) if event.delta else ()
            case (("step" | "content"), "start"):
                event = check(StepEvent, body)
                begun = event.step or event.content
                return self._steps.started(event.index, begun) if begun else ()
            case (("step" | "content"), "stop"):
                return self._steps.stopped(check(StepEvent, body).index)
            case "interaction", _:
                return self._told(check(Update, body), what)
        if body.get("object") == "interaction":
            return self._whole(check(Interaction, body))
        if kind == "error":
            return (failure(body.get("error")),)
        return (bare_error(body),) if is_bare_error(body) else (e.FrameUnknown(kind),)

    def _told(self, update: Update, what: str) -> Iterator[Event]:
        told = update.interaction or Interaction(id=update.interaction_id)
        status = told.status or update.status or ("completed" if what.startswith("complete") else "")
        yield from self._begun(told)
        if spent := told.usage or update.usage:
            yield self._usage(spent)
        if status in _ENDS:
            yield from self._ended(told, _ENDS[status], status)

    def _begun(self, told: Interaction) -> Iterator[Event]:
        id = told.id or self._interaction
        self._model = told.model or told.agent or self._model
        if self._over or id != self._interaction:
            self._interaction, self._over = id, False
            self._steps.begin(id)
            yield e.RunStarted(id, model=self._model)

    def _ended(self, told: Interaction, how: e.EndStatus, status: str) -> Iterator[Event]:
        yield from self._steps.close()
        if told.error:
            yield failure(told.error, fatal=False)
        if status == "budget_exceeded":
            yield e.Logged("the interaction has used up its budget", "warning")
        if status == "requires_continuation":
            message = "The interaction was paused: ask for it to be continued, and it goes on."
            yield e.InterruptOpened(f"{self._interaction}:pause", status, message)
        self._over = True
        yield e.RunFinished(how)

    def _usage(self, spent: Spent) -> Event:
        return e.UsageReported(
            key=self._interaction,
            model=self._model,
            input_tokens=spent.total_input_tokens,
            output_tokens=spent.total_output_tokens,
            total_tokens=spent.total_tokens,
            reasoning_tokens=spent.total_thought_tokens,
            cached_tokens=spent.total_cached_tokens,
        )

    def _whole(self, told: Interaction) -> Iterator[Event]:
        """An interaction that did not come as a stream, though one was asked for."""
        yield from self._begun(told)
        for index, step in enumerate(told.steps or told.outputs or ()):
            yield from self._steps.started(index, step)
            yield from self._steps.stopped(index)
        yield from self._told(Update(interaction=told), "complete")
