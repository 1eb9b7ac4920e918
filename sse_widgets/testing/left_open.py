"""What a state still shows as going on."""

from sse_widgets.state import RunState


def left_open(state: RunState) -> list[str]:
    """Return what spins: `message m1`, `tool call_2`, … After the end of a run there must be nothing."""
    spinning = [f"message {it.id}" for it in state.messages if not it.done]
    spinning += [f"thought {it.id}" for it in state.thoughts if not it.done]
    spinning += [f"tool {it.id}" for it in state.tools if it.status in ("streaming", "running")]
    spinning += [f"agent {it.id}" for it in state.agents if it.status == "working"]
    spinning += [f"task {it.id}" for it in state.tasks if it.status == "running"]
    spinning += [f"phase {it.id}" for it in state.plan.phases if it.status == "running"]
    return spinning + [f"typing {name or 'assistant'}" for name in state.typing]
