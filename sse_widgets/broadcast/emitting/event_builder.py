"""Every word of every vocabulary, and events that are built without being sent."""

from datetime import UTC, datetime
from typing import Any

from sse_widgets.broadcast.emitting.envelopes import Said, enveloped
from sse_widgets.broadcast.emitting.vocabularies.ag_ui import AgUiWords
from sse_widgets.broadcast.emitting.vocabularies.ag_ui_more import AgUiMoreWords
from sse_widgets.broadcast.emitting.vocabularies.agent_network import AgentNetworkWords
from sse_widgets.broadcast.emitting.vocabularies.execution import ExecutionWords
from sse_widgets.broadcast.emitting.vocabularies.message_stream import MessageStreamWords
from sse_widgets.broadcast.emitting.vocabularies.routing import RoutingWords
from sse_widgets.broadcast.emitting.vocabularies.shared import SharedWords
from sse_widgets.broadcast.emitting.vocabularies.thought_process import ThoughtProcessWords
from sse_widgets.broadcast.emitting.words import MODELS, R, checked, chosen
from sse_widgets.errors import UnknownDialect


class AllWords(
    AgentNetworkWords[R],
    MessageStreamWords[R],
    ThoughtProcessWords[R],
    ExecutionWords[R],
    RoutingWords[R],
    AgUiWords[R],
    AgUiMoreWords[R],
    SharedWords[R],
):
    """The words of all vocabularies; the first word that only one of them has decides which is spoken."""

    def __init__(self, vocabulary: str = "", *, session: str = "", execution: str = "") -> None:
        """Begin to speak.

        Raises:
            UnknownDialect: it is none of those that can be spoken.
        """
        if vocabulary and vocabulary not in MODELS:
            raise UnknownDialect(vocabulary, list(MODELS))
        self.vocabulary = vocabulary
        self.session = session
        """The id of the session in which it is said."""
        self._execution = execution

    def _build(self, event: str, fields: dict[str, Any], vocabulary: str) -> Said:
        vocabulary = chosen(self.vocabulary, vocabulary, event)
        said = checked(vocabulary, event, fields)
        self.vocabulary = vocabulary
        return enveloped(vocabulary, event, said, datetime.now(UTC), self.session, self._execution)


class EventBuilder(AllWords[Said]):
    """Builds events without sending them.

    Args:
        vocabulary: the name of the dialect; "" for that of the first word.
        session: the id of the session, for those that tell it in each event.

    Example:
        >>> build = EventBuilder(session="demo")
        >>> await broadcaster.publish("demo", *build.message_token("m1", "Hello"))
    """

    def _say(self, event: str, fields: dict[str, Any], vocabulary: str) -> Said:
        return self._build(event, fields, vocabulary)
