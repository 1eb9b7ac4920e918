"""LangChain: a callback handler by which chains, graphs and agents that exist tell what they do."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import LLMResult

from sse_widgets.broadcast.emitting import Emitter
from sse_widgets.broadcast.emitting.run_scopes import PhaseScope, RunScope
from sse_widgets.broadcast.emitting.scope import Scope
from sse_widgets.broadcast.emitting.talk_scopes import MessageScope, ToolScope


class LangChainHandler(BaseCallbackHandler):
    """Tells of a chain, of the nodes of a graph, and of the messages, tools and retrievers in them.

    Example:
        >>> agent.invoke(question, config={"callbacks": [LangChainHandler(Emitter("demo"))]})
    """

    run_inline = True  # in its place in the order, not on some thread

    def __init__(self, emitter: Emitter) -> None:
        """Take who tells.

        Raises:
            ValueError: its vocabulary has no words for runs, phases, tools and messages; AG-UI has.
        """
        for kind in (RunScope, PhaseScope, ToolScope, MessageScope):
            kind.check(emitter)
        self._emitter = emitter
        self._open: dict[UUID, Scope] = {}

    def on_chain_start(
        self,
        serialized: Mapping[str, Any] | None,
        inputs: Any,
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Begin the run, or a node of a graph; other chains within a chain are no news."""
        name = str(kwargs.get("name") or (serialized or {}).get("name") or "chain")
        if parent_run_id is None:
            self._open[run_id] = self._emitter.run(_asked(inputs) or name).begin()
        elif name == (metadata or {}).get("langgraph_node"):
            self._open[run_id] = self._emitter.phase(name).begin()

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """End what began with the chain."""
        self._end(run_id)

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """Let what began with the chain fail."""
        self._end(run_id, error)

    def on_llm_start(self, serialized: Any, prompts: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """Begin a message."""
        self._open[run_id] = self._emitter.message()

    def on_chat_model_start(self, serialized: Any, messages: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """Begin a message."""
        self._open[run_id] = self._emitter.message()

    def on_llm_new_token(self, token: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """Tell more of a message."""
        message = self._open.get(run_id)
        if isinstance(message, MessageScope):
            message.add(_text(token))

    def on_llm_end(
        self, response: LLMResult, *, run_id: UUID, parent_run_id: UUID | None = None, **kwargs: Any
    ) -> None:
        """Tell the rest of a message, which is all of it where nothing was streamed."""
        message = self._open.get(run_id)
        for generation in (each for several in response.generations for each in several):
            said = getattr(generation, "message", None)
            if isinstance(message, MessageScope) and not message.text:
                message.add(_text(said.content) if isinstance(said, BaseMessage) else generation.text)
            if isinstance(said, AIMessage) and said.usage_metadata:
                self._count(str(said.response_metadata.get("model_name", "")), said.usage_metadata)
        self._end(run_id)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """End a message that was cut off."""
        self._end(run_id, error)

    def on_tool_start(
        self,
        serialized: Mapping[str, Any] | None,
        input_str: str,
        *,
        run_id: UUID,
        inputs: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """Begin a call."""
        name = str(kwargs.get("name") or (serialized or {}).get("name") or "tool")
        self._open[run_id] = self._emitter.tool(name, **(inputs or {"input": input_str})).begin()

    def on_tool_end(self, output: Any, *, run_id: UUID, **kwargs: Any) -> None:
        """Tell what a call returns."""
        self._end(run_id, result=output.content if isinstance(output, BaseMessage) else output)

    def on_tool_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """Let a call fail."""
        self._end(run_id, error)

    def on_retriever_start(self, serialized: Any, query: str, *, run_id: UUID, **kwargs: Any) -> None:
        """Begin a search."""
        self._open[run_id] = self._emitter.tool(str(kwargs.get("name") or "retriever"), query=query).begin()

    def on_retriever_end(self, documents: Sequence[Document], *, run_id: UUID, **kwargs: Any) -> None:
        """Tell what was found."""
        found = [{**document.metadata, "content": document.page_content} for document in documents]
        self._end(run_id, result=found)

    def on_retriever_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        """Let a search fail."""
        self._end(run_id, error)

    def _end(self, id: UUID, error: BaseException | None = None, *, result: Any = None) -> None:
        scope = self._open.pop(id, None)
        if isinstance(scope, ToolScope):
            scope.result = result
        if scope is not None:
            scope.end(error)

    def _count(self, model: str, usage: Mapping[str, Any]) -> None:
        for scope in self._open.values():
            if isinstance(scope, RunScope):
                scope.count(model, int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0)))
                return


def _text(content: Any) -> str:
    """Return the text of a message, or of a piece of one."""
    match content:
        case str():
            return content
        case {"text": str() as text}:
            return text
        case list():
            return "".join(map(_text, content))
    return ""


def _asked(inputs: Any) -> str:
    """Return what a chain was asked, for people; "" if that cannot be told."""
    match inputs:
        case str():
            return inputs
        case BaseMessage():
            return _text(inputs.content)
        case {"messages": [*_, last]} | [*_, last]:
            return _asked(last)
        case (_, str() as text) | {"content": str() as text} | {"input": str() as text}:
            return text
        case {"question": str() as text} | {"query": str() as text}:
            return text
    return ""
