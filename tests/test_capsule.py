"""A run as one file: what is inside it, and what must never be."""

import base64
import json
import re
import zlib

import pytest

import sse_widgets as sw
from sse_widgets import capsule, patches
from sse_widgets.analysis import formulas
from sse_widgets.frame import Frame
from sse_widgets.log import Log
from sse_widgets.patches import document


def held(page: str) -> dict:
    """Return what a capsule holds, unpacked."""
    data = re.search(r'id="ssew-run">([^<]*)<', page)[1]
    return json.loads(zlib.decompress(base64.b64decode(data)))


@pytest.mark.parametrize("name", ["support_answer", "market_brief"])
def test_the_patches_in_a_capsule_lead_from_frame_to_frame(name, tmp_path):
    run = sw.load(name)
    inside = held(run.to_html(tmp_path / "run.html").read_text())
    state = inside["first"]
    for n, frame in enumerate(inside["frames"], 1):
        state = patches.apply(state, frame[8])

        assert state == document(run.at(n))
    assert [frame[:5] for frame in inside["frames"]] == [list(frame) for frame in run.frames]


def test_a_capsule_asks_for_nothing_and_allows_one_script():
    page = sw.load("support_answer")._capsule()

    assert "default-src 'none'; script-src 'sha256-" in page
    assert page.count("<script") == 2
    assert page.count("</script>") == 2
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page.split("</style>")[0])


def test_a_run_of_which_nothing_came_has_no_capsule(tmp_path):
    with pytest.raises(sw.RunError, match="nothing has been received, so there is nothing to play"):
        sw.Run().to_html(tmp_path / "run.html")
    with pytest.raises(sw.RunError, match="wait for the first frame"):
        sw.Run().freeze(player=True)

    assert not (tmp_path / "run.html").exists()


def test_a_run_that_let_its_first_frames_go_has_no_capsule(tmp_path):
    run = sw.Run(Log("plain", history=10))
    run.feed(*(Frame("tick", "x") for _ in range(5000)))
    with pytest.raises(sw.HorizonError, match="no longer held; a capsule needs them"):
        run.to_html(tmp_path / "run.html")


def test_a_secret_is_never_in_a_capsule():
    run = sw.Run(title="demo")
    run.feed(Frame("message", "all is well"), Frame("message", 'your "token" is s3cret/+x'))

    with pytest.raises(sw.RecordingError, match="a secret of this run is in frame 2"):
        capsule.html(run._log, run.document, ["s3cret/+x"])
    with pytest.raises(sw.RecordingError, match="in its title"):
        capsule.html(run._log, run.document, ["demo"])


def test_a_capsule_replaces_a_capsule_and_nothing_else(tmp_path):
    run = sw.load("support_answer")
    path = run.to_html(tmp_path / "run.html")
    assert run.to_html(path) == path
    other = tmp_path / "notes.html"
    other.write_text("my notes")
    with pytest.raises(sw.RecordingError, match="another file, which is left alone"):
        run.to_html(other)

    assert other.read_text() == "my notes"
    with pytest.raises(sw.RecordingError, match="its folder does not exist; create it first"):
        run.to_html(tmp_path / "nowhere" / "run.html")
    with pytest.raises(sw.RecordingError, match="has a NUL in its name"):
        run.to_html("run\0.html")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["notes.html", "run.html"]


def test_what_no_json_has_is_in_a_capsule_all_the_same():
    run = sw.Run()
    run.feed(Frame("message", "half a pair \ud83d, a line \u2028 end", at=float("1e300")))

    assert held(run._capsule())["frames"][0][1] == "half a pair \ud83d, a line \u2028 end"


def test_half_a_character_can_be_written(tmp_path):
    run = sw.Run(Log("plain"), title="half \ud83d")
    run.feed(Frame("message", "half a pair \ud83d"))
    run.save(tmp_path / "run.jsonl")

    assert "half a pair ?" in run.to_html(tmp_path / "run.html").read_text()
    assert run.title == "half ?"


def test_a_frozen_player_has_its_face_beside_it():
    run = sw.load("support_answer")
    output = capsule.framed(run._capsule(), run.document)

    assert 'sandbox="allow-scripts"' in output
    assert "iframe + .ssew-face { display: none }" in output
    assert output.count("<iframe") == 1


def test_a_capsule_sets_formulas_only_if_the_run_has_some():
    without, with_ = sw.load("support_answer")._capsule(), sw.load("question_routing")._capsule()

    assert "ssewAsset=" not in without
    assert "ssewAsset=" in with_
    assert without.count("'sha256-") == 1
    assert with_.count("'sha256-") == 2


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("the area is $a^2$.", True),
        ("$$\nx\n$$", True),
        (r"so \(x\) holds", True),
        (r"\[x\]", True),
        ("it costs $5 and $10", False),
        ("[a](b) and (c)", False),
        ("$ x $", False),
    ],
)
def test_a_formula_is_what_the_page_takes_for_one(text, is_one):
    run = sw.Run()
    run.feed(Frame("", json.dumps({"type": "TEXT_MESSAGE_CHUNK", "messageId": "m", "role": "user", "delta": text})))

    assert run.messages[0].text == text
    assert formulas.found_in(run.state) is is_one


def test_a_player_that_would_make_the_notebook_slow_is_refused_with_what_to_do():
    run = sw.load("support_answer")
    with pytest.raises(sw.RunError, match=r"would add 0\.\d MB to the notebook, more than the 0\.1 MB .*run\.to_html"):
        run.freeze(player=True, max_bytes=100_000)


def test_the_face_beside_a_player_is_the_end_wherever_the_run_is_shown():
    run = sw.load("support_answer")
    whole = capsule.ended(run._log, run.document)
    run.show(3)

    assert capsule.ended(run._log, run.document).state == whole.state
    assert capsule.ended(run._log, run.document).stream.shown == len(run.frames)
