"""What the typed packages of the protocols know, our dialects know: a word that is new to us fails with its name."""

import json
import subprocess
from typing import Any

import pytest

from sse_widgets.dialects import find
from sse_widgets.dialects.a2a.a2a import _END, _TASK, _plain
from sse_widgets.dialects.a2a.wire import MODELS as A2A
from sse_widgets.dialects.a2a.wire import Part as A2aPart
from sse_widgets.dialects.adk.wire import Actions, AdkEvent
from sse_widgets.dialects.adk.wire import Part as AdkPart
from sse_widgets.dialects.wire import Wire
from sse_widgets.events import FrameUnknown
from sse_widgets.frame import Frame
from tests.live.producers import python_with

pytestmark = pytest.mark.live

_LITERALS = """
import typing
def literals(hint):
    if typing.get_origin(hint) is typing.Literal:
        return list(typing.get_args(hint))
    return [word for each in typing.get_args(hint) for word in literals(each)]
def hint(kind, field):
    models = getattr(kind, "model_fields", None)
    return models[field].annotation if models else typing.get_type_hints(kind)[field]
def said(kinds, field):
    return [word for kind in kinds for word in literals(hint(kind, field))]
def members(union):
    if typing.get_origin(union) is typing.Annotated:
        return members(typing.get_args(union)[0])
    args = [each for each in typing.get_args(union) if isinstance(each, type) or typing.get_args(each)]
    return [kind for each in args for kind in members(each)] if args else [union]
"""


def words(environment: str, module: str, code: str) -> list[str]:
    """Return the list that an expression, the last line of `code`, has where a package is installed."""
    *before, last = code.strip().splitlines()
    program = "\n".join([_LITERALS, *before, f"import json; print(json.dumps(list({last})))"])
    run = subprocess.run(
        [python_with(environment, module), "-W", "ignore", "-c", program], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    found: list[str] = json.loads(run.stdout.splitlines()[-1])
    return found


def unknown(dialect: str, *bodies: dict[str, Any]) -> list[str]:
    """Return the names of those that the dialect does not know; to want more fields is to know it."""
    missing = []
    for body in bodies:
        reader = find(dialect)()
        name = body.get("type") or body.get("method") or "message"
        try:
            missing += [
                event.name
                for event in reader.decode(Frame(str(name), json.dumps(body)))
                if isinstance(event, FrameUnknown)
            ]
        except ValueError:
            continue
    return missing


EVENTS = [
    ("ag_ui", "light", "ag_ui.core", "from ag_ui.core import EventType\n[it.value for it in EventType]"),
    (
        "vercel",
        "light",
        "pydantic_ai.ui.vercel_ai",
        """
import pydantic_ai.ui.vercel_ai.response_types as r
kinds = [it for it in vars(r).values() if isinstance(it, type) and issubclass(it, r.BaseChunk)]
defaults = [it.model_fields["type"].default for it in kinds if "type" in it.model_fields]
[it for it in defaults if isinstance(it, str) and it != "done"]""",
    ),
]


@pytest.mark.parametrize(("dialect", "environment", "module", "code"), EVENTS, ids=[row[0] for row in EVENTS])
def test_every_type_of_event_of_the_package_is_known(dialect: str, environment: str, module: str, code: str):
    types = words(environment, module, code)

    assert len(types) > 5
    assert unknown(dialect, *({"type": type, "response": {}} for type in types)) == []


def test_every_method_and_event_of_the_thread_protocol_of_langgraph_is_known():
    code = "import langchain_protocol.protocol as p\n"
    methods = words("light", "langchain_protocol", code + "said(members(p.EventData), 'method')")
    messages = words("light", "langchain_protocol", code + "said(members(p.MessagesData), 'event')")
    deltas = words("light", "langchain_protocol", code + "said(members(p.ContentBlockDelta), 'type')")
    tools = words("light", "langchain_protocol", code + "said(members(p.ToolsData), 'event')")
    states = words("light", "langchain_protocol", code + "literals(p.AgentStatus)")

    def event(method: str, **data: Any) -> dict[str, Any]:
        return {"type": "event", "method": method, "params": {"data": data}}

    said = [event(method, event="message-start", id="m") for method in methods if method not in ("lifecycle", "tools")]
    said += [event("tools", event=word) for word in tools] + [event("lifecycle", event=word) for word in states]
    assert len(methods) > 5
    assert unknown("langgraph_events", *said) == []
    reader = find("langgraph_events")()
    inside = [event("messages", event=word) for word in ["message-start", *messages]]
    inside += [event("messages", event="content-block-delta", delta={"type": word}) for word in deltas]
    told = [each for body in inside for each in reader.decode(Frame("messages", json.dumps(body)))]
    missing = [each.name for each in told if isinstance(each, FrameUnknown)]
    assert missing == ["content-block-delta None"]  # of the one that names no type


def test_every_method_that_a_server_of_mcp_may_send_is_known():
    code = "import mcp_types as m\nsaid([*members(m.ServerNotification), *members(m.ServerRequest)], 'method')"
    methods = words("light", "mcp_types", code)

    assert len(methods) > 5
    assert unknown("mcp", *({"jsonrpc": "2.0", "method": method, "params": {}} for method in methods)) == []


def test_every_state_payload_and_part_of_a2a_is_known():
    states = words("light", "a2a", "from a2a.types import TaskState\nTaskState.keys()")
    fields = "[it.json_name for it in a2a.types.{}.DESCRIPTOR.fields]"
    payloads = words("light", "a2a", "import a2a.types\n" + fields.format("StreamResponse"))
    parts = words("light", "a2a", "import a2a.types\n" + fields.format("Part"))

    assert {_plain(state) for state in states} - {"unspecified"} <= set(_TASK)
    assert set(_END) <= {_plain(state) for state in states}
    assert set(payloads) <= set(A2A)
    assert set(parts) - {"metadata"} <= _names(A2aPart)


NOT_OF_A_RUN = {
    "of an event": (
        "avgLogprobs cacheMetadata customMetadata environmentId goAway inputTranscription interactionId "
        "interactionStatus interrupted isolationScope liveSessionId liveSessionResumptionUpdate logprobsResult "
        "outputTranscription turnComplete turnCompleteReason voiceActivity"
    ),
    "of its actions": "agentState escalate rewindBeforeInvocationId route",
    "of its parts": (
        "audioTranscription mediaProcessing mediaResolution partMetadata speechMetadata thoughtSignature videoMetadata"
    ),
}
"""Fields of ADK that say nothing that a person watching a run would want to know, or only in a live call."""


@pytest.mark.parametrize(
    ("model", "code", "place"),
    [
        (AdkEvent, "from google.adk.events.event import Event as it", "of an event"),
        (Actions, "from google.adk.events.event_actions import EventActions as it", "of its actions"),
        (AdkPart, "from google.genai.types import Part as it", "of its parts"),
    ],
)
def test_every_field_of_adk_is_read_or_left_out_on_purpose(model: type[Wire], code: str, place: str):
    fields = words("adk", "google.adk", f"{code}\n[field.alias or name for name, field in it.model_fields.items()]")

    assert set(fields) - _names(model) == set(NOT_OF_A_RUN[place].split())


def _names(model: type[Wire]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}
