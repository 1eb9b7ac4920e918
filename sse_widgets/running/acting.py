"""Acting: what a person asks of the back end of a run, told in its log, said to the back end, and read on from."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, get_args
from uuid import uuid4

from sse_widgets import background, transport
from sse_widgets.actions import Action, Answer, BackEnd, Broadcast, Call, Place, Regenerate, Send, announced, find
from sse_widgets.actions.action import ActionName
from sse_widgets.errors import RunError, StreamError
from sse_widgets.folds.ending import at_rest
from sse_widgets.frame import REFUSED, SENT
from sse_widgets.lifecycle import note
from sse_widgets.running.reading import Reading
from sse_widgets.running.receiver import Receiver
from sse_widgets.sources import Server, Source
from sse_widgets.sources.watching import Iterated
from sse_widgets.state import TERMINAL, RunState

PATIENCE = 30.0
"""Seconds that an action may take to be said."""

RECORDED = "this is a recording: nothing is executed"
UNKNOWN = "nobody knows how to tell this back end; give actions= to sw.connect"


class Acting:
    """Takes the actions of a person on one run."""

    def __init__(
        self,
        receiver: Receiver,
        reading: Reading,
        start: Callable[[Source], Any],
        stop: Callable[[], None],
        back_end: BackEnd | None = None,
        *,
        recorded: bool = False,
    ) -> None:
        """Prepare.

        Args:
            receiver: holds the run as it stands, and is told what a person does.
            reading: holds the source, whose address and credentials the back end is asked with.
            start: begins to read another source.
            stop: leaves the one that is read.
            back_end: who understands the actions; None to know it by the vocabulary.
            recorded: whether the run is only played.
        """
        self._receiver, self._reading, self._start, self._stop = receiver, reading, start, stop
        self._given, self._recorded = back_end, recorded
        self._heard: tuple[Mapping[str, str], Broadcast | None] = {}, None

    @property
    def possible(self) -> tuple[ActionName, ...]:
        """The actions that can be taken now."""
        return tuple(name for name, reason in self.reasons().items() if not reason)

    def reasons(self) -> dict[ActionName, str]:
        """Return why each action cannot be taken now, for people; empty where it can."""
        return {name: self._reason(name) for name in get_args(ActionName)}

    def _reason(self, name: ActionName) -> str:
        if self._recorded:
            return RECORDED
        back_end = self._back_end
        if back_end is None:
            return UNKNOWN
        return back_end.reason_against(name, self._place("")) or self._reason_of_state(name)

    def _reason_of_state(self, name: ActionName) -> str:
        state = self._state
        over = state.status in TERMINAL or not self._reading.active
        match name:
            case "send" | "regenerate" if not (over or self._listens):
                return "the run is still going on"
            case "answer" if not any(asked.status == "open" for asked in state.interrupts):
                return "nothing is asked"
            case "regenerate" if not any(message.role == "assistant" for message in state.messages):
                return "there is no answer yet"
            case "cancel" if over and state.status != "awaiting_input":
                return "the run is over"
        return ""

    @property
    def _back_end(self) -> BackEnd | None:
        if self._given is not None:
            return self._given
        headers = self._receiver.log.headers if isinstance(self._reading.source, Server) else {}
        if headers != self._heard[0]:
            self._heard = dict(headers), announced(headers)
        return self._heard[1] or find(self._receiver.log.dialect)

    @property
    def _listens(self) -> bool:
        """Whether the back end can be told more although the stream goes on: nothing tells that it is done but that."""
        listens = getattr(self._back_end, "listens", False) and not self._receiver.log.announces_end
        return listens and at_rest(self._state)

    @property
    def _state(self) -> RunState:
        return self._receiver.log.state

    def _now(self) -> float:
        clock = self._reading.source.clock() if self._reading.source else None
        return max(self._receiver.now(), clock or 0.0)

    def send(self, text: str) -> None:
        """Say something to the back end, as the user. See `take`."""
        self.take(Send(text, f"sent-{uuid4().hex[:12]}"))

    def answer(self, interrupt: str, value: Any) -> None:
        """Answer an open question. See `take`."""
        asked = self._state.interrupts.find(interrupt)
        if asked is None or asked.status != "open":
            open_ones = [each.id for each in self._state.interrupts if each.status == "open"]
            known = f"open are {', '.join(map(repr, open_ones))}" if open_ones else "nothing is asked"
            raise RunError(f"no question {interrupt!r} is open; {known}")
        self.take(Answer(asked, value))

    def regenerate(self, message_id: str) -> None:
        """Have an answer written once more. See `take`."""
        if self._state.messages.find(message_id) is None:
            raise RunError(f"there is no message {message_id!r}; run.messages has them all, each with its id")
        self.take(Regenerate(message_id))

    def take(self, action: Action) -> None:
        """Tell an action in the log, and say it to the back end; return when that has been done.

        Raises:
            RunError: the action cannot be taken now, or the back end refuses.
            TimeoutError: it takes longer than 30 seconds.
        """
        if reason := self._reason(action.name):
            raise RunError(f"{action.name} is not possible: {reason}")
        if background.inside():
            raise RunError(f"run.{action.name}() would stop the thread that reads the stream; call it elsewhere")
        back_end = self._back_end
        assert back_end is not None  # or there would have been a reason
        url = background.submit(self._url()).result(PATIENCE)
        said = back_end.say(action, self._place(url))
        before, over = self._state.status, self._state.status in TERMINAL or not self._reading.active
        self._receiver.feed(note(SENT, self._now(), action=action.name, **_told(action)))
        try:
            self._say(said)
            if isinstance(said, Call) and said.goes_on and over and self._reading.source is not None:
                self._start(self._reading.source)  # one that lingers on a run that was over is let go
        except (StreamError, TimeoutError, RunError) as error:
            end = {"status": before} if before in TERMINAL else {}
            told = note(REFUSED, self._now(), action=action.name, reason=str(error), **end, **_undone(action))
            self._receiver.feed(told)
            raise RunError(f"{action.name} was refused: {error}") from error

    def _say(self, said: Call | Callable[[], Any] | None) -> None:
        source = self._reading.source
        if said is None:
            self._stop()
        elif isinstance(said, Call):
            assert isinstance(source, Server)  # nothing else has an address
            if said.streams:
                self._start(source.turn(said.url, said.json))
            else:
                answer = background.submit(transport.tell(*source.asking(said.url, said.json))).result(PATIENCE)
                if said.answered is not None:
                    said.answered(answer)
        else:
            follows = _outcome(said).result(PATIENCE)
            if hasattr(follows, "__aiter__") or hasattr(follows, "__iter__"):
                self._start(Iterated(follows, since=self._now()))

    def _place(self, url: str) -> Place:
        source = self._reading.source
        request = source.request if isinstance(source, Server) else None
        method, body = (request.method, request.json) if request else ("GET", None)
        return Place(self._state, url, method, body)

    async def _url(self) -> str:
        source = self._reading.source
        return await source.address() if isinstance(source, Server) else ""


def _told(action: Action) -> dict[str, Any]:
    match action:
        case Send(text=text, id=id):
            return {"text": text, "id": id}
        case Answer(interrupt=interrupt, value=value):
            return {"id": interrupt.id, "value": value}
        case Regenerate(message_id=id):
            return {"id": id}
    return {}


def _undone(action: Action) -> dict[str, Any]:
    """Return what is as it was before the action: the answer stays, the question is open."""
    match action:
        case Regenerate(message_id=id):
            return {"id": id}
        case Answer(interrupt=asked):
            about = {name: getattr(asked, name) for name in ("id", "message", "tool_id", "schema", "options")}
            return about | {"reason_asked": asked.reason}
    return {}


def _outcome(function: Callable[[], Any]) -> "Future[Any]":
    """Call a user's function on a thread of its own; it may take long, and it may need a loop of its own."""
    done: Future[Any] = Future()

    def call() -> None:
        try:
            done.set_result(function())
        except Exception as error:
            done.set_exception(RunError(f"{type(error).__name__}: {error}"))

    threading.Thread(target=call, name="sse_widgets action", daemon=True).start()
    return done
