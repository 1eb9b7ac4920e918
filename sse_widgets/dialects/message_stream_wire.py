"""The wire messages of the real-time streaming document."""

from typing import Any, Literal

import pydantic
from pydantic import AliasChoices, Field

from sse_widgets.dialects.wire import Wire

_KIND_KEYS = ("errorType", "error_type", "type", "code", "kind")


class Cited(Wire):
    id: str = Field("", validation_alias=AliasChoices("id", "sourceId", "shortId", "url", "title"))
    url: str = Field("", validation_alias=AliasChoices("url", "link", "href"))
    title: str = Field("", validation_alias=AliasChoices("title", "name"))
    domain: str = ""
    snippet: str = Field("", validation_alias=AliasChoices("snippet", "text", "quote", "description", "content"))
    confidence: float | None = Field(None, validation_alias=AliasChoices("confidence", "relevance", "score"))
    author: str = ""
    published: str = Field("", validation_alias=AliasChoices("published", "publishedAt", "datePublished", "date"))

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str | int):
            return {"id": value} | ({"url": value} if "://" in str(value) else {"title": value})
        return value


class Step(Wire):
    id: str = ""
    title: str = Field(validation_alias=AliasChoices("title", "name", "step", "task", "query"))
    description: str = ""

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"title": value} if isinstance(value, str) else value


class MessageStarted(Wire):
    message_id: str
    role: str = "assistant"
    agent_id: str = ""


class ChunkMetadata(Wire):
    tokens: int | None = None
    citations: tuple[Cited, ...] = ()


class MessageChunk(Wire):
    message_id: str
    content: str
    is_complete: bool = False
    agent_id: str = ""
    metadata: ChunkMetadata | None = None


class MessageCompleted(Wire):
    message_id: str
    final_content: str | None = None
    agent_id: str = ""


class AgentStarted(Wire):
    agent_id: str
    agent_name: str = ""
    agent_type: str = ""
    parent_agent: str = ""
    current_task: str = Field("", validation_alias=AliasChoices("currentTask", "current_task", "task"))


class AgentProgress(Wire):
    agent_id: str
    agent_name: str = ""
    status: Literal["idle", "working", "completed", "error"] | None = None
    progress: float | None = None
    current_task: str = ""
    estimated_time_remaining: float | None = None
    results: Any = None
    error: str = ""


class AgentCompleted(Wire):
    agent_id: str
    agent_name: str = ""
    status: Literal["completed", "error", "failed", "cancelled"] = "completed"
    duration: float | None = None
    results: Any = Field(None, validation_alias=AliasChoices("results", "result"))
    error: str = ""


class TypingIndicator(Wire):
    is_typing: bool
    agent_id: str = ""
    estimated_duration: float | None = None


class ThinkingStatus(Wire):
    text: str = Field("", validation_alias=AliasChoices("thought", "message", "content", "text"))
    status: str = Field("", validation_alias=AliasChoices("status", "title", "stage"))
    is_thinking: bool = True
    agent_id: str = ""
    message_id: str = ""


class ResearchPlan(Wire):
    goal: str = Field("", validation_alias=AliasChoices("goal", "title", "topic", "query"))
    steps: tuple[Step, ...] = Field((), validation_alias=AliasChoices("steps", "phases", "tasks"))
    queries: tuple[Step, ...] = ()

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_plan(cls, value: dict[str, Any]) -> dict[str, Any]:
        match value.get("plan"):
            case dict() as plan:
                return value | plan
            case list() as steps:
                return value | {"steps": steps}
            case str() as goal:
                return {"goal": goal} | value
        return value


class ResearchResults(Wire):
    sources: tuple[Cited, ...] = Field((), validation_alias=AliasChoices("sources", "results", "citations"))
    query: str = ""
    queries: tuple[str, ...] = ()
    total: int | None = Field(None, validation_alias=AliasChoices("totalResults", "total_results", "total", "count"))
    message_id: str = ""
    step_id: str = Field("", validation_alias=AliasChoices("stepId", "step_id", "step"))


class ResearchCompleted(ResearchResults):
    summary: str = Field("", validation_alias=AliasChoices("summary", "message", "conclusion"))


class Problem(Wire):
    message: str = ""
    details: Any = None


class Failed(Wire):
    message: str = ""
    error: Problem | None = None
    kinds: tuple[str, ...] = ()
    named: str = ""
    error_type: str = ""
    agent_id: str = ""
    message_id: str = ""
    details: Any = Field(None, validation_alias=AliasChoices("details", "detail", "stack"))

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_error(cls, value: dict[str, Any]) -> dict[str, Any]:
        said = value.get("error")
        error = {"message": said} if isinstance(said, str) else said
        if not (value.get("message") or error):
            raise ValueError("neither 'message' nor 'error' says what is wrong")
        places = (value, error) if isinstance(error, dict) else (value,)
        kinds = [kind for place in places for key in _KIND_KEYS if isinstance(kind := place.get(key), str)]
        return value | {"kinds": kinds, "error": error}


def failed(kind: str) -> type[Failed]:
    """Return the model of an error that is sent under the name of its type."""
    return pydantic.create_model(kind, __base__=Failed, named=(str, kind))


class Heartbeat(Wire):
    pass
