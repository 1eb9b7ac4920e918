"""The protocol between the hidden model and browsers: whatever the comm does, what is shown is what is true."""

import json
import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_widgets import patches
from sse_widgets.document import Document, Stream
from sse_widgets.flusher import RATE
from sse_widgets.frame import Frame
from sse_widgets.log import Log
from sse_widgets.pieces import pieces
from sse_widgets.widgets import RunModel, pacing
from sse_widgets.widgets import model as model_module
from sse_widgets.widgets.pacing import IN_FLIGHT, UNHEARD
from tests.waiting import Clock

STEPS = ("token", "token", "token", "pause", "pause", "reload", "seek")


class Kernel:
    """A model with a log behind it, and a clock instead of a flusher; what it sends goes to `browsers`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.log = Log("plain")
        self.pinned: int | None = None
        self.model = RunModel(self.read, lambda: 1.5)
        self.browsers: list[Browser] = []
        self.sent: list[tuple[dict[str, Any], list[bytes] | None]] = []
        self.traits: list[dict[str, Any]] = []
        self.due: float | None = None
        self.model.send = self.send
        self.model.send_state = lambda key: self.traits.append(self.model.get_state(key))

    def read(self) -> Document:
        """What is to be shown."""
        shown = len(self.log.frames) if self.pinned is None else self.pinned
        return Document(self.log.at(shown), Stream(received=len(self.log.frames), shown=shown))

    @property
    def truth(self) -> Any:
        """What every browser must show in the end."""
        return patches.document(self.read())

    def send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Stand in for the comm."""
        json.dumps(content)
        self.sent.append((content, buffers))
        for browser in self.browsers:
            browser.wire.append((content, buffers))

    def hear(self, message: dict[str, Any]) -> None:
        """Take a message from a browser."""
        self.model._receive(self.model, message, [])

    def token(self, text: str = "word") -> None:
        """Receive a frame."""
        self.log.feed(Frame(data=text))
        self.due = self.clock.now

    def tick(self, seconds: float = 0.05) -> None:
        """Let time pass and do what is due."""
        self.clock.go(seconds)
        if self.due is not None and self.due <= self.clock.now:
            again = self.model.flush()
            self.due = None if again is None else self.clock.now + again

    def kinds(self) -> list[str]:
        """What was sent since the last time, by kind."""
        kinds = [content["kind"] for content, _ in self.sent]
        self.sent.clear()
        return kinds


class Browser:
    """What js/lib/store.ts does, with a wire that can be tampered with."""

    def __init__(self, kernel: Kernel, *, acknowledges: bool = True) -> None:
        self.kernel = kernel
        self.acknowledges = acknowledges
        self.wire: list[tuple[dict[str, Any], list[bytes] | None]] = []
        self.up: list[dict[str, Any]] = []
        self.open()
        kernel.browsers.append(self)

    def open(self) -> None:
        """Be a page that has just been loaded."""
        self.document: Any = None
        self.seq = -1
        self.synced = False
        self.asking: tuple[str, float, float] | None = None
        self.stale = False
        self.replies: list[dict[str, Any]] = []
        self.ask("hello", 2.0)

    def ask(self, kind: str, wait: float) -> None:
        self.up.append({"kind": kind})
        self.asking = kind, wait, self.kernel.clock.now + wait

    def tick(self) -> None:
        """Ask again where there was no answer."""
        if self.asking and self.kernel.clock.now >= self.asking[2]:
            kind, wait, _ = self.asking
            self.asking = None
            if wait < 16.0:
                self.ask(kind, wait * 2)
            else:
                self.stale = True

    def receive(self, content: dict[str, Any], buffers: list[bytes] | None) -> None:
        if self.stale:
            self.stale = False
            if content["kind"] != "snapshot":
                self.ask("hello", 2.0)
        match content["kind"]:
            case "snapshot":
                if content["seq"] == self.seq and self.synced and not self.asking:
                    return
                self.asking, self.synced = None, True
                self.commit(json.loads(buffers[0]) if buffers else content["document"], content["seq"])
            case "patch" if not (self.synced and content["seq"] <= self.seq):
                if self.synced and content["seq"] == self.seq + 1:
                    self.commit(patches.apply(self.document, content["ops"]), content["seq"])
                else:
                    self.resync()
            case "seq" if content["seq"] > self.seq:
                self.resync()
            case "seq":
                self.acknowledge()
            case "reply":
                self.replies.append(content)

    def commit(self, document: Any, seq: int) -> None:
        self.document, self.seq = json.loads(json.dumps(document)), seq
        self.acknowledge()

    def acknowledge(self) -> None:
        if self.acknowledges:
            self.up.append({"kind": "ack", "seq": self.seq})

    def resync(self) -> None:
        if not self.asking:
            self.ask("resync", 2.0)

    def exchange(self, tamper: Callable[[list[Any]], list[Any]] = list) -> None:
        """Let pass what is on the wire, both ways, until nothing is."""
        for _ in range(100):
            if not self.wire and not self.up:
                return
            up, self.up = tamper(self.up), []
            for message in up:
                self.kernel.hear(message)
            down, self.wire = tamper(self.wire), []
            for content, buffers in down:
                self.receive(content, buffers)
        raise AssertionError("the two never stop talking")


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    clock = Clock()
    for module in (model_module, pacing):
        monkeypatch.setattr(module, "time", clock)
    kernel = Kernel(clock)
    yield kernel
    kernel.model.close()


def opened(kernel: Kernel, **options: Any) -> Browser:
    """Return a browser that has its first snapshot; what was sent so far is forgotten."""
    browser = Browser(kernel, **options)
    browser.exchange()
    kernel.sent.clear()
    return browser


# ------------------------------------------------------------------ in the rain


@settings(max_examples=100)
@given(
    chance=st.randoms(use_true_random=False),
    loss=st.sampled_from([0.0, 0.2, 0.6, 1.0]),
    pages=st.integers(1, 3),
    steps=st.lists(st.sampled_from(STEPS), max_size=40),
)
def test_after_the_dust_settles_every_browser_shows_the_truth(
    chance: random.Random, loss: float, pages: int, steps: list[str]
):
    """Whatever was dropped, doubled or came late, in either direction, for each browser by itself."""

    def tamper(messages: list[Any]) -> list[Any]:
        messages = messages + late
        late.clear()
        passed = []
        for message in messages:
            if chance.random() < loss:
                continue
            passed += [message] * (2 if chance.random() < 0.2 else 1)
        if chance.random() < 0.3:
            chance.shuffle(passed)
        return passed

    late: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_module, "time", Clock())
        kernel = Kernel(model_module.time)
        browsers = [Browser(kernel) for _ in range(pages)]
        for n, step in enumerate(steps):
            match step:
                case "token":
                    kernel.token(f"{n} ")
                case "reload":
                    chance.choice(browsers).open()
                case "seek":
                    kernel.pinned = chance.choice([None, chance.randint(0, len(kernel.log.frames))])
                    kernel.due = kernel.clock.now
            kernel.tick(chance.choice([0.0, 0.05, 0.5]))
            for browser in browsers:
                browser.tick()
                browser.exchange(tamper)
        for _ in range(400):
            kernel.tick(0.25)
            for browser in browsers:
                browser.tick()
                browser.exchange()
        kernel.model.close()

    for browser in browsers:
        assert browser.document == kernel.truth


# ------------------------------------------------------------------ the protocol


def test_a_page_is_told_without_having_said_hello(kernel):
    """One that opens in a busy cell cannot say it: ipykernel 7.4 keeps its messages until the cell has ended."""
    kernel.token()
    kernel.tick()

    assert kernel.sent[0][0]["document"] == kernel.truth
    assert kernel.kinds() == ["snapshot"]


def test_hello_is_answered_with_a_snapshot_of_what_is_true_now(kernel):
    kernel.token()
    browser = Browser(kernel)
    browser.exchange()

    assert kernel.kinds() == ["snapshot"]
    assert browser.document == kernel.truth
    assert kernel.model._acked == browser.seq


def test_what_is_new_goes_out_as_patches_with_rising_numbers(kernel):
    browser = opened(kernel)
    start = browser.seq
    for _ in range(3):
        kernel.token()
        kernel.tick()
        browser.exchange()

    assert [content["seq"] for content, _ in kernel.sent] == [start + 1, start + 2, start + 3]
    assert {content["kind"] for content, _ in kernel.sent} == {"patch"}
    assert all(content["clock"] == 1.5 for content, _ in kernel.sent)
    assert browser.document == kernel.truth


def test_nothing_new_is_not_sent(kernel):
    browser = opened(kernel)
    kernel.due = kernel.clock.now
    kernel.tick()
    browser.exchange()

    assert kernel.sent == []


def test_one_patch_after_a_long_silence_is_one_message(kernel):
    """The number is repeated only when it has been out for a while."""
    browser = opened(kernel)
    kernel.clock.go(60.0)
    kernel.token()
    kernel.tick()

    assert kernel.kinds() == ["patch"]
    browser.exchange()
    assert browser.document == kernel.truth


def test_a_lost_patch_is_found_by_the_next_one_and_repaired_by_a_snapshot(kernel):
    browser = opened(kernel)
    kernel.token("lost")
    kernel.tick()
    browser.wire.clear()
    kernel.token("found")
    kernel.tick()
    browser.exchange()

    assert kernel.kinds() == ["patch", "patch", "snapshot"]
    assert browser.document == kernel.truth


def test_a_lost_last_patch_is_found_by_the_repeated_number(kernel):
    browser = opened(kernel)
    kernel.token("lost")
    kernel.tick()
    browser.wire.clear()
    kernel.tick(1.01)
    browser.exchange()

    assert kernel.kinds() == ["patch", "seq", "snapshot"]
    assert browser.document == kernel.truth


def test_a_last_patch_that_only_one_of_two_browsers_lost_is_repaired_too(kernel):
    first, second = opened(kernel), opened(kernel)
    kernel.token("lost on the way to the second")
    kernel.tick()
    second.wire.clear()
    first.exchange()
    for _ in range(10):
        kernel.tick(0.5)
        first.exchange()
        second.exchange()

    assert first.document == second.document == kernel.truth


def test_the_last_number_is_repeated_ever_more_rarely_until_nobody_is_there(kernel):
    opened(kernel, acknowledges=False)
    kernel.token()
    repeated = []
    start = kernel.clock.now
    for _ in range(1000):
        kernel.tick(0.1)
        if "seq" in kernel.kinds():
            repeated.append(round(kernel.clock.now - start))
    kernel.token()
    kernel.tick()

    assert repeated == [1, 3, 7, 15, 31]
    assert kernel.kinds() == []
    assert kernel.due is None


def test_whoever_comes_back_says_hello_and_is_served_again(kernel):
    browser = opened(kernel, acknowledges=False)
    kernel.token()
    for _ in range(700):
        kernel.tick(0.1)
    kernel.token("late")
    browser.acknowledges = True
    browser.open()
    browser.exchange()
    kernel.token("later")
    kernel.tick()
    browser.exchange()

    assert browser.document == kernel.truth


def test_without_acknowledgements_sending_slows_down_and_does_not_stop(kernel):
    """Clicks and acknowledgements may be stuck behind a busy cell for hours."""
    browser = opened(kernel, acknowledges=False)
    for _ in range(200):
        kernel.token()
        kernel.tick(0.05)
        browser.exchange()
    sent = len(kernel.sent)

    assert 0.8 * 10 / UNHEARD <= sent <= 10 / UNHEARD + IN_FLIGHT
    for _ in range(10):
        kernel.tick(0.05)
        browser.exchange()
    assert browser.document == kernel.truth


def test_with_acknowledgements_every_look_may_send(kernel):
    browser = opened(kernel)
    for _ in range(100):
        kernel.token()
        kernel.tick(0.05)
        browser.exchange()

    assert len(kernel.sent) == 100


def test_acknowledgements_four_times_a_second_that_take_their_time_are_enough(kernel):
    """A page does not answer every patch: each answer is answered, and what is on the wire holds up the next patch."""
    browser = opened(kernel, acknowledges=False)
    on_their_way: list[tuple[float, int]] = []
    for n in range(100):
        kernel.token()
        kernel.tick(1 / RATE)
        browser.exchange()
        if n % 8 == 0:
            on_their_way.append((kernel.clock.now + 0.1, browser.seq))
        while on_their_way and on_their_way[0][0] <= kernel.clock.now:
            kernel.hear({"kind": "ack", "seq": on_their_way.pop(0)[1]})

    assert len(kernel.sent) == 100


def test_a_small_snapshot_is_json_and_a_large_one_a_buffer(kernel):
    kernel.token("é" * 1000)
    browser = opened(kernel)
    small = browser.document
    kernel.token("é" * model_module.LARGE)
    browser.open()
    browser.exchange()
    content, buffers = kernel.sent[-1]

    assert small["stream"]["received"] == 1
    assert content["kind"] == "snapshot"
    assert content["document"] is None
    assert isinstance(buffers[0], bytes)
    assert browser.document == kernel.truth


def test_no_message_has_a_key_that_the_kernel_would_keep_for_ever(kernel):
    browser = opened(kernel)
    browser.open()
    kernel.model.commands = {"stop": lambda: None}
    browser.up.append({"kind": "call", "call": 1, "name": "stop", "args": {}})
    kernel.token()
    kernel.tick()
    browser.exchange()
    kernel.token()
    kernel.tick()
    browser.wire.clear()
    kernel.tick(1.1)

    assert {content["kind"] for content, _ in kernel.sent} == {"snapshot", "patch", "reply", "seq"}
    assert all("id" not in content for content, _ in kernel.sent)


@pytest.mark.parametrize(
    "message",
    [{}, [], "hello", None, {"kind": "ack"}, {"kind": "ack", "seq": "1"}, {"kind": "call"}, {"kind": "nothing"}],
)
def test_what_is_no_message_is_ignored(kernel, message, caplog):
    browser = opened(kernel)
    kernel.hear(message)
    kernel.token()
    kernel.tick()
    browser.exchange()

    assert caplog.records == []
    assert browser.document == kernel.truth


# ------------------------------------------------------------------ what is saved


def test_the_saved_state_holds_what_was_sent_and_is_made_only_when_asked_for(kernel, monkeypatch):
    browser = opened(kernel)
    made = []
    real = model_module.document
    monkeypatch.setattr(model_module, "document", lambda value: made.append(value) or real(value))
    kernel.token("sent")
    kernel.tick()
    browser.exchange()
    kernel.token("not yet")
    assert made == []
    state = kernel.model.get_state()

    assert len(made) == 1
    assert state["snapshot"] == {"seq": browser.seq, "document": browser.document, "clock": None}
    assert "snapshot" not in kernel.model.get_state("_esm")
    assert len(made) == 1


def test_the_saved_state_is_there_for_tools_that_leave_out_defaults(kernel):
    """`ipywidgets.embed` and `nbconvert` may."""
    kernel.token()
    kernel.model.store()

    assert kernel.model.get_state(drop_defaults=True)["snapshot"]["document"] == kernel.truth


def test_store_saves_the_present_state_though_nobody_is_there(kernel):
    kernel.token()
    kernel.model.store()

    assert kernel.traits[-1]["snapshot"]["document"] == kernel.truth


def test_store_also_tells_a_browser_that_is_there(kernel):
    browser = opened(kernel)
    kernel.token()
    kernel.model.store()
    browser.exchange()

    assert browser.document == kernel.traits[-1]["snapshot"]["document"] == kernel.truth


# --------------------------------------------------------------------- commands


def call(kernel: Kernel, name: str, **args: Any) -> dict[str, Any]:
    kernel.hear({"kind": "call", "call": 7, "name": name, "args": args})
    return kernel.sent[-1][0]


def test_a_command_is_answered_with_its_result(kernel):
    kernel.model.commands = {"add": lambda a, b: a + b}

    assert call(kernel, "add", a=1, b=2) == {"kind": "reply", "call": 7, "result": 3}


def test_a_command_that_fails_is_answered_with_a_sentence(kernel, caplog):
    def broken() -> None:
        raise ValueError("there is no frame 9")

    kernel.model.commands = {"frame": broken}

    assert call(kernel, "frame") == {"kind": "reply", "call": 7, "error": "frame failed: there is no frame 9"}
    assert "frame" in call(kernel, "frame", wrong=1)["error"]
    assert "'erase' is not something that can be asked for" in call(kernel, "erase")["error"]
    assert caplog.records != []


def test_a_large_patch_comes_in_pieces_of_which_the_last_completes_it(kernel, monkeypatch):
    monkeypatch.setattr(model_module, "pieces", partial(pieces, most=20))
    browser = opened(kernel)
    kernel.log.feed(*(Frame(data="words and words") for _ in range(100)))
    kernel.model.flush()
    patches_sent = [content for content, _ in kernel.sent if content["kind"] == "patch"]

    assert len(patches_sent) > 5
    assert [content.get("more", False) for content in patches_sent] == [True] * (len(patches_sent) - 1) + [False]
    browser.exchange()
    assert browser.document == kernel.truth
