"""A run in a real kernel: what goes over the comm while cells come, go and are busy."""

import json
import math
from pathlib import Path

from sse_widgets import patches
from tests.kernel.kernel import CommMessage, Kernel

START = """
import json, math, threading, time
import sse_widgets as sw
from sse_widgets.frame import Frame

class Source:
    def __init__(self):
        self.more, self.frames = threading.Event(), []
    def __iter__(self):
        n = 0
        while True:
            threading.Event().wait(0.01)
            n += 1
            yield Frame("message_token", json.dumps({"messageId": "m", "token": f"{n} "}), str(n))

run = sw.watch(Source(), title="counting")
"""
UNTIL_TOLD = """
import pathlib
while not pathlib.Path("go").exists():
    threading.Event().wait(0.01)
"""


def opens(kernel: Kernel) -> list[CommMessage]:
    return [comm for comm in kernel.comms if comm.kind == "open"]


def views(kernel: Kernel) -> list[CommMessage]:
    return [comm for comm in opens(kernel) if "hub" in comm.data.get("state", {})]


def hub(kernel: Kernel) -> CommMessage:
    return next(comm for comm in opens(kernel) if "snapshot" in comm.data.get("state", {}))


def customs(kernel: Kernel, *kinds: str) -> list[dict]:
    """What the hidden model has sent."""
    place = hub(kernel).comm_id
    sent = [comm.custom for comm in kernel.comms if comm.comm_id == place and comm.custom]
    return [content for content in sent if content["kind"] in kinds]


def say(kernel: Kernel, **content) -> None:
    kernel.send(hub(kernel).comm_id, {"method": "custom", "content": content})


def quiet(kernel: Kernel) -> bool:
    """Whether no traceback and no word on stderr was sent."""
    loud = [each for each in kernel.outputs if each["output_type"] == "error" or each.get("name") == "stderr"]
    print(*(each.get("text") or each for each in loud))  # what pytest shows if the claim fails
    return not loud


def test_a_display_opens_one_hidden_model_and_views_are_small(kernel: Kernel):
    kernel.run(START + "from IPython.display import display\ndisplay(run)\nsw.Messages(run)._ipython_display_()")
    shown = [each for each in kernel.outputs if each["output_type"] == "display_data"]
    carrying = [comm for comm in opens(kernel) if len(json.dumps(comm.data)) > 50_000]

    assert len(carrying) == 1
    assert carrying[0] == hub(kernel)
    assert len(views(kernel)) == 2
    # A view comes with its layout; both are counted.
    before, after = (kernel.comms.index(view) for view in views(kernel))
    second = [comm for comm in kernel.comms[before + 1 : after + 1] if comm.kind == "open"]
    assert sum(len(json.dumps(comm.data)) for comm in second) < 2048
    assert {view.data["state"]["hub"] for view in views(kernel)} == {f"anywidget:{hub(kernel).comm_id}"}
    for each in shown:
        assert {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"} <= set(each["data"])
        assert "counting" in each["data"]["text/plain"]
    assert len(shown) == 2
    assert quiet(kernel)


def test_patches_follow_a_snapshot_while_a_cell_is_busy(kernel: Kernel, tmp_path: Path):
    kernel.run(START + "run._ipython_display_()")
    say(kernel, kind="hello")
    kernel.until(lambda: len(customs(kernel, "snapshot")) == 2)  # one unasked, one for the hello

    request = kernel.start(UNTIL_TOLD + "here = len(run.frames)")
    count = len(customs(kernel, "patch"))
    kernel.until(lambda: len(customs(kernel, "patch")) > count + 2)
    busy = request not in kernel._idle
    (tmp_path / "go").touch()
    kernel.finish(request)
    kernel.run("run.stop()")
    kernel.until(lambda: any("closed" in json.dumps(each) for each in customs(kernel, "patch")))

    snapshot = customs(kernel, "snapshot")[-1]
    followed = [each for each in customs(kernel, "patch") if each["seq"] > snapshot["seq"]]
    numbers = [each["seq"] for each in followed]
    document = snapshot["document"]
    for each in followed:
        document = patches.apply(document, each["ops"])
    assert busy
    assert numbers == list(range(snapshot["seq"] + 1, snapshot["seq"] + 1 + len(numbers)))
    assert document["stream"]["received"] == kernel.run("len(run.frames)")
    assert document["state"]["messages"][0]["parts"][0]["text"] == kernel.run("run.messages[0].text")
    assert quiet(kernel)


def test_commands_from_the_browser_are_done_and_answered(kernel: Kernel):
    kernel.run(START + "run._ipython_display_()")
    say(kernel, kind="hello")
    for n, (name, args) in enumerate(
        [("pause", {}), ("step", {"n": -1}), ("frame", {"n": 1}), ("stop", {}), ("x", {})]
    ):
        say(kernel, kind="call", call=n, name=name, args=args)
    kernel.until(lambda: len(customs(kernel, "reply")) == 5)
    replies = {each["call"]: each for each in customs(kernel, "reply")}

    assert replies[0] == {"kind": "reply", "call": 0, "result": None}
    assert replies[2]["result"]["event"] == "@opened"
    assert "not something that can be asked for" in replies[4]["error"]
    kernel.until(lambda: kernel.run("run.document.stream.active") is False)
    assert quiet(kernel)


def test_the_last_state_is_stored_and_the_static_face_renewed_at_the_end(kernel: Kernel):
    kernel.run(
        "import math\nimport sse_widgets as sw\n"
        "run = sw.replay('question_routing', speed=math.inf)\nrun._ipython_display_()"
    )
    kernel.run("run.wait(60).status")

    def stored() -> dict:
        """The last snapshot that a notebook would save: that of the opening, or one that came later."""
        states = [comm.data["state"] for comm in kernel.comms if "state" in comm.data]
        return [state["snapshot"] for state in states if "snapshot" in state][-1]

    kernel.until(lambda: stored()["document"]["state"]["status"] == "completed")

    assert math.isclose(kernel.run("run.progress"), 1.0)
    assert quiet(kernel)


def test_failures_in_the_background_reach_run_notes_and_no_output(kernel: Kernel):
    """A traceback in whatever cell is running would be nobody's."""
    kernel.run(
        "import sse_widgets as sw\nrun = sw.connect('http://127.0.0.1:1/agent', retry=sw.Retry(attempts=0))\n"
        "broken = sw.watch(1 / n for n in (1, 0))\nrun._ipython_display_()"
    )
    kernel.run("run.wait(60); broken.wait(60)\nNone")

    assert kernel.run("[run.connection, broken.connection]") == ["failed", "failed"]
    assert [each for each in kernel.outputs if each["output_type"] == "error"] == []
    assert "Traceback" not in json.dumps(kernel.outputs)


def test_the_same_text_run_again_stops_the_run_it_made_before(kernel: Kernel):
    """A bare client names no cells, so their text has to do."""
    kernel.run("runs = []")
    cell = START + "runs.append(run)"
    kernel.run(cell)
    kernel.run(cell)

    kernel.until(lambda: kernel.run("[run.document.stream.active for run in runs]") == [False, True])
    kernel.run("runs[-1].stop()")
    assert quiet(kernel)
