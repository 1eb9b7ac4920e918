"""A comm that loses, doubles and swaps messages, and a page that is reloaded: every view ends as the run is."""

import json
import queue
import random
from typing import Any

import pytest
from playwright.sync_api import Browser

import sse_widgets as sw
from sse_widgets.patches import document
from sse_widgets.state import TERMINAL
from tests.browser.stage import Stage, stage
from tests.waiting import until

VIEWS = ("console", "messages")
TROUBLE = 0.1
"""The share of messages that are lost; as many are doubled, and as many swapped with the next one."""

Message = tuple[dict[str, Any], list[str]]


class Wire:
    """One direction of a comm that cannot be relied on."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._waiting: Message | None = None
        self.troubled = 0

    def carry(self, message: Message) -> list[Message]:
        """Return what arrives now that `message` was sent."""
        luck = self._chance.random()
        late = [] if self._waiting is None else [self._waiting]
        self._waiting = None
        if luck >= 3 * TROUBLE:
            return [message, *late]
        self.troubled += 1
        if luck < TROUBLE:
            return late
        if luck < 2 * TROUBLE:
            return [message, message, *late]
        self._waiting = message
        return late


class Comm:
    """Between the model of a run and a page."""

    def __init__(self, run: sw.Run, page: Stage, chance: random.Random) -> None:
        self._model = run.model
        self._page = page
        self._outbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.down, self.up = Wire(chance), Wire(chance)
        self._model.send = self._send  # type: ignore[method-assign]  # the very seam: what would go to the comm

    def _send(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        self._outbox.put((json.loads(json.dumps(content)), [buffer.decode() for buffer in buffers or ()]))

    def pump(self) -> None:
        """Carry what there is to carry, both ways."""
        while not self._outbox.empty():
            for content, texts in self.down.carry(self._outbox.get()):
                self._page.deliver(content, texts)
        for said in self._page.sent():
            for content, _ in self.up.carry((said, [])):
                self._model._receive(self._model, content, [])


@pytest.mark.parametrize("seed", range(5))
def test_every_view_ends_as_the_run_is_whatever_happens_on_the_way(browser: Browser, seed: int):
    chance = random.Random(seed)
    run = sw.replay("literature_review", speed=chance.uniform(3, 6))
    with stage(browser) as page:
        comm = Comm(run, page, chance)
        _mount(page)
        reloads = 0
        while run.status not in TERMINAL:
            comm.pump()
            if reloads < 2 and chance.random() < 0.01:
                reloads += 1
                page.reload()
                _mount(page)
        if reloads == 0:
            page.reload()
            _mount(page)

        def settled() -> bool:
            comm.pump()
            return page.saved == _plain(run)

        until(settled)
        page.frame()
        assert comm.down.troubled + comm.up.troubled > 0
        assert _faces(page) == _faces_of(browser, run)
        assert page.errors == []


def _mount(page: Stage) -> None:
    for kind in VIEWS:
        page.mount(kind)


def _plain(run: sw.Run) -> Any:
    """The document that the run is at, as JSON carries it; its state is that of its cursor, read anew."""
    assert run.at(run.cursor) == run.state
    return json.loads(json.dumps(document(run.document)))


def _faces(page: Stage) -> list[str]:
    """What the views show, but for what they have said on the way."""
    said = page.page.locator("[role=status]")
    said.evaluate_all("all => all.forEach(one => { one.textContent = ''; })")
    return [page.page.locator(f"#stage-{kind}").inner_text() for kind in VIEWS]


def _faces_of(browser: Browser, run: sw.Run) -> list[str]:
    """What views show that were told once, whole."""
    with stage(browser) as page:
        _mount(page)
        page.show(run.document)
        return _faces(page)
