"""Keeping: how a run outlives the kernel, as a recording, as a page, and in the saved notebook."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from sse_widgets import capsule, recording
from sse_widgets.errors import HorizonError, RunError
from sse_widgets.recording import Recording
from sse_widgets.running.audience import Audience
from sse_widgets.running.reading import Reading
from sse_widgets.running.receiver import Receiver
from sse_widgets.running.shown import ShownState

PLAYER = 8_000_000
"""Bytes of a player in a notebook, unless the user allows more."""


class Kept(ShownState):
    """A run that can be kept."""

    title: str
    _header: Recording
    _receiver: Receiver
    _reading: Reading
    _audience: "Audience[Any]"

    def record(self, path: str | Path, secrets: tuple[str, ...] = ()) -> None:
        """Write every frame from now on to a recording; one that broke off at `path` is gone on with.

        A whole one is left as it is: a name beside it is taken, and told in `notes`.

        Raises:
            RecordingError: the file cannot be written, is something else, or cannot be gone on with.
        """
        self._receiver.record(Path(path), secrets)

    def save(self, path: str | Path) -> Path:
        """Write everything received to a recording that `sw.load` and `sw.replay` read; return its path.

        Raises:
            RecordingError: the file cannot be written.
            HorizonError: history is bounded and the first frames were let go.
        """
        if self._receiver.log.horizon:
            raise HorizonError(f"{self!r} let its first frames go, for history is bounded; keep them with record=")
        recording.write(path, self._recording(), secrets=self._secrets)
        return Path(path)

    @property
    def _secrets(self) -> tuple[str, ...]:
        return self._reading.source.secrets if self._reading.source else ()

    def _recording(self) -> Recording:
        log, wire = self._receiver.log, self._receiver.log.state.connection
        return replace(
            self._header,
            title=self.title,
            dialect="" if log.forced is None else str(log.forced.name),
            rules=getattr(log.forced, "plain", ""),
            url=wire.url or self._header.url,
            status=wire.http_status or self._header.status,
            headers=log.headers,
            frames=log.frames,
            damage=(),
        )

    def to_html(self, path: str | Path) -> Path:
        """Write one HTML file that plays, scrubs and inspects this run, without a kernel or a network; return its path.

        Raises:
            RunError: nothing has been received.
            HorizonError: history is bounded and the first frames were let go.
            RecordingError: a secret is in a frame, there is another file at `path`, or it cannot be written.

        Example:
            >>> sw.load("literature_review").to_html("review.html")
        """
        return capsule.write(path, self._capsule())

    def _capsule(self) -> str:
        return capsule.html(self._receiver.log, self.document, self._secrets)

    def freeze(self, *, player: bool = False, max_bytes: int = PLAYER) -> None:
        """Replace the widgets of this run in the notebook by their static faces, which need no kernel.

        Args:
            player: put a player into the place of the first, which plays, scrubs and inspects the run in the saved
                notebook; where scripts do not run, its static face is seen.
            max_bytes: that the player may add to the notebook, which is opened, saved and sent as a whole.

        Raises:
            RunError: a player is wanted and nothing has been received, or it is larger than `max_bytes`.
            HorizonError: a player is wanted, and the first frames were let go.
            RecordingError: a player is wanted, and a secret is in a frame.
        """
        self._audience.freeze(self._player(max_bytes) if player else "")

    def _player(self, most: int) -> str:
        page = capsule.framed(self._capsule(), capsule.ended(self._receiver.log, self.document))
        size = len(page.encode())
        if size > most:
            raise RunError(
                f"a player of this run would add {size / 1e6:.1f} MB to the notebook, more than the {most / 1e6:g} MB "
                "with which one still opens and saves at once; write it beside the notebook with "
                "run.to_html('run.html'), leave its static face with run.freeze(), or allow more with max_bytes="
            )
        return page
