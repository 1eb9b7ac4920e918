"""Steering: what users call to move through a run, and to have it stopped."""

import asyncio
from typing import Any

from sse_widgets.breakpoints import Breakpoint, Stop, Where
from sse_widgets.running.audience import Audience
from sse_widgets.running.cursor import Cursor, Thing
from sse_widgets.running.receiver import Receiver
from sse_widgets.running.shown import ShownState
from sse_widgets.running.waiting import SLICE


class Steered(ShownState):
    """A run that can be paused, stepped, played, moved through, and stopped at breakpoints."""

    _cursor: Cursor
    _receiver: Receiver
    _audience: "Audience[object]"

    def show(self, n: int) -> None:
        """Show the state after `n` frames in every view; receiving goes on.

        Raises:
            HorizonError: there are not that many, or they were let go because history is bounded.
        """
        self._cursor.show(n)

    def live(self) -> None:
        """Follow what is received, past every breakpoint in what has come so far."""
        self._cursor.follow()

    def pause(self) -> None:
        """Stand still in every view; receiving goes on."""
        self.show(self._cursor.shown[0])

    def step(self, n: int = 1, *, over: Thing | None = None) -> None:
        """Show `n` frames more, or fewer if negative, as far as there are any; a breakpoint on the way stops it.

        Args:
            n: of frames.
            over: `"message"`, `"tool"` or `"agent"`: instead of `n`, everything up to where the next one ends.

        Raises:
            ValueError: `over` is something else.
        """
        if over is None:
            self._cursor.step(n)
        else:
            self._cursor.step_over(over)

    def resume(self) -> None:
        """Go on after `pause` or a breakpoint: to the next breakpoint, or following what is received."""
        self._cursor.resume()

    def play(self, speed: float = 1.0) -> None:
        """Show what was received, from where the cursor stands, in the rhythm in which it came; then follow.

        Args:
            speed: how much faster than it came, > 0; 0.25 to 100 make sense.

        Raises:
            ValueError: `speed` is not positive.
        """
        self._cursor.play(speed)

    def jump(self, kind: str, *, back: bool = False) -> int | None:
        """Show the next frame in which something begins; return its number, None if there is none.

        Args:
            kind: `"tool"`, `"message"` or `"error"`, or an event type such as `"agent.finished"`.
            back: the frame before the cursor instead.

        Raises:
            ValueError: nothing is called so.
        """
        return self._cursor.jump(kind, back=back)

    def hold(self) -> None:
        """Hold back whatever comes from now on, as at a breakpoint; a replay waits."""
        self._receiver.gate.close()
        self._audience.touch()

    def break_on(self, type: str = "", *, where: Where | None = None, agent: str = "", text: str = "") -> Breakpoint:
        """Stop at the next frame of which all that is given holds: it is shown, and nothing after it.

        A replay waits there. A live run goes on receiving; what comes is counted, kept (on disk if it is
        much), and reaches no view, no observer and no callback before `resume`, `step` or `live`.

        Args:
            type: an event type such as `"tool.started"`, all those of a kind such as `"tool"`, or an `@` frame.
            where: called with an event and the state before it, on the thread that receives: it must be quick.
                One that raises is told of in `notes` and disarmed.
            agent: id or name of the agent that the event is of.
            text: what the event says must contain it, in any case.

        Returns:
            The breakpoint; its `remove()` takes it off.

        Raises:
            ValueError: nothing is given, or there is no such type.
            TypeError: `where` cannot be called, or must be awaited; something else is no text.

        Example:
            >>> run.break_on("tool.started", where=lambda event, state: len(state.tools) > 3)
        """
        made = self._receiver.gate.add(type, where, agent, text)
        self._audience.touch()
        return made

    @property
    def breakpoints(self) -> tuple[Breakpoint, ...]:
        """The breakpoints that are set."""
        return self._receiver.gate.breakpoints

    @property
    def stop_reason(self) -> Stop | None:
        """The breakpoint, the event and the frame at which the run stands, None if it does not."""
        return self._receiver.gate.standing

    async def stopped(self) -> Stop | None:
        """Return where a breakpoint has stopped the run, once it has; None if the run ends before.

        Example:
            >>> stop = await run.stopped()
        """
        closed, ended = self._receiver.gate.closed, self._audience.ended
        ends: list[asyncio.Future[Any]] = [asyncio.wrap_future(closed), asyncio.wrap_future(ended)]
        while not (closed.done() or ended.done()):
            await asyncio.wait(ends, timeout=SLICE, return_when=asyncio.FIRST_COMPLETED)
        # Not where it stands now: who waits too may have let it go on already.
        return closed.result() if closed.done() else None
