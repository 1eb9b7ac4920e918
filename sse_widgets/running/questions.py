"""Questions: what users ask of a run: rows, figures, the conversation up to a moment."""

from pprint import pformat
from typing import Any

from sse_widgets import cells
from sse_widgets.analysis import conversation, figures, tables
from sse_widgets.analysis.tables import Row, Table
from sse_widgets.errors import whole
from sse_widgets.running.cursor import Cursor
from sse_widgets.running.receiver import Receiver
from sse_widgets.running.shown import ShownState


class Questioned(ShownState):
    """A run that can be asked for rows and figures, and gone on from."""

    _cursor: Cursor
    _receiver: Receiver

    def table(self, name: Table, *, during: tuple[float, float] | None = None) -> list[Row]:
        """Return rows of what is shown, as plain dicts that pandas, polars and duckdb take as they are.

        Every table has the same columns for every run. Text is never None, numbers are None where nobody
        said. `at`, `started_at`, `ended_at` and `updated_at` are seconds since the stream opened;
        `seconds` and `time_left` are seconds; `progress` and `confidence` are 0.0 to 1.0; `retry` is
        milliseconds, 0 where a frame sets none; `cost` is in the currency of the wire. polars guesses types from
        the first 100 rows: give it `infer_schema_length=None` for a column that is filled later only.

        Args:
            name: `"frames"` (n, at, event, id, retry, bytes, data), `"events"` (frame, at, type, agent, message,
                tool, text, fields: all of it as JSON), `"messages"`, `"tools"` (args and output as text, JSON if
                they were that), `"agents"`, `"tasks"`, `"sources"` (claims: how many), `"claims"` (a row each),
                `"usage"` (a row for each key that was reported), or `"errors"`.
            during: from when to when, in seconds, both included, such as `run.selection`; for tables with times.

        Raises:
            ValueError: there is no table of that name, or it has no times to choose by.

        Example:
            >>> polars.DataFrame(run.table("tools"))
        """
        tables.check(name)
        log, (n, state) = self._receiver.log, self._cursor.shown
        if name == "frames":
            rows = tables.of_frames(enumerate(log.frames[:n], log.horizon + 1))
        elif name == "events":
            rows = tables.of_events(log.events(0, n))
        else:
            rows = tables.of_state(name, state)
        return rows if during is None else tables.during(name, rows, during)

    def stats(self) -> dict[str, Any]:
        """Return figures of what is shown, as plain data.

        Times are seconds. `tokens` counts pieces of text as they came, `tokens_per_second` them from the first to
        the last; `usage_tokens` is what the back end says. `gaps` are pauses between events: `median`, `p95`, and
        the `longest`, each with the second `after` which it came. `agents` and `tools` have a dict each; `stuck`
        lists who was silent for long or did the same again and again, and why that was noticed.
        """
        log, (n, state) = self._receiver.log, self._cursor.shown
        return figures.of_run(log.events(0, n), state, n, log.bytes(n), log.when(n))

    def fork(self, n: int | None = None) -> dict[str, Any]:
        """Return the conversation up to frame `n`, to go on from with a client of your own; nothing is sent.

        In a notebook it is also put into a new cell below.

        Args:
            n: of frames; None for what is shown.

        Returns:
            `messages` in the format of chat clients (`role`, `content`, `tool_calls`; a result has the role `tool`),
            which take them as they are; `pending_tools`, the calls without a result, which are not among the
            messages; open `questions`, the state `document`, and `frame`, which is n.

        Raises:
            HorizonError: there are not that many frames.
        """
        frame = self._cursor.shown[0] if n is None else whole(n, "run.fork(n) takes a number of frames")
        told = {"frame": frame} | conversation.of_state(self._receiver.log.at(frame))
        cells.propose(f"conversation = {pformat(told, width=110, sort_dicts=False)}")
        return told
