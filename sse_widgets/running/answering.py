"""Answering: what users ask of the agent, by way of its back end."""

from typing import Any

from sse_widgets.actions import Cancel
from sse_widgets.running.acting import Acting
from sse_widgets.running.shown import ShownState


class Answered(ShownState):
    """A run whose agent can be talked to."""

    _acting: Acting

    def send(self, text: str) -> None:
        """Say something to the agent, as its user; the run goes on with what it answers.

        Nothing is sent but by this call. Which back ends can be told is in `run.can`; others can be
        with `actions=` of `connect`.

        Raises:
            RunError: that is not possible now, or the back end refuses; the message says which.
            TimeoutError: it takes longer than 30 seconds.
        """
        self._acting.send(text)

    def answer(self, interrupt: str, value: Any) -> None:
        """Answer an open question of `run.interrupts`, and let the run go on.

        Args:
            interrupt: the id of the question.
            value: True approves and False denies; else what the question's `schema` asks for.

        Raises:
            RunError, TimeoutError: as for `send`.
        """
        self._acting.answer(interrupt, value)

    def regenerate(self, message_id: str) -> None:
        """Have an answer written once more.

        Raises:
            RunError, TimeoutError: as for `send`.
        """
        self._acting.regenerate(message_id)

    def cancel(self) -> None:
        """Ask the agent to end; where no request says that, its stream is left.

        Raises:
            RunError, TimeoutError: as for `send`.
        """
        self._acting.take(Cancel())
