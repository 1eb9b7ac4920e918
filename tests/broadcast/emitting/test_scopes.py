"""Blocks tell a beginning and an end, however they are left, in whichever vocabulary has the words."""

import asyncio
from typing import Any

import pytest

from sse_widgets.broadcast import Broadcaster, Emitter
from sse_widgets.broadcast.emitting.envelopes import Said
from sse_widgets.broadcast.emitting.sent import Sent
from sse_widgets.state import RunState
from tests.broadcast.emitting.speaking import heard


class Told(Emitter):
    """An emitter that keeps what it was to send."""

    def __init__(self, vocabulary: str = "") -> None:
        super().__init__("s", Broadcaster(), vocabulary=vocabulary)
        self.said: list[Said] = []

    def _put(self, event: str, data: Any) -> Sent:
        self.said.append(Said(event, data))
        sent = Sent()
        sent.arrived("1-0")
        return sent

    @property
    def state(self) -> RunState:
        return heard(*self.said, dialect=self.vocabulary)


def text(state: RunState) -> str:
    return state.messages[-1].text


@pytest.mark.parametrize("vocabulary", ["", "execution", "routing", "thought_process"])
def test_a_run_completes_or_fails_as_its_block_does(vocabulary):
    good, bad = Told(vocabulary), Told(vocabulary)
    with good.run("Compare") as run:
        run.result = "cool"
    with pytest.raises(KeyError), bad.run("Compare"):
        raise KeyError("roofs")

    assert good.state.errors == ()
    assert good.state.status == ("running" if vocabulary == "thought_process" else "completed")
    assert "KeyError: 'roofs'" in bad.state.errors[-1].message
    assert bad.state.status == ("running" if vocabulary == "thought_process" else "failed")


@pytest.mark.parametrize("vocabulary", ["", "agent_network", "message_stream"])
def test_an_agent_is_done_failed_or_cancelled_as_its_block_is(vocabulary):
    emitter = Told(vocabulary)
    with emitter.agent("Good", task="look") as good:
        good.result = "found"
    with pytest.raises(ValueError, match="no"), emitter.agent("Bad"):
        raise ValueError("no")
    with pytest.raises(asyncio.CancelledError), emitter.agent("Gone"):
        raise asyncio.CancelledError
    agents = {agent.name: agent for agent in emitter.state.agents}

    assert (agents["Good"].status, agents["Good"].result, agents["Good"].task) == ("completed", "found", "look")
    assert (agents["Bad"].status, agents["Bad"].error) == ("failed", "ValueError: no")
    assert agents["Gone"].status in ("cancelled", "failed")


def test_agents_within_agents_are_theirs_and_so_is_what_they_say():
    emitter = Told()
    with emitter.agent("Outer", id="o"):
        with emitter.agent("Inner", id="i"), emitter.tool("search"), emitter.message(id="m") as message:
            message.add("hi")
        with emitter.message(id="n") as message:
            message.add("ho")
    with emitter.message(id="p") as message:
        message.add("alone")
    state = emitter.state

    assert state.agents.find("i").parent == "o"
    assert [state.messages.find(id).agent for id in "mnp"] == ["i", "o", ""]
    assert state.tools[0].agent == "i"


async def test_agents_side_by_side_do_not_mix():
    emitter = Told()

    async def work(name: str) -> None:
        async with emitter.agent(name, id=name):
            await asyncio.sleep(0)
            async with emitter.message(id=f"of {name}") as message:
                await asyncio.sleep(0)
                message.add(name)

    await asyncio.gather(*map(work, "abc"))

    assert {message.id: message.agent for message in emitter.state.messages} == {f"of {n}": n for n in "abc"}


@pytest.mark.parametrize("vocabulary", ["", "execution"])
def test_a_tool_returns_or_fails_as_its_block_does(vocabulary):
    emitter = Told(vocabulary)
    with emitter.tool("search", query="roofs", name="both names may be arguments") as call:
        call.result = ["a", "b"]
    with pytest.raises(OSError, match="gone"), emitter.tool("fetch", url="x"):
        raise OSError("gone")
    good, bad = emitter.state.tools

    assert good.args == {"query": "roofs", "name": "both names may be arguments"}
    assert good.output in (["a", "b"], '["a", "b"]')
    assert "OSError: gone" in bad.error + str(bad.output)
    assert good.status == "completed"
    assert bad.ended_at is not None


def test_a_phase_ends_however_it_is_left():
    emitter = Told("execution")
    emitter.plan_created({"goal": "g", "phases": [{"id": "1", "title": "One"}, {"id": "2", "title": "Two"}]})
    with emitter.phase("One", id="1"), emitter.tool("search"):
        pass
    with pytest.raises(ZeroDivisionError), emitter.phase("Two", id="2"):
        raise ZeroDivisionError
    state = emitter.state

    assert [phase.status for phase in state.plan.phases] == ["completed", "completed"]
    assert state.tools[0].phase == "1"


@pytest.mark.parametrize("vocabulary", ["", "agent_network", "message_stream", "routing", "thought_process"])
def test_a_message_is_whole_however_its_block_is_left(vocabulary):
    emitter = Told(vocabulary)
    message = emitter.message()

    def write() -> None:
        with message:
            for word in ("green ", "", "roofs"):
                message.add(word)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    state = emitter.state

    assert text(state) == message.text == "green roofs"
    assert state.messages[-1].done or vocabulary == "routing"


def test_what_a_vocabulary_has_no_word_for_is_told_at_once():
    with pytest.raises(ValueError, match="'agent_network' has no word for a tool; ag_ui and execution have"):
        Told("agent_network").tool("search").begin()


def test_a_scope_begins_and_ends_once_where_no_block_can():
    emitter = Told("execution")
    call = emitter.tool("search")
    call.begin()
    call.begin()
    call.end()
    call.end(ValueError("late"))

    assert [said.event for said in emitter.said] == ["tool:start", "tool:complete"]
