"""Markdown in a static face: what answers are written in becomes plain HTML, and nothing else becomes markup."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_widgets.faces import prose
from tests.faces.test_faces import TAGS, Reader, is_plain

WEB = ' rel="noopener noreferrer nofollow" target="_blank"'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("## Title ##", "<p><strong>Title</strong></p>"),
        ("**bold** and *soft* and `a*b*`", "<p><strong>bold</strong> and <em>soft</em> and <code>a*b*</code></p>"),
        ("snake_case_name and 2*3*4", "<p>snake_case_name and 2*3*4</p>"),
        ("- one\n- two\n  more", "<ul><li>one</li><li>two<br>more</li></ul>"),
        ("1. one\n\n2. two", "<ol><li>one</li><li>two</li></ol>"),
        ("- one\n  - in\n- two", "<ul><li>one<ul><li>in</li></ul></li><li>two</li></ul>"),
        ("```py\na < b\n\n# no\n```\nafter", "<pre><code>a &lt; b\n\n# no</code></pre><p>after</p>"),
        ("```\nnever closed", "<pre><code>never closed</code></pre>"),
        ("> said\n> so", "<blockquote><p>said<br>so</p></blockquote>"),
        ("---", "<hr>"),
        (
            "| a | b |\n|---|:-:|\n| 1 | **2** |",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td>"
            "<td><strong>2</strong></td></tr></tbody></table>",
        ),
        ("[a](https://a.example)", f'<p><a href="https://a.example"{WEB}>a</a></p>'),
        ("![a](https://a.example/x.png)", f'<p><a href="https://a.example/x.png"{WEB}>a</a></p>'),
        ("see https://a.example/x.", f'<p>see <a href="https://a.example/x"{WEB}>https://a.example/x</a>.</p>'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](data:text/html,x)", "<p>a</p>"),
        (r"\*not soft\*", "<p>*not soft*</p>"),
        (r"\(x^2\) and $a_1$", r"<p>\(x^2\) and $a_1$</p>"),
        ("<b>bold</b> & more", "<p>&lt;b&gt;bold&lt;/b&gt; &amp; more</p>"),
    ],
)
def test_what_answers_are_written_in_is_read(markdown: str, html: str):
    assert re.sub(' style="[^"]*"', "", prose.html(markdown)) == html


MARKUP = st.lists(st.sampled_from([*'ab \n\n-*_`>|#[]()<&"1.~:!\\', "http://x.y", "```", "- ", "|-|-|"]))


@settings(max_examples=300)
@given(MARKUP.map("".join) | st.text())
def test_whatever_is_written_the_tags_are_closed_and_ours(said: str):
    reader = Reader(prose.html(said))

    assert reader.open == []
    assert {tag for tag, _ in reader.tags} <= TAGS
    assert all(is_plain(attributes) for tag, attributes in reader.tags if tag != "a")
    assert all(str(attributes["href"]).startswith("http") for tag, attributes in reader.tags if tag == "a")


PIECES = ["[", "*", "**", "**a", "`", "``a`", "> ", "- ", "_a", "| ", "|-", "1. ", "```\n", "\n- a\n\n", "![a]("]


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_long(piece: str):
    began = time.process_time()
    prose.html(piece * (100_000 // len(piece)))

    assert time.process_time() - began < 5
