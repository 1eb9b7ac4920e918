"""What the back ends read by tables say, beyond what could be captured."""

import json
from typing import Any

import pytest

from sse_widgets.frame import CLOSED, Frame
from sse_widgets.log import Log
from sse_widgets.state import RunState


def state_of(dialect: str, *said: Any, cut: bool = False) -> RunState:
    """Return the state that these frames lead to, found by themselves; `cut` ends the stream after them."""
    log = Log()
    log.feed(*(Frame(data=each if isinstance(each, str) else json.dumps(each)) for each in said))
    if cut:
        log.feed(Frame(CLOSED, "{}"))
    assert log.dialect == dialect
    return log.state


def texts(state: RunState) -> list[tuple[str, str]]:
    return [(message.agent, message.text) for message in state.messages]


# ---------------------------------------------------------------------- agno


def agno(event: str, run: str = "r1", agent: str = "lead", **more: Any) -> dict[str, Any]:
    return {"event": event, "run_id": run, "session_id": "s", "agent_id": agent, "agent_name": agent.title(), **more}


TOOL = {"tool_call_id": "c1", "tool_name": "search", "tool_args": {"q": "x"}}


def test_a_call_of_agno_runs_and_returns_or_fails():
    state = state_of(
        "agno",
        agno("RunStarted"),
        agno("ToolCallStarted", tool=TOOL),
        agno("ToolCallCompleted", tool={**TOOL, "result": "found"}, content="search() completed in 0.1 s"),
        agno("ToolCallStarted", tool={**TOOL, "tool_call_id": "c2"}),
        agno("ToolCallCompleted", tool={**TOOL, "tool_call_id": "c2", "tool_call_error": True, "result": "no net"}),
        agno("ToolCallStarted", tool={**TOOL, "tool_call_id": "c3"}),
        agno("ToolCallError", tool={**TOOL, "tool_call_id": "c3"}, error="boom"),
    )

    assert [(it.name, it.args, it.status, it.output, it.error) for it in state.tools] == [
        ("search", {"q": "x"}, "completed", "found", ""),
        ("search", {"q": "x"}, "failed", None, "no net"),
        ("search", {"q": "x"}, "failed", None, "boom"),
    ]


def test_a_team_of_agno_has_members_whose_end_is_not_its_own():
    team = {"agent_id": None, "agent_name": None, "team_id": "team", "team_name": "Team"}
    state = state_of(
        "agno",
        agno("TeamRunStarted", **team),
        agno("RunStarted", "r2", "reader", parent_run_id="r1"),
        agno("RunContent", "r2", "reader", parent_run_id="r1", content="Two lakes."),
        agno("RunCompleted", "r2", "reader", parent_run_id="r1", content="Two lakes."),
        agno("TeamRunContent", **team, content="It "),
        agno("TeamRunContent", **team, content="shrank."),
        agno("TeamTaskCreated", **team, task_id="t", title="Read", status="in_progress", assignee="reader"),
    )

    assert (state.status, state.run.id) == ("running", "r1")
    assert [(it.name, it.kind, it.parent, it.status) for it in state.agents] == [
        ("Team", "team", "", "working"),
        ("Reader", "agent", "team", "completed"),
    ]
    assert texts(state) == [("reader", "Two lakes."), ("team", "It shrank.")]
    assert [(it.title, it.status, it.agent) for it in state.tasks] == [("Read", "running", "reader")]


def test_agno_thinks_in_steps_and_in_between():
    step = {"title": "Plan", "reasoning": "First look.", "action": "I will look.", "confidence": 0.9}
    state = state_of(
        "agno",
        agno("RunStarted"),
        agno("ReasoningStarted"),
        agno("ReasoningStep", content=step, reasoning_content="## Plan\nFirst look."),
        agno("ReasoningCompleted"),
        agno("RunContent", content=None, reasoning_content="Hm."),
        agno("RunContent", content="Yes.", reasoning_content=""),
    )

    assert [(it.kind, it.title, it.text, it.done) for it in state.thoughts] == [
        ("thinking", "", "Hm.", True),
        ("step", "Plan", "First look.\nI will look.", True),
    ]


def test_a_run_of_agno_that_pauses_waits_for_a_person_and_goes_on():
    asks = {**TOOL, "requires_confirmation": True}
    said = [agno("RunStarted"), agno("RunPaused", tools=[asks], requirements=[{"id": "q", "tool_execution": asks}])]
    paused = state_of("agno", *said, cut=True)
    resumed = state_of("agno", *said, agno("RunContinued"), agno("RunCompleted", content="Done."))

    assert (paused.status, paused.interrupts[0].tool_id, paused.interrupts[0].reason) == (
        "awaiting_input",
        "c1",
        "confirmation",
    )
    assert paused.tools[0].status == "awaiting_approval"
    assert (resumed.status, resumed.interrupts[0].status, texts(resumed)) == (
        "completed",
        "resolved",
        [("lead", "Done.")],
    )


@pytest.mark.parametrize(
    ("event", "more", "status", "message"),
    [
        ("RunError", {"content": "no key", "error_type": "auth_error"}, "failed", "no key"),
        ("RunCancelled", {"reason": "by hand"}, "cancelled", ""),
    ],
)
def test_a_run_of_agno_ends_badly(event: str, more: Any, status: str, message: str):
    state = state_of("agno", agno("RunStarted"), agno("RunContent", content="Half"), agno(event, **more))

    assert (state.status, state.agents[0].status) == (status, status)
    assert (state.error.message if state.error else "") == message


def test_a_workflow_of_agno_has_steps_and_the_agents_in_them_do_not_end_it():
    flow = {"workflow_id": "w", "workflow_name": "Flow", "agent_id": ""}
    step = {**flow, "step_id": "s1", "step_name": "Read"}
    inside = {"workflow_run_id": "r1", "step_id": "s1"}
    said = [
        agno("WorkflowStarted", **flow),
        agno("StepStarted", **step),
        agno("RunStarted", "r2", "reader", **inside),
        agno("RunContent", "r2", "reader", content="Read.", **inside),
        agno("RunCompleted", "r2", "reader", content="Read.", metrics={"total_tokens": 3, "input_tokens": 2}, **inside),
        agno("StepCompleted", **step),
    ]
    running = state_of("agno", *said)
    ended = state_of("agno", *said, agno("WorkflowCompleted", **flow, content="Read."))

    assert (running.status, ended.status, ended.run.result) == ("running", "completed", "Read.")
    assert [(it.title, it.status) for it in ended.plan.phases] == [("Read", "completed")]
    assert texts(ended) == [("reader", "Read.")]
    assert ended.usage.total_tokens == 3


# -------------------------------------------------------------------- mastra


def mastra(type: str, **payload: Any) -> dict[str, Any]:
    return {"type": type, "runId": "r", "from": "AGENT", "payload": payload}


USAGE = {"inputTokens": 3, "outputTokens": 2, "totalTokens": 5}


def test_steps_of_mastra_use_tokens_and_the_end_does_not_count_them_twice():
    step = [mastra("step-start", messageId="m"), mastra("step-finish", output={"usage": USAGE})]
    finish = mastra("finish", stepResult={"reason": "length"}, output={"usage": {**USAGE, "totalTokens": 10}})
    two = state_of("mastra", mastra("start", messageId="m"), *step, *step, finish)
    none = state_of("mastra", mastra("start", messageId="m"), finish)

    assert (two.usage.total_tokens, none.usage.total_tokens) == (10, 10)
    assert (two.status, two.messages[0].finish_reason) == ("completed", "length")


def test_calls_of_mastra_stream_their_arguments_return_fail_and_are_approved():
    state = state_of(
        "mastra",
        mastra("start", messageId="m"),
        mastra("reasoning-delta", id="h", text="Look."),
        mastra("reasoning-end", id="h"),
        mastra("tool-call-input-streaming-start", toolCallId="a", toolName="look"),
        mastra("tool-call-delta", toolCallId="a", argsTextDelta='{"q":'),
        mastra("tool-call-delta", toolCallId="a", argsTextDelta='"x"}'),
        mastra("tool-call-input-streaming-end", toolCallId="a"),
        mastra("tool-call", toolCallId="a", toolName="look", args={"q": "x"}),
        mastra("tool-result", toolCallId="a", toolName="look", result={"n": 1}),
        mastra("tool-call", toolCallId="b", toolName="look", args={}, providerExecuted=True),
        mastra("tool-error", toolCallId="b", toolName="look", error={"message": "boom", "stack": "at /app/x.js:1"}),
        mastra("tool-call", toolCallId="c", toolName="delete", args={"id": 1}),
        mastra("tool-call-approval", toolCallId="c", toolName="delete", args={"id": 1}),
        cut=True,
    )

    assert [(it.name, it.kind, it.args, it.status, it.output, it.error) for it in state.tools] == [
        ("look", "", {"q": "x"}, "completed", {"n": 1}, ""),
        ("look", "server", {}, "failed", None, "boom"),
        ("delete", "", {"id": 1}, "awaiting_approval", None, ""),
    ]
    assert (state.status, state.interrupts[0].tool_id, state.thoughts[0].text) == ("awaiting_input", "c", "Look.")


def test_an_error_of_mastra_has_its_stack_apart_and_more_may_follow():
    error = {"name": "APICallError", "message": "Overloaded", "stack": "APICallError: Overloaded\n  at /app/x.js:1"}
    state = state_of(
        "mastra",
        mastra("start", messageId="m"),
        mastra("text-delta", id="t", text="Half"),
        mastra("error", error=error),
        mastra("finish", stepResult={"reason": "error"}, output={}),
        "[DONE]",
    )

    assert state.error is not None
    assert (state.status, state.error.message, "x.js" in state.error.message) == ("failed", "Overloaded", False)
    assert (state.error.detail, texts(state)) == (error["stack"], [("", "Half")])


def test_an_agent_of_mastra_inside_another_speaks_and_does_not_end_it():
    def of(kind: str, payload: Any) -> dict[str, Any]:
        inner = {"type": kind, "runId": "r2", "from": "AGENT", "payload": payload}
        return {"type": f"agent-execution-event-{kind}", "runId": "r", "from": "NETWORK", "payload": inner}

    state = state_of(
        "mastra",
        mastra("start", messageId="m"),
        mastra("agent-execution-start", agentId="reader", args={"task": "read"}),
        of("text-delta", {"id": "1", "text": "Two."}),
        of("finish", {}),
        mastra("agent-execution-end", agentId="reader", result="Two."),
        mastra("text-delta", id="1", text="There are two."),
    )

    assert state.status == "running"
    assert texts(state) == [("", "Two."), ("", "There are two.")]
    assert [(it.id, it.task, it.status) for it in state.agents] == [("reader", "read", "completed")]


# ----------------------------------------------------------------- agentcore


def test_convenient_events_of_strands_count_where_those_of_the_model_are_left_out():
    use = {"toolUseId": "t", "name": "look", "input": {"q": 1}}
    state = state_of(
        "agentcore",
        {"init_event_loop": True},
        {"reasoningText": "Hm."},
        {"data": "It is "},
        {"data": "warm."},
        {"current_tool_use": {"toolUseId": "t", "name": "look", "input": '{"q"'}},
        {"current_tool_use": use},
        {"message": {"role": "assistant", "content": [{"text": "It is warm."}, {"toolUse": use}]}},
        cut=True,
    )

    assert (texts(state), state.thoughts[0].text, state.tools[0].args) == ([("", "It is warm.")], "Hm.", {"q": 1})
    assert (state.status, state.tools[0].status) == ("completed", "pending")


def test_an_agent_of_strands_that_yields_only_text_is_read():
    state = state_of("agentcore", {"init_event_loop": True}, '"Hello "', '"you."', "\"{'result': AgentResult(x)}\"")

    assert (texts(state), state.status) == ([("", "Hello you.")], "completed")


@pytest.mark.parametrize(
    ("said", "status", "message"),
    [
        ({"error": "boom", "error_type": "ValueError", "message": "An error occurred"}, "failed", "An error occurred"),
        ({"force_stop": True, "force_stop_reason": "throttled"}, "failed", "throttled"),
        ("\"{'result': AgentResult(stop_reason='interrupt', message={})}\"", "awaiting_input", ""),
        ({"message": "a sentence"}, "completed", ""),
    ],
)
def test_a_run_of_strands_ends_in_several_ways(said: Any, status: str, message: str):
    state = state_of("agentcore", {"init_event_loop": True}, said, cut=True)

    assert (state.status, state.error.message if state.error else "") == (status, message)


def test_nodes_of_a_graph_of_strands_are_agents_that_speak_for_themselves():
    def of(node: str, event: Any) -> dict[str, Any]:
        return {"type": "multiagent_node_stream", "node_id": node, "event": event}

    def delta(text: str) -> dict[str, Any]:
        return {"event": {"contentBlockDelta": {"delta": {"text": text}}}}

    state = state_of(
        "agentcore",
        {"type": "multiagent_node_start", "node_id": "a", "node_type": "agent"},
        of("a", {"init_event_loop": True}),
        of("a", delta("A1 ")),
        of("b", delta("B")),
        of("a", delta("A2")),
        of("a", {"result": {"stop_reason": "end_turn"}}),
        {"type": "multiagent_handoff", "from_node_ids": ["a"], "to_node_ids": ["b"], "message": "yours"},
        {"type": "multiagent_node_stop", "node_id": "a", "node_result": {"status": "completed"}},
    )

    assert texts(state) == [("a", "A1 A2"), ("b", "B")]
    assert (state.status, state.agents[0].status) == ("running", "completed")
    assert state.routing is not None
    assert (state.routing.agent_id, state.routing.reasoning) == ("b", "yours")


# ------------------------------------------------------------------- chatkit


def item(type: str, what: str = "done", **more: Any) -> dict[str, Any]:
    return {"type": f"thread.item.{what}", "item": {"id": "i", "thread_id": "t", "type": type, **more}}


def update(type: str, **more: Any) -> dict[str, Any]:
    return {"type": "thread.item.updated", "item_id": "i", "update": {"type": type, **more}}


PART = "assistant_message.content_part"


def test_an_item_of_chatkit_that_is_done_does_not_delete_what_it_leaves_out():
    said = [
        item("assistant_message", "added", content=[]),
        update(f"{PART}.text_delta", content_index=0, delta="One. "),
        update(f"{PART}.text_delta", content_index=1, delta="Two"),
    ]
    whole = [{"type": "output_text", "text": "One. "}, {"type": "output_text", "text": "Two."}]

    assert texts(state_of("chatkit", *said, item("assistant_message", content=[]))) == [("", "One. Two")]
    assert texts(state_of("chatkit", *said, item("assistant_message", content=whole[:1]))) == [("", "One. Two")]
    assert texts(state_of("chatkit", *said, item("assistant_message", content=whole))) == [("", "One. Two.")]


def test_a_place_in_a_later_part_of_a_message_of_chatkit_counts_from_its_beginning():
    source = {"type": "file", "title": "Lakes", "filename": "lakes.pdf"}
    state = state_of(
        "chatkit",
        item("assistant_message", "added", content=[]),
        update(f"{PART}.text_delta", content_index=0, delta="12345"),
        update(f"{PART}.text_delta", content_index=1, delta="678"),
        update(f"{PART}.annotation_added", content_index=1, annotation={"source": source, "index": 2}),
    )

    assert [(it.source_id, it.end) for it in state.messages[0].citations] == [("lakes.pdf", 7)]
    assert [(it.id, it.title) for it in state.sources] == [("lakes.pdf", "Lakes")]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"type": "error", "code": "stream.error", "allow_retry": True}, "the server reports an error (stream.error)"),
        ({"type": "error", "code": "custom", "message": "No.", "allow_retry": False}, "No."),
    ],
)
def test_an_error_of_chatkit_may_have_no_message(said: Any, message: str):
    state = state_of("chatkit", {"type": "progress_update", "text": "…"}, said)

    assert state.error is not None
    assert (state.status, state.error.message) == ("failed", message)


def test_chatkit_calls_the_client_asks_people_and_draws():
    inputs = [{"type": "multiple_choice", "question": "Which?", "options": [{"value": "A"}, {"value": "B"}]}]
    state = state_of(
        "chatkit",
        item("client_tool_call", call_id="c", name="open", arguments={"id": 1}, status="pending"),
        item("generated_image", image={"id": "g", "url": "https://example.org/g.png"}),
        item("widget", widget={"type": "Card"}),
        {"type": "notice", "level": "danger", "message": "Nearly full", "title": "Quota"},
        item("structured_input", status="pending", inputs=inputs),
        cut=True,
    )

    assert [(it.name, it.args, it.status) for it in state.tools] == [("open", {"id": 1}, "pending")]
    assert [(it.kind, it.url) for it in state.canvas] == [("image", "https://example.org/g.png")]
    assert (state.activities[0].content, state.logs[0].message, state.logs[0].level) == (
        {"type": "Card"},
        "Quota: Nearly full",
        "error",
    )
    assert (state.status, state.interrupts[0].options) == ("awaiting_input", ("A", "B"))


# ---------------------------------------------------------------- llamaindex


def llama(type: str, *types: str, **value: Any) -> dict[str, Any]:
    return {"value": value, "type": type, "qualified_name": f"app.{type}", "types": list(types) or None}


def test_a_failure_of_llamaindex_does_not_read_as_success():
    failure = {"exception_type": "ValueError", "exception_message": "boom"}
    state = state_of("llamaindex", llama("WorkflowFailedEvent", "StopEvent", step_name="s", exception=failure))

    assert state.error is not None
    assert (state.status, state.error.message, state.error.kind) == ("failed", "boom", "ValueError")


def test_events_of_llamaindex_are_known_by_what_they_inherit_from():
    done = state_of("llamaindex", llama("MyStop", "StopEvent", "Event", answer=42))
    asked = state_of("llamaindex", llama("MyQuestion", "InputRequiredEvent", prefix="Sure?"))

    assert (done.status, done.run.result) == ("completed", {"answer": 42})
    assert (asked.status, asked.interrupts[0].message) == ("awaiting_input", "Sure?")


def test_agents_of_llamaindex_think_speak_and_call():
    agent = {"current_agent_name": "Reader"}
    call = {"tool_name": "look", "tool_id": "c", "tool_kwargs": {"q": 1}}
    state = state_of(
        "llamaindex",
        llama("AgentInput", **agent),
        llama("AgentStream", **agent, delta="", thinking_delta="Hm."),
        llama("AgentStream", **agent, delta="Look"),
        llama(
            "AgentOutput", **agent, response={"role": "assistant", "blocks": [{"block_type": "text", "text": "Look."}]}
        ),
        llama("ToolCall", **call),
        llama("ToolCallResult", **call, tool_output={"content": "2", "is_error": False}),
        llama("AgentStream", **agent, delta="Two."),
        llama("Chart", points=[1, 2]),
        cut=True,
    )

    assert texts(state) == [("Reader", "Look."), ("Reader", "Two.")]
    assert [(it.name, it.args, it.output) for it in state.tools] == [("look", {"q": 1}, "2")]
    assert (state.thoughts[0].text, state.activities[0].content) == ("Hm.", {"points": [1, 2]})
    assert state.status == "incomplete"


# ---------------------------------------------------------------------- dify


def dify(event: str, **more: Any) -> dict[str, Any]:
    return {"event": event, "task_id": "t", "conversation_id": "c", **more}


def test_the_end_of_a_message_is_not_that_of_the_workflow_around_it():
    started = dify("workflow_started", workflow_run_id="w", data={"id": "w"})
    said = [started, dify("message", message_id="m", answer="Hi."), dify("message_end", message_id="m", metadata={})]
    failed = dify("workflow_finished", workflow_run_id="w", data={"status": "failed", "error": "late"})

    assert state_of("dify", *said).status == "running"
    assert state_of("dify", *said, failed).status == "failed"
    assert state_of("dify", *said[1:]).status == "completed"


def test_dify_replaces_a_message_that_was_moderated_and_shows_what_a_workflow_made():
    replaced = state_of(
        "dify",
        dify("message", message_id="m", answer="Bad words"),
        dify("message_replace", message_id="m", answer="I cannot say that."),
    )
    made = dify("workflow_finished", workflow_run_id="w", data={"status": "succeeded", "outputs": {"answer": "42"}})

    assert texts(replaced) == [("", "I cannot say that.")]
    assert texts(state_of("dify", made)) == [("", "42")]


def test_an_error_of_dify_and_a_question_to_a_person_end_a_run():
    error = state_of("dify", dify("error", status=400, code="quota", message="No quota"))
    form = {"form_id": "f", "form_content": "Approve?", "actions": [{"id": "yes"}, {"id": "no"}]}
    asked = state_of("dify", dify("human_input_required", workflow_run_id="w", data=form))

    assert error.error is not None
    assert (error.status, error.error.kind, error.error.message) == ("failed", "quota", "No quota")
    assert (asked.status, asked.interrupts[0].options) == ("awaiting_input", ("yes", "no"))


# ------------------------------------------------------------ the other three


def test_ollama_answers_once_after_another_and_tells_an_error():
    piece = {"model": "m", "message": {"content": "a"}, "done": False}
    end = {"model": "m", "message": {"content": ""}, "done": True, "done_reason": "stop"}

    assert texts(state_of("ollama", piece, end, piece, end)) == [("", "a"), ("", "a")]
    assert state_of("ollama", piece, cut=True).status == "incomplete"
    assert state_of("ollama", piece, {"error": "out of memory"}).status == "failed"


def test_an_error_of_langflow_fails_the_run_and_its_vertices_are_phases():
    built = {"build_data": {"id": "Agent-1", "valid": False}}
    state = state_of(
        "langflow",
        {"event": "vertices_sorted", "data": {"ids": ["In-1"], "to_run": ["In-1", "Agent-1"]}},
        {"event": "end_vertex", "data": {"build_data": {"id": "In-1", "valid": True}}},
        {"event": "end_vertex", "data": built},
        {"event": "error", "data": {"text": "no key"}},
    )

    assert [(it.id, it.status) for it in state.plan.phases] == [("In-1", "completed"), ("Agent-1", "failed")]
    assert (state.status, state.errors[0].message) == ("failed", "no key")


def test_a_crew_inside_a_flow_does_not_end_it():
    def crew(type: str, id: str, **data: Any) -> dict[str, Any]:
        return {"id": id, "type": type, "channel": "flow", "namespace": [], "seq": 1, "data": data}

    said = [
        crew("flow_started", "f", flow_name="Flow"),
        crew("method_execution_started", "m", flow_name="Flow", method_name="read"),
        crew("crew_kickoff_started", "k", crew_name="Crew"),
        crew("crew_kickoff_completed", "k2", started_event_id="k", output="Read."),
    ]
    ended = crew("flow_finished", "f2", started_event_id="f", result="All read.")
    failed = crew("flow_failed", "f2", started_event_id="f", error="boom")

    assert state_of("crewai", *said).status == "running"
    assert (state_of("crewai", *said, ended).status, state_of("crewai", *said, failed).status) == (
        "completed",
        "failed",
    )
    assert texts(state_of("crewai", *said, ended)) == [("", "All read.")]


def test_a_call_of_crewai_that_ends_without_saying_which_is_the_oldest_of_its_tool():
    def frame(id: str, type: str, **data: Any) -> dict[str, Any]:
        return {"id": id, "type": type, "channel": "tools", "namespace": [], "data": data}

    state = state_of(
        "crewai",
        frame("1", "tool_usage_started", tool_name="w", tool_args={"n": 1}),
        frame("2", "tool_usage_started", tool_name="w", tool_args={"n": 2}),
        frame("3", "tool_usage_finished", tool_name="w", output="one"),
        frame("4", "tool_usage_error", tool_name="w", error="two"),
    )

    assert [(tool.args, tool.status, tool.output) for tool in state.tools] == [
        ({"n": 1}, "completed", "one"),
        ({"n": 2}, "failed", None),
    ]


def test_a_chat_of_dify_begins_with_what_it_says_first():
    state = state_of(
        "dify", {"event": "message", "task_id": "t", "conversation_id": "c", "message_id": "m", "answer": "x"}
    )

    assert (state.status, state.run.id, state.run.thread_id) == ("running", "t", "c")


def test_the_agents_of_a_run_that_waits_for_a_person_are_suspended():
    common = {"run_id": "r", "agent_id": "a", "agent_name": "A"}
    state = state_of("agno", {"event": "RunStarted", **common}, {"event": "RunPaused", "tools": [], **common})

    assert [agent.status for agent in state.agents] == ["suspended"]
