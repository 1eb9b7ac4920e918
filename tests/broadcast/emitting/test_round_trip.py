"""What is emitted is what a run says: for each vocabulary, with any text in it."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sse_widgets.broadcast import EventBuilder
from sse_widgets.state import RunState
from tests.broadcast.emitting.speaking import NAME, TEXT, heard

Build = EventBuilder
Check = Callable[[Build, str, str, float], tuple[list[Any], Callable[[RunState], Any], Any]]
"""Given an id, a text and a number from 0 to 100: what is said, what to look at in the state, and what it must be."""

SAID = TEXT.filter(bool)


def agent_network(b: Build, id: str, text: str, n: float) -> tuple[list[Any], Callable[[RunState], Any], Any]:
    claims = [{"text_segment": text, "confidence": 0.5}]
    said = [
        b.agent_start(id, text, "researcher", task_description=text, priority="high"),
        b.message_token("m", text, agent_id=id, metadata={"model": id}),
        b.message_token("m", text, is_complete=True),
        b.research_sources([{"short_id": id, "title": text, "supported_claims": claims}], query=text, total_results=3),
        b.task_update([{"task_id": id, "description": text, "progress": n + 1, "status": "running"}]),
        b.canvas_open("code", text, title=id, language="python"),
        b.agent_complete(id, result={"a": text}, metrics={"tokens_used": 7}),
    ]
    return (
        said,
        lambda s: [
            (s.agents[0].id, s.agents[0].name, s.agents[0].task, s.agents[0].status, s.agents[0].result),
            (s.messages[0].text, s.messages[0].done, s.messages[0].agent, s.messages[0].model),
            (s.sources[0].id, s.sources[0].title, s.sources[0].claims[0].text),
            (s.tasks[0].id, s.tasks[0].title, s.tasks[0].status),
            (s.canvas[0].title, s.canvas[0].content, s.canvas[0].language),
            s.usage.total_tokens,
        ],
        [
            (id, text, text, "completed", {"a": text}),
            (text * 2, True, id, id),
            (id, text, text),
            (id, text, "running"),
            (id, text, "python"),
            7,
        ],
    )


def message_stream(b: Build, id: str, text: str, n: float) -> tuple[list[Any], Callable[[RunState], Any], Any]:
    said = [
        b.agent_started(id, text, current_task=text),
        b.agent_progress(id, n, status="working"),
        b.message_started("m", agent_id=id),
        b.message_chunk("m", "draft", metadata={"tokens": 3}),
        b.message_completed("m", text),
        b.research_plan(text, [{"id": "1", "title": text}]),
        b.research_results([{"id": id, "title": text}], step_id="1"),
        b.error_occurred("wrong", "server_error", details=text),
        b.agent_completed(id, results=text),
    ]
    return (
        said,
        lambda s: [
            (s.agents[0].name, s.agents[0].task, s.agents[0].status, s.agents[0].result),
            (s.messages[0].text, s.messages[0].done, s.messages[0].tokens),
            (s.plan.goal, s.plan.phases[0].title, s.plan.phases[0].status),
            (s.sources[0].id, s.sources[0].title),
            (s.errors[0].message, s.errors[0].kind, s.errors[0].detail),
        ],
        [
            (text, text, "completed", text),
            (text, True, 3),
            (text, text, "completed"),
            (id, text),
            ("wrong", "server", text),
        ],
    )


def thought_process(b: Build, id: str, text: str, n: float) -> tuple[list[Any], Callable[[RunState], Any], Any]:
    said = [
        b.whole_message(text, message_id="m", role="user"),
        b.thought_process_start(text, task_id=id),
        b.thought_process_step(text, text, task_id=id),
        b.thought_process_complete("so", task_id=id),
        b.message_regenerating("n", "old", task_id="t", user_query=text),
        b.regeneration_progress("n", n, task_id="t", partial_content="draft"),
        b.message_regenerated("n", text, task_id="t"),
        b.whole_message("gone", message_id="g"),
        b.message_deleted(["g"]),
        b.message_edited("m", text + "!"),
    ]
    return (
        said,
        lambda s: [
            [(each.id, each.text, each.role) for each in s.messages],
            [(each.title, each.done) for each in s.thoughts],
            (s.tasks[0].title, s.tasks[0].status, s.messages.find("n").replaces),
        ],
        [[("m", text + "!", "user"), ("n", text, "assistant")], [(text, True)] * 2, (text, "completed", "old")],
    )


def execution(b: Build, id: str, text: str, n: float) -> tuple[list[Any], Callable[[RunState], Any], Any]:
    said = [
        b.execution_started(text, execution_id=id),
        b.plan_created({"goal": text, "phases": [{"id": id, "title": text}]}),
        b.phase_start(id, text, 0),
        b.thinking(text, 1),
        b.tool_start(id, {"query": text, "n": n}),
        b.tool_complete(id, {"found": text}, duration=1500),
        b.phase_complete(id),
        b.execution_complete({"said": text}, tokens_used=7),
    ]
    return (
        said,
        lambda s: [
            (s.run.id, s.run.title, s.status, s.run.result, s.usage.total_tokens),
            (s.plan.goal, s.plan.phases[0].id, s.plan.phases[0].title, s.plan.phases[0].status),
            (s.thoughts[0].text, s.thoughts[0].done),
            (s.tools[0].name, s.tools[0].args, s.tools[0].output, s.tools[0].duration, s.tools[0].phase),
        ],
        [
            (id, text, "completed", {"said": text}, 7),
            (text, id, text, "completed"),
            (text, True),
            (id, {"query": text, "n": n}, {"found": text}, 1.5, id),
        ],
    )


def routing(b: Build, id: str, text: str, n: float) -> tuple[list[Any], Callable[[RunState], Any], Any]:
    said = [
        b.routing_started(),
        b.routing_completed(id, text, confidence=0.5, reasoning=text, protocol="a2a"),
        b.agent_execution_started(id, text),
        b.response_chunk(text),
        b.response_chunk(text),
        b.completed(),
    ]
    return (
        said,
        lambda s: [
            (s.routing.agent_id, s.routing.confidence, s.routing.reasoning),
            (s.agents[0].id, s.agents[0].name, s.agents[0].status),
            (s.messages[0].text, s.messages[0].done, s.status),
        ],
        [(id, 0.5, text), (id, text, "completed"), (text * 2, True, "completed")],
    )


def ag_ui(b: Build, id: str, text: str, n: float) -> tuple[list[Any], Callable[[RunState], Any], Any]:
    said = [
        b.run_started("t", id),
        b.subagent_started("a", text),
        b.reasoning_message_start("r"),
        b.reasoning_message_content("r", text),
        b.reasoning_message_end("r"),
        b.tool_call_start("c", id, subagent_run_id="a"),
        b.tool_call_args("c", '{"n": 1}'),
        b.tool_call_end("c"),
        b.tool_call_result("c", text, "cr"),
        b.text_message_start("m"),
        b.text_message_content("m", text),
        b.text_message_end("m"),
        b.state_snapshot({"a": text}),
        b.state_delta([{"op": "add", "path": "/b", "value": n}]),
        b.subagent_finished("a", result=text),
        b.run_finished("t", id, result=text, usage=[{"input_tokens": 5, "output_tokens": 2}]),
    ]
    return (
        said,
        lambda s: [
            (s.run.id, s.run.thread_id, s.status, s.run.result, s.usage.input_tokens),
            (s.agents[0].name, s.agents[0].status, s.agents[0].result),
            (s.thoughts[0].text, s.thoughts[0].done, s.messages[-1].text, s.messages[-1].done),
            (s.tools[0].name, s.tools[0].args, s.tools[0].output, s.tools[0].agent),
            s.document,
        ],
        [
            (id, "t", "completed", text, 5),
            (text, "completed", text),
            (text, True, text, True),
            (id, {"n": 1}, text, "a"),
            {"a": text, "b": n},
        ],
    )


@pytest.mark.parametrize("vocabulary", [agent_network, message_stream, thought_process, execution, routing, ag_ui])
def test_what_is_emitted_is_what_a_run_says(vocabulary: Check):
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(NAME.filter(str.strip), SAID, st.integers(0, 99))
    def check(id: str, text: str, number: float) -> None:
        build = EventBuilder(session="s")
        said, look, expected = vocabulary(build, id, text, number)
        state = heard(*said)

        assert look(state) == expected
        assert build.vocabulary == vocabulary.__name__
        assert state.counters.unknown == state.counters.unreadable == 0

    check()
