"""The static faces: everything is text, nothing runs, nothing is loaded."""

import json
import re
from html.parser import HTMLParser

import bleach
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sse_widgets as sw
from sse_widgets import faces
from sse_widgets.document import Document, Stream
from sse_widgets.events import (
    AgentStarted,
    ArtifactOpened,
    Claim,
    ErrorReported,
    InterruptOpened,
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
from sse_widgets.faces.words import LONG
from sse_widgets.reducer import replay

EVIL = "<script>alert('1')</script>\"'&<img src=x onerror=alert(1)>"
TAGS = {
    *("div", "p", "strong", "em", "ul", "ol", "li", "details", "summary", "pre", "code", "a", "br"),
    *("table", "thead", "tbody", "tr", "th", "td", "blockquote", "hr", "wbr"),
}
STYLES = ("text-align", "margin", "padding-left", "border-left", "overflow-x")
"""Styles that make room, and lose nothing where they are stripped; no colour, for the page may be light or dark."""
VIEWS = [
    *("console", "messages", "agents", "plan", "sources", "canvas"),
    *("connection", "inspector", "timeline", "composer"),
]


def is_plain(attributes: dict[str, str | None]) -> bool:
    """Whether attributes of a tag only lay it out."""
    styles = [style.split(":")[0].strip() for style in (attributes.get("style") or "").split(";") if style]
    return attributes.keys() <= {"style", "open"} and set(styles) <= set(STYLES)


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
        if tag not in ("br", "hr", "wbr"):
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
    reader = Reader(faces.html(everything(said)))

    assert reader.open == []
    assert {tag for tag, _ in reader.tags} <= TAGS
    assert all(is_plain(attributes) for tag, attributes in reader.tags if tag != "a")


def test_text_is_shown_as_it_is():
    reader = Reader(faces.html(everything(EVIL)))

    assert reader.text.count(EVIL) >= 10
    assert "<script" not in faces.html(everything(EVIL))
    assert "<img" not in faces.html(everything(EVIL))


@pytest.mark.parametrize("name", sw.recordings())
def test_a_face_has_no_script_and_nothing_to_load(name):
    html = faces.html(sw.load(name).document)
    reader = Reader(html)

    assert {tag for tag, _ in reader.tags} <= TAGS
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
    reader = Reader(faces.html(shown(SourceFound("s", url, "A source"))))

    assert "a" not in {tag for tag, _ in reader.tags}
    assert "A source" in reader.text


def test_an_address_of_the_web_is_linked_and_tells_nobody_where_one_comes_from():
    url = "https://example.org/?a=1&b=\"'<>"
    reader = Reader(faces.html(shown(SourceFound("s", url, "A source"))))
    attributes = next(attributes for tag, attributes in reader.tags if tag == "a")

    assert attributes == {"href": url, "rel": "noopener noreferrer nofollow", "target": "_blank"}


def test_the_plain_face_is_lines_of_text():
    run = sw.load("literature_review")
    lines = faces.text(run.document).splitlines()

    assert lines[0] == faces.summary(run.document)
    assert run.title in lines[0]
    assert "✓ completed" in lines[0]
    assert f"{len(run.frames)} frames" in lines[0]
    assert any(run.sources[0].url in line for line in lines)
    assert run.messages[-1].text.strip().splitlines()[-1] in lines


def test_what_ended_a_run_is_in_both_faces():
    document = shown(ErrorReported("the disk is full", "server", fatal=True))

    assert "✕ the disk is full" in faces.text(document)
    assert "✕ the disk is full" in faces.html(document)


def test_a_run_of_which_nothing_is_known_has_faces_too():
    document = Document()

    assert faces.text(document) == "run: ○ pending · 0 frames · 0.0 s"
    assert Reader(faces.html(document)).text == faces.text(document)


@pytest.mark.parametrize("output", ["text", {"a": [1]}, [None], 1, True])
def test_the_output_of_a_tool_is_shown_and_cut(output):
    events = [ToolStarted("t", "search", running=True), ToolFinished("t", output=output)]
    reader = Reader(faces.html(shown(*events)))

    assert (output if isinstance(output, str) else json.dumps(output)) in reader.text
    long = shown(ToolStarted("t", "search"), ToolFinished("t", output="x" * 10 * LONG))
    assert len(faces.html(long)) < 2 * LONG


def test_a_tool_that_has_said_nothing_shows_nothing():
    assert "null" not in Reader(faces.html(shown(ToolStarted("t", "search", running=True)))).text


def test_claims_are_told_with_how_many_sources_are_for_and_against_them():
    html = faces.html(shown(SourceFound(source_id="s", url="https://a.example", claims=(Claim("It is warm."),))))

    assert "<li>✓ It is warm. <em>supported · 1 for (1) · 0 against</em></li>" in html


def telling() -> Document:
    """Return the document of a run of which there is a lot to tell, and that waits for somebody."""
    return shown(
        RunStarted(title="Warmth", at=0.0),
        PlanCreated(goal="Find out", phases=(PlannedPhase("p", "Read"), PlannedPhase("q", "Write"))),
        PhaseStarted("p", "Read", at=0.5),
        AgentStarted("a", "Ada", task="reading", at=1.0),
        ToolStarted("t", "search", agent="a", running=True, at=1.0),
        ToolArgsAdded("t", '{"q": "warm"}'),
        ToolFinished("t", output="3 found", at=2.5),
        ToolStarted("u", "fetch", agent="a", running=True, at=3.0),
        ToolFinished("u", error="it timed out", at=4.0),
        SourceFound("s", "https://a.example/1", "One", confidence=0.8, claims=(Claim("It is warm", 0.9, "Table 3"),)),
        SourceFound("r", "https://a.example/2", "Two", claims=(Claim("It is warm", stance="contradicts"),)),
        MessageStarted("m", agent="a", at=5.0),
        TextAdded("m", "It is **warm**."),
        ArtifactOpened("c", "markdown", "# All of it", "Report"),
        ErrorReported("a frame could not be read", "frame_unreadable", frame=12),
        UsageReported(input_tokens=1200, output_tokens=34, total_tokens=1234, cost=0.0123),
        InterruptOpened("i", "approval", "May I publish it?", options=("yes", "no")),
        title="Warmth",
        shown=40,
        received=40,
        at=6.0,
    )


EVERYWHERE = ("Warmth", "25%", "40 frames", "1,234 tokens", "$0.0123", "May I publish it?", "yes / no")
SHOWN = {
    "messages": ("Ada", "search({", "1.5 s", "3 found", "fetch(", "it timed out", "warm", "1,200 in"),
    "agents": ("working", "Ada", "reading", "5.0 s"),
    "plan": ("Find out", "◐ Read", "○ Write"),
    "sources": (
        "One",
        "https://a.example/1",
        "80%",
        "It is warm",
        "disputed",
        "90% sure",
        "1 for (1)",
        "1 against (2)",
    ),
    "canvas": ("Report", "All of it"),
    "connection": ("connection:", "40 frames"),
    "inspector": ("40 frames",),
    "timeline": ("1.0 s", "tool", "search", "completed", "fetch", "failed", "message"),
    "composer": ("warm",),
}
SHOWN["console"] = tuple(word for view in ("messages", "agents", "plan", "sources") for word in SHOWN[view])


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_what_matters_in_text_and_in_html_alike(view: str):
    text, html = faces.text(telling(), view), faces.html(telling(), view)

    for word in (*EVERYWHERE, "a frame could not be read", "frame 12", *SHOWN[view]):
        assert word in text, word
        assert word in Reader(html).text or word in html, word


GITHUB = {
    *(
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "b",
        "i",
        "strong",
        "em",
        "a",
        "pre",
        "code",
        "img",
        "tt",
        "div",
        "ins",
    ),
    *("del", "sup", "sub", "p", "ol", "ul", "table", "thead", "tbody", "tfoot", "blockquote", "dl", "dt", "dd", "kbd"),
    *("q", "samp", "var", "hr", "li", "tr", "td", "th", "s", "strike", "summary", "details", "wbr", "span"),
}
"""What GitHub leaves in the outputs of a notebook; no style is among it."""


@pytest.mark.parametrize("view", VIEWS)
def test_a_sanitizer_takes_nothing_of_a_face_away_but_its_room(view: str):
    html = faces.html(telling(), view)
    cleaned = bleach.clean(html, tags=GITHUB, attributes={"a": ["href"], "details": ["open"]}, strip=True)

    assert [tag for tag, _ in Reader(cleaned).tags] == [tag for tag, _ in Reader(html).tags]
    assert Reader(cleaned).text == Reader(html).text


def test_a_view_of_which_there_is_nothing_says_so():
    assert "(No plan was told of.)" in faces.text(Document(), "plan")
    assert "Nothing was made." in faces.html(Document(), "canvas")


def test_a_long_transcript_is_told_from_its_end_and_says_how_much_is_left_out():
    said = [TextAdded(f"m{n}", f"Message {n}. " + "x" * 1000) for n in range(1000)]
    html = faces.html(shown(*said), "messages")

    assert "Message 999." in html
    assert "Message 0." not in html
    assert re.search(r"\d{3} earlier entries are left out here; run.to_html and run.save hold all", html)
    assert len(html) < 300_000


def test_a_call_of_no_message_stands_where_it_began():
    text = faces.text(
        shown(
            MessageStarted("m", at=1.0),
            TextAdded("m", "first", at=1.0),
            ToolStarted("t", "between", at=2.0),
            MessageStarted("n", at=3.0),
            TextAdded("n", "last", at=3.0),
        ),
        "messages",
    )

    assert text.index("first") < text.index("between") < text.index("last")
