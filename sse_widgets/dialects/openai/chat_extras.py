"""Chat Completions: where each vendor puts reasoning, sources, usage and whatever else it adds."""

from collections.abc import Iterator
from typing import Any, Literal

from sse_widgets import events as e
from sse_widgets.dialects.calls import as_text
from sse_widgets.dialects.openai.chat_wire import Chunk, Said, Spent
from sse_widgets.events import Event


def reasoning(said: Said) -> tuple[str, Literal["", "summary", "redacted"], str]:
    """Return what was thought, its kind where it is not plain thinking, and what was answered.

    Several fields may say the same thought; one of them is taken.
    """
    content = said.content
    if content.__class__ is str and not said.reasoning_content and not said.reasoning and not said.reasoning_details:
        return "", "", str(content)
    answered, thought = _split(content)
    thought = said.reasoning_content or _text(said.reasoning) or thought
    details = [it for it in said.reasoning_details or () if isinstance(it, dict)]
    kind: Literal["", "summary", "redacted"] = ""
    if details:
        texts = "".join(_text(it.get("text")) or _text(it.get("summary")) for it in details)
        if any(it.get("type") == "reasoning.summary" for it in details):
            kind = "summary"
        elif not (thought or texts) and any(it.get("type") == "reasoning.encrypted" for it in details):
            kind = "redacted"
        thought = thought or texts
    return thought, kind, answered


def _split(content: str | list[Any] | None) -> tuple[str, str]:
    """Return answer and thought of content that is a string or, at Mistral, a list of parts."""
    if not isinstance(content, list):
        return content or "", ""
    answered, thought = "", ""
    for part in content:
        if isinstance(part, str):
            answered += part
        elif isinstance(part, dict) and part.get("type") == "thinking":
            thought += _text(part.get("thinking"))
        elif isinstance(part, dict):
            answered += _text(part.get("text")) or _text(part.get("refusal"))
    return answered, thought


def _text(value: Any) -> str:
    """Return text that is a string, an object with a text, or a list of those."""
    if isinstance(value, list):
        return "".join(_text(each) for each in value)
    if isinstance(value, dict):
        return _text(value.get("text") or value.get("content"))
    return value if isinstance(value, str) else ""


def usage(completion: str, model: str, spent: Spent) -> Event:
    """Return what a completion has used so far; told again it replaces what was told before."""
    given, made = spent.prompt_tokens_details, spent.completion_tokens_details
    cached = given.cached_tokens if given else None
    return e.UsageReported(
        key=completion,
        model=model,
        input_tokens=spent.prompt_tokens,
        output_tokens=spent.completion_tokens,
        total_tokens=spent.total_tokens,
        reasoning_tokens=made.reasoning_tokens if made else None,
        cached_tokens=spent.prompt_cache_hit_tokens if cached is None else cached,
        cost=spent.cost,
        cache_write_tokens=given.cache_write_tokens if given else None,
    )


def found(chunk: Chunk, message: str) -> Iterator[Event]:
    """Yield the sources that search models list, again in every chunk, beside their choices."""
    for result in (*(chunk.search_results or ()), *(chunk.web_search or ()), *(chunk.citations or ())):
        url, fields = (result, {}) if isinstance(result, str) else _at(result)
        if url:
            title, snippet, date = (_text(fields.get(name)) for name in ("title", "snippet", "date"))
            yield e.SourceFound(url, url, title, snippet=snippet, published=date, message_id=message)


def additions(message: str, said: Said) -> Iterator[Event]:
    """Yield what comes beside the text of a message: citations, tools that the server ran, images, speech."""
    for note in said.annotations or ():
        yield from _citation(message, note)
    for place, tool in enumerate(said.executed_tools or ()):
        if isinstance(tool, dict):
            yield from _executed(message, place, tool)
    for place, image in enumerate(said.images or ()):
        url, _ = _at(image.get("image_url") if isinstance(image, dict) else image)
        if url:
            yield e.ArtifactOpened(f"{message}:image-{place + 1}", "image", url=url, message_id=message)
    if isinstance(said.audio, dict) and (spoken := _text(said.audio.get("transcript"))):
        yield e.TextAdded(message, spoken)


def _at(value: Any) -> tuple[str, dict[str, Any]]:
    return (_text(value.get("url") or value.get("link")), value) if isinstance(value, dict) else (_text(value), {})


def _citation(message: str, note: Any) -> Iterator[Event]:
    url, cited = _at(note.get("url_citation") or note if isinstance(note, dict) else None)
    if not url:
        return
    title, content = _text(cited.get("title")), _text(cited.get("content"))
    start, end = (at if isinstance(at := cited.get(name), int) else None for name in ("start_index", "end_index"))
    yield e.SourceFound(url, url, title, snippet=content, message_id=message)
    yield e.CitationAdded(message, url, start, end)


def _executed(message: str, place: int, tool: dict[str, Any]) -> Iterator[Event]:
    """A tool that the server ran by itself: first its arguments, in a later chunk its output too."""
    index = tool.get("index")
    id = f"{message}:executed-{index if isinstance(index, int) else place}"
    yield e.ToolStarted(id, _text(tool.get("name")) or _text(tool.get("type")), message_id=message, kind="server")
    if (arguments := as_text(tool.get("arguments"))) != "":
        yield e.ToolArgsReplaced(id, arguments)
        yield e.ToolArgsFinished(id)
    results = tool.get("search_results")
    for result in (results.get("results") or ()) if isinstance(results, dict) else ():
        url, fields = _at(result)
        if url:
            title, snippet = _text(fields.get("title")), _text(fields.get("content"))
            yield e.SourceFound(url, url, title, snippet=snippet, message_id=message)
    if tool.get("output") is not None:
        yield e.ToolFinished(id, output=tool["output"])
