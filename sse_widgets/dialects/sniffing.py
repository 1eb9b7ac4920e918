"""Sniffing: which vocabulary a stream speaks, found from its first frames."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sse_widgets.dialects import registry
from sse_widgets.dialects.dialect import Attentive, Dialect, Fit, Resumable
from sse_widgets.dialects.wire import parse, reason
from sse_widgets.events import Event, FrameUnreadable
from sse_widgets.frame import CLOSED, Frame
from sse_widgets.onward import Asked, Onward

PATIENCE = 20
"""How many frames in all that could be of several vocabularies are held back for one that tells."""

STRANGERS = 3
"""How many objects at the beginning that nobody knows are held back: servers greet in words of their own."""

FALLBACK = "plain"

_OURS: Final = (
    "vercel mcp a2a mastra langgraph_events ag_ui openai_responses openai_agents pydantic_ai anthropic_sessions "
    "chatkit anthropic openai_chat gemini gemini_interactions ollama adk agno llamaindex agentcore crewai dify n8n "
    "langflow langgraph agent_network message_stream thought_process execution routing plain"
)
ORDER: Final = _OURS.split()
"""Ours, from the one that has the most particular marks to the one that goes by the names of events alone."""
_PLACES: Final = {name: place for place, name in enumerate(ORDER)}


class Sniffer:
    """A dialect that becomes another as soon as a frame tells which.

    Frames that could be of several vocabularies are held and read once one has told, and so are the first few
    objects that fit none. Any other frame that fits none is read as plain at once, and the listening goes on.
    Where several vocabularies claim a frame, one that is not ours wins, for somebody has installed it
    on purpose; of ours, the one that comes first in `ORDER`. In which order they are installed is nothing.
    """

    def __init__(self, headers: Mapping[str, str] | None = None) -> None:
        self._headers = dict(headers or {})
        self._spoken: Dialect | None = None
        self._held: list[Frame] = []
        self._patience = PATIENCE
        self._strangers = STRANGERS
        self._votes: Counter[str] = Counter()
        """How many of the frames held back each vocabulary would take."""

    @property
    def name(self) -> str:
        """The name of the dialect it became, empty while undecided."""
        return self._spoken.name if self._spoken else ""

    @property
    def announces_end(self) -> bool:
        """As of the dialect it became; False while undecided."""
        return self._spoken.announces_end if self._spoken else False

    @property
    def has_heartbeats(self) -> bool:
        """As of the dialect it became; False while undecided."""
        return self._spoken.has_heartbeats if self._spoken else False

    @classmethod
    def fit(cls, name: str, body: Any, headers: Mapping[str, str]) -> Fit:
        """It fits nothing by itself."""
        return Fit.NO

    def decode(self, frame: Frame) -> Iterable[Event]:
        """Return what the frame says, and those held back before it once it tells what they are."""
        if self._spoken is not None and self._spoken.name != FALLBACK:
            return self._spoken.decode(frame)
        return self._listen(frame)

    def _listen(self, frame: Frame) -> Iterator[Event]:
        if not (frame.data or self._spoken):
            return  # it says nothing but its id: such a frame only marks where the stream begins
        sure, maybe = _ask(frame, self._headers)
        if sure:
            yield from self._speak(sure, frame)
        elif self._patience and (maybe or self._greets(frame)):
            self._patience -= 1
            self._votes.update(maybe)
            self._held.append(frame)
        elif self._held and frame.data.strip() == "[DONE]":  # many say it, and nothing follows that would tell
            yield from self._settle(frame)
        else:
            yield from self._speak(FALLBACK, frame)

    def _greets(self, frame: Frame) -> bool:
        """Whether a frame that nobody knows may be told of by the next ones."""
        if self._spoken or not self._strangers or not isinstance(_json(frame.data), dict):
            return False
        self._strangers -= 1
        return True

    def noticed(self, frame: Frame) -> Iterator[Event]:
        """Yield what an '@' frame means to the dialect it became; before the end, become one."""
        if frame.event == CLOSED:
            yield from self.settle()
        spoken: object = self._spoken
        if isinstance(spoken, Attentive):
            yield from spoken.noticed(frame)

    def onward(self, asked: Asked) -> Onward | None:
        """Return how the dialect it became goes on with a stream that broke off."""
        spoken: object = self._spoken
        return spoken.onward(asked) if isinstance(spoken, Resumable) else None

    def settle(self) -> Iterator[Event]:
        """Yield what the frames held back say in the vocabulary that would take the most of them."""
        if self._held:
            yield from self._settle()

    def _settle(self, *more: Frame) -> Iterator[Event]:
        most = max(self._votes.values(), default=0)
        likely = min((name for name, votes in self._votes.items() if votes == most), key=_place, default=FALLBACK)
        yield from self._speak(FALLBACK if self._spoken else likely, *more)

    def _speak(self, name: str, *more: Frame) -> Iterator[Event]:
        """Become that vocabulary and yield what the frames held back say in it, then `more`."""
        if self._spoken is None or self._spoken.name != name:
            self._spoken = registry.find(name)()
        held, self._held = self._held, []
        self._votes.clear()
        for frame in held:
            try:
                yield from self._spoken.decode(frame)
            except Exception as error:  # it must not take those after it with it
                yield FrameUnreadable(frame.event, f"held back until the vocabulary was known; {reason(error)}")
        for frame in more:
            yield from self._spoken.decode(frame)


def spoken(frame: Frame) -> str:
    """Return the name of the dialect that a frame tells for sure; "" if it could be of several, or of none."""
    return _ask(frame, {})[0]


def _ask(frame: Frame, headers: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return the first that is sure of a frame, "" if none is, and who may be it; those after need no import."""
    body = _json(frame.data)
    maybe: list[str] = []
    for name in sorted(registry.names(), key=_place):
        kind = registry.importable(name)
        fit = Fit.NO if kind is None else _fit(kind, frame.event, body, headers)
        if fit is Fit.YES:
            return name, maybe
        if fit is Fit.MAYBE:
            maybe.append(name)
    return "", maybe


def _fit(kind: type[Dialect], event: str, body: Any, headers: Mapping[str, str]) -> Fit:
    try:
        return kind.fit(event, body, headers)
    except Exception:  # one broken dialect must not blind us to the others
        return Fit.NO


def _place(name: str) -> tuple[int, str]:
    """Return where a vocabulary stands among those that claim the same frame."""
    return _PLACES.get(name, -1), name


def _json(data: str) -> Any:
    try:
        return parse(data)
    except ValueError:
        return None
