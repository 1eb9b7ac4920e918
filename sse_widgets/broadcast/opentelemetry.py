"""OpenTelemetry: a span processor by which agents that are instrumented already tell what they do."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
from opentelemetry.trace import StatusCode

from sse_widgets.broadcast.emitting import Emitter
from sse_widgets.broadcast.emitting.agent_scope import AgentScope
from sse_widgets.broadcast.emitting.run_scopes import RunScope
from sse_widgets.broadcast.emitting.scope import Scope
from sse_widgets.broadcast.emitting.talk_scopes import MessageScope, ToolScope

TALK = ("chat", "generate_content", "text_completion")


class EmitterSpanProcessor(SpanProcessor):
    """Tells of spans that follow the conventions for generative AI (`gen_ai.operation.name`).

    The outermost of a trace is a run; `invoke_agent` is an agent, `execute_tool` a call, and `chat` a message, whose
    text is told if the instrumentation records it.

    Example:
        >>> provider.add_span_processor(EmitterSpanProcessor(Emitter("demo")))
    """

    def __init__(self, emitter: Emitter) -> None:
        """Take who tells.

        Raises:
            ValueError: its vocabulary has no words for runs, agents, tools and messages; AG-UI has.
        """
        for kind in (RunScope, AgentScope, ToolScope, MessageScope):
            kind.check(emitter)
        self._emitter = emitter
        self._open: dict[int, tuple[Scope, ...]] = {}
        """What began with each span that is open, and all that began around it, the outermost first."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Begin what the span is."""
        around = self._open.get(span.parent.span_id, ()) if span.parent else ()
        said = span.attributes or {}
        operation = str(said.get("gen_ai.operation.name", ""))
        if not (operation or around):
            return
        scopes = around
        if not around:
            scopes = (self._emitter.run(span.name).begin(),)
        if operation:
            scope = self._scope(operation, span.name, said, scopes)
            scopes = (*scopes, scope) if scope else scopes
        self._open[_id(span)] = scopes

    def on_end(self, span: ReadableSpan) -> None:
        """End what the span is."""
        scopes = self._open.pop(_id(span), ())
        around = self._open.get(span.parent.span_id, ()) if span.parent else ()
        said = span.attributes or {}
        if not scopes:
            return
        run = scopes[0]
        if isinstance(run, RunScope) and str(said.get("gen_ai.operation.name")) in TALK:
            model = str(said.get("gen_ai.response.model") or said.get("gen_ai.request.model") or "")
            run.count(model, _number(said, "input"), _number(said, "output"))
        failed = span.status.status_code is StatusCode.ERROR
        for scope in reversed(scopes[len(around) :]):
            if isinstance(scope, ToolScope):
                scope.result = _parsed(said.get("gen_ai.tool.call.result"))
            elif isinstance(scope, MessageScope):
                scope.add(_text(_parsed(said.get("gen_ai.output.messages"))))
            scope.end((span.status.description or "failed") if failed else None)

    def shutdown(self) -> None:
        """Send what is on its way, and close the emitter."""
        self._emitter.close()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what is on its way; return whether all of it has arrived or is lost."""
        return self._emitter.flush(timeout_millis / 1000)

    def _scope(self, operation: str, name: str, said: Mapping[str, Any], around: tuple[Scope, ...]) -> Scope | None:
        agent = next((scope.id for scope in reversed(around) if isinstance(scope, AgentScope)), "")
        if operation == "invoke_agent":
            called = str(said.get("gen_ai.agent.name") or name)
            return AgentScope(self._emitter, called, "", "", agent, "").begin()
        if operation == "execute_tool":
            args = _parsed(said.get("gen_ai.tool.call.arguments"))
            args = args if isinstance(args, dict) else {} if args is None else {"input": args}
            return ToolScope(self._emitter, str(said.get("gen_ai.tool.name") or name), args, agent=agent).begin()
        return MessageScope(self._emitter, "", "assistant", agent) if operation in TALK else None


def _id(span: ReadableSpan) -> int:
    context = span.get_span_context()
    return context.span_id if context else 0


def _number(said: Mapping[str, Any], which: str) -> int:
    value = said.get(f"gen_ai.usage.{which}_tokens")
    return value if isinstance(value, int) else 0


def _parsed(value: Any) -> Any:
    """Return what an attribute says, which holds objects as JSON."""
    with suppress(ValueError, TypeError):
        return json.loads(value)
    return value


def _text(messages: Any) -> str:
    """Return the text of messages, as the conventions have them."""
    match messages:
        case list():
            return "".join(map(_text, messages))
        case {"parts": list() as parts}:
            return _text(parts)
        case {"type": "text", "content": str() as text}:
            return text
    return ""
