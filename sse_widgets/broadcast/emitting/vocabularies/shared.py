"""Words that several vocabularies have."""

from typing import Literal

from sse_widgets.broadcast.emitting.words import R, Words, words_of

word = words_of("")


class SharedWords(Words[R]):
    """Words that are said in the vocabulary that is spoken; which fields they take is for that to say."""

    @word("connection")
    def connection(
        self,
        status: Literal["connected", "disconnected", "error"],
        *,
        user_id: str = "",
        authenticated: bool | None = None,
        message: str = "",
    ) -> R:
        """A connection changed; the server says it by itself. `disconnected` ends the run of whoever watches."""

    @word("heartbeat")
    def heartbeat(self, uptime: float | None = None) -> R:
        """Nothing; the server says it by itself."""

    @word("error")
    def error(
        self,
        message: str,
        *,
        code: str | None = None,
        details: str | None = None,
        agent_id: str | None = None,
        original_event: str | None = None,
    ) -> R:
        """Something went wrong: in `routing` with `code`, `details` and `agent_id`, the end of the run."""
