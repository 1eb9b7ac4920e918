"""The wire of Gemini's generateContent, in camelCase or, in other languages' libraries, in snake_case."""

from typing import Any

from sse_widgets.dialects.grounding import Citations, Grounding
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


class Candidate(Wire):
    index: int | None = None
    content: Content | None = None
    finish_reason: str | None = None
    finish_message: str | None = None
    grounding_metadata: Grounding | None = None
    citation_metadata: Citations | None = None


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
