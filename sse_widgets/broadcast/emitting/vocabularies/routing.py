"""The words of the orchestrator document: a question is routed to one agent, which streams its answer."""

from typing import Any

from sse_widgets.broadcast.emitting.words import R, Words, words_of

word = words_of("routing")


class RoutingWords(Words[R]):
    """One method for each event of `routing`."""

    @word("routing_started")
    def routing_started(self) -> R:
        """An agent is looked for."""

    @word("routing_completed")
    def routing_completed(
        self,
        agent_id: str,
        agent_name: str = "",
        *,
        protocol: str = "",
        confidence: float | None = None,
        reasoning: str = "",
    ) -> R:
        """An agent was chosen; `confidence` is 0 to 1."""

    @word("agent_execution_started")
    def agent_execution_started(self, agent_id: str = "", agent_name: str = "", *, protocol: str = "") -> R:
        """The agent begins."""

    @word("response_chunk")
    def response_chunk(
        self, text: str | None = None, *, response_data: Any = None, agent_id: str = "", protocol: str = ""
    ) -> R:
        """More of the answer: text, or as parts of the A2A protocol."""

    @word("completed")
    def completed(
        self, text: str | None = None, *, response_data: Any = None, agent_id: str = "", protocol: str = ""
    ) -> R:
        """The answer is whole, and the run over."""
