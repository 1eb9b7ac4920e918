"""The static faces: everything is text, nothing runs, nothing is loaded."""

import json
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sse_widgets as sw
from sse_widgets import export
from sse_widgets.document import Document, Stream
from sse_widgets.events import (
    AgentStarted,
    ArtifactOpened,
    Claim,
    ErrorReported,
    MessageStarted,
    PhaseStarted,
    PlanCreated,
    PlannedPhase,
    RoutingDecided,
    RunStarted,
    SourceFound,
    TextAdded,
    ThoughtAdded,
    ThoughtStarted,
    ToolArgsAdded,
    ToolFinished,
    ToolStarted,
    UsageReported,
)
from sse_widgets.reducer import replay

EVIL = "<script>alert('1')</script>\"'&<img src=x onerror=alert(1)>"
TAGS = {"div", "p", "strong", "em", "ul", "li", "details", "summary", "pre", "code", "a", "br"}


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def shown(*events, **stream) -> Document:
    return Document(replay(events), Stream(**stream))


def everything(said: str) -> Document:
    """Return a document that has this text wherever a text can be."""
    return shown(
        RunStarted(title=said),
        PlanCreated(goal=said, phases=(PlannedPhase(said, said, said),)),
        PhaseStarted(said, said),
        RoutingDecided(said, said, 0.5, said),
        AgentStarted(said, said, task=said),
        ThoughtStarted("alone", said),
        ThoughtAdded("alone", said),
        MessageStarted("m", role=said, agent=said),
        TextAdded("m", said + "\n\n" + said + "\n" + said),
        ThoughtStarted("inside", said, "m"),
        ThoughtAdded("inside", said),
        ToolStarted("t", said, message_id="m"),
        ToolArgsAdded("t", said),
        ToolFinished("t", output={said: said}),
        ToolStarted("u", said),
        ToolFinished("u", error=said),
        SourceFound(said, said, said, claims=(Claim(said),)),
        ArtifactOpened("c", "web", said, said),
        UsageReported(total_tokens=7),
        ErrorReported(said, said, fatal=True),
        title=said,
    )


@settings(max_examples=100)
@given(st.text() | st.text(alphabet="<>&\"'/ =script\n"))
def test_no_text_becomes_markup(said):
    reader = Reader(export.html(everything(said)))

    assert reader.open == []
    assert {tag for tag, _ in reader.tags} <= TAGS
    assert all(attributes == {} for tag, attributes in reader.tags if tag != "a")


def test_text_is_shown_as_it_is():
    reader = Reader(export.html(everything(EVIL)))

    assert reader.text.count(EVIL) >= 10
    assert "<script" not in export.html(everything(EVIL))
    assert "<img" not in export.html(everything(EVIL))


@pytest.mark.parametrize("name", sw.recordings())
def test_a_face_has_no_script_no_style_and_nothing_to_load(name):
    html = export.html(sw.load(name).document)
    reader = Reader(html)

    assert {tag for tag, _ in reader.tags} <= TAGS
    assert "style=" not in html
    assert "src=" not in html
    assert all(message.text.split()[0] in reader.text for message in sw.load(name).messages)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
        "data:text/html,x",
        "vbscript:x", "file:///etc/passwd", "//example.org", "example.org", "", "blob:https://example.org/1",
    ],
)  # fmt: skip
def test_an_address_that_may_run_something_is_not_linked(url):
    reader = Reader(export.html(shown(SourceFound("s", url, "A source"))))

    assert "a" not in {tag for tag, _ in reader.tags}
    assert "A source" in reader.text


def test_an_address_of_the_web_is_linked_and_tells_nobody_where_one_comes_from():
    url = "https://example.org/?a=1&b=\"'<>"
    reader = Reader(export.html(shown(SourceFound("s", url, "A source"))))
    attributes = next(attributes for tag, attributes in reader.tags if tag == "a")

    assert attributes == {"href": url, "rel": "noopener noreferrer nofollow", "target": "_blank"}


def test_the_plain_face_is_lines_of_text():
    run = sw.load("literature_review")
    lines = export.text(run.document).splitlines()

    assert lines[0] == export.summary(run.document)
    assert run.title in lines[0]
    assert "✓ completed" in lines[0]
    assert f"{len(run.frames)} frames" in lines[0]
    assert any(run.sources[0].url in line for line in lines)
    assert run.messages[-1].text.strip().splitlines()[-1] in lines


def test_what_ended_a_run_is_in_both_faces():
    document = shown(ErrorReported("the disk is full", "server", fatal=True))

    assert "error: the disk is full" in export.text(document)
    assert "✕ the disk is full" in export.html(document)


def test_a_run_of_which_nothing_is_known_has_faces_too():
    document = Document()

    assert export.text(document) == "run: ○ pending · 0 frames · 0.0 s"
    assert Reader(export.html(document)).text == export.text(document)


@pytest.mark.parametrize("output", ["text", {"a": [1]}, [None], 1, True])
def test_the_output_of_a_tool_is_shown_and_cut(output):
    events = [ToolStarted("t", "search", running=True), ToolFinished("t", output=output)]
    reader = Reader(export.html(shown(*events)))

    assert (output if isinstance(output, str) else json.dumps(output)) in reader.text
    long = shown(ToolStarted("t", "search"), ToolFinished("t", output="x" * 10 * export.LONG))
    assert len(export.html(long)) < 2 * export.LONG


def test_a_tool_that_has_said_nothing_shows_nothing():
    assert "null" not in Reader(export.html(shown(ToolStarted("t", "search", running=True)))).text


def test_claims_are_told_with_how_many_sources_are_for_and_against_them():
    html = export.html(shown(SourceFound(source_id="s", url="https://a.example", claims=(Claim("It is warm."),))))

    assert "<li>It is warm. <em>supported, 1 for, 0 against</em></li>" in html
