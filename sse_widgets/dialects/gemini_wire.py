"""The wire of Gemini's generateContent, in camelCase or, in other languages' libraries, in snake_case."""

from typing import Any

from sse_widgets.dialects.wire import Wire


class PartialArg(Wire):
    json_path: str = "$"
    string_value: str | None = None
    number_value: float | int | None = None
    bool_value: bool | None = None
    null_value: Any = None
    will_continue: bool | None = None


class FunctionCall(Wire):
    id: str | None = None
    name: str | None = None
    tool_type: str | None = None
    args: Any = None
    partial_args: list[PartialArg] | None = None
    will_continue: bool | None = None


class FunctionResponse(Wire):
    id: str | None = None
    name: str | None = None
    tool_type: str | None = None
    response: Any = None


class Code(Wire):
    id: str | None = None
    code: str | None = None
    language: str | None = None


class CodeResult(Wire):
    id: str | None = None
    outcome: str | None = None
    output: str | None = None


class Media(Wire):
    mime_type: str | None = None
    data: str | None = None
    file_uri: str | None = None
    display_name: str | None = None


class Part(Wire):
    text: str | None = None
    thought: bool | None = None
    function_call: FunctionCall | None = None
    function_response: FunctionResponse | None = None
    tool_call: FunctionCall | None = None
    tool_response: FunctionResponse | None = None
    executable_code: Code | None = None
    code_execution_result: CodeResult | None = None
    inline_data: Media | None = None
    file_data: Media | None = None


class Content(Wire):
    role: str | None = None
    parts: list[Part] | None = None


class Reference(Wire):
    uri: str | None = None
    title: str | None = None
    domain: str | None = None
    text: str | None = None


class Chunk(Wire):
    """A page, a document or a place that was read."""

    web: Reference | None = None
    retrieved_context: Reference | None = None
    maps: Reference | None = None


class Segment(Wire):
    start_index: int | None = None
    end_index: int | None = None
    text: str | None = None


class Support(Wire):
    segment: Segment | None = None
    grounding_chunk_indices: list[int] | None = None


class Grounding(Wire):
    web_search_queries: list[str] | None = None
    grounding_chunks: list[Chunk] | None = None
    grounding_supports: list[Support] | None = None


class Quote(Wire):
    uri: str | None = None
    title: str | None = None
    start_index: int | None = None
    end_index: int | None = None


class Quotes(Wire):
    citations: list[Quote] | None = None
    citation_sources: list[Quote] | None = None


class Candidate(Wire):
    index: int | None = None
    content: Content | None = None
    finish_reason: str | None = None
    finish_message: str | None = None
    grounding_metadata: Grounding | None = None
    citation_metadata: Quotes | None = None


class Feedback(Wire):
    block_reason: str | None = None
    block_reason_message: str | None = None


class Spent(Wire):
    prompt_token_count: int | None = None
    candidates_token_count: int | None = None
    total_token_count: int | None = None
    thoughts_token_count: int | None = None
    cached_content_token_count: int | None = None


class Answer(Wire):
    """One chunk of an answer, or all of it."""

    response_id: str | None = None
    model_version: str | None = None
    candidates: list[Candidate] | None = None
    prompt_feedback: Feedback | None = None
    usage_metadata: Spent | None = None
