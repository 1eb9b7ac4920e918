"""What can be taken in of a state in passing: the end of it, in the shape of the whole."""

import json

import sse_widgets as sw
from sse_widgets.glance import CHARACTERS, THINGS, glance
from sse_widgets.patches import document
from sse_widgets.state import Agent, Citation, Message, RunState, TextPart
from sse_widgets.structures.items import Items
from sse_widgets.structures.text import Text


def test_a_small_state_is_seen_whole():
    state = sw.load("data_cleaning").at(20)

    assert glance(state) == document(state)


def test_of_long_texts_and_lists_the_end_is_seen():
    run = sw.Run(title="long")
    for n in range(3 * THINGS):
        said = {"type": "message_token", "message_id": f"m{n}", "token": f"{n} " + "word " * CHARACTERS + f"end {n}"}
        run.feed(sw.Frame("message", json.dumps(said)))
    seen = glance(run.state)
    texts = [message["parts"][0]["text"] for message in seen["messages"]]

    assert [message["id"] for message in seen["messages"]] == [f"m{n}" for n in range(2 * THINGS, 3 * THINGS)]
    assert {len(text) for text in texts} == {CHARACTERS}
    assert texts[-1].endswith(f"end {3 * THINGS - 1}")
    assert seen.keys() == document(run.state).keys()


def test_a_text_that_lost_its_beginning_carries_no_places_in_it():
    message = Message("m", parts=(TextPart(Text("said")),), citations=(Citation("s", start=0, end=4),))

    assert glance(message) == document(message) | {"citations": []}


def test_all_agents_are_seen_for_the_others_are_known_by_their_names():
    agents = Items(Agent(f"a{n}", f"Agent {n}") for n in range(3 * THINGS))
    state = RunState(agents=agents, typing=tuple(agent.id for agent in agents))
    seen = glance(state)

    assert seen["agents"] == document(agents)
    assert len(seen["typing"]) == THINGS
