"""What real libraries of agents yield is understood as it passes, with fake models."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.live.producers import python_with

pytestmark = pytest.mark.live

IT_IS = {
    "pydantic_ai": ("light", "pydantic_ai", "pydantic_ai", "It is 21 °C in Oslo."),
    "langgraph": ("langgraph", "langgraph", "langgraph", "It is 21 °C."),
    "langgraph messages": ("langgraph", "langgraph", "langgraph", "It is 21 °C."),
    "langgraph updates": ("langgraph", "langgraph", "langgraph", "It is 21 °C."),
    "langgraph values": ("langgraph", "langgraph", "langgraph", "It is 21 °C."),
    "adk": ("adk", "google.adk", "adk", "Your soup."),
}
"""The environment, the package, the dialect and the answer of each source."""


@pytest.mark.parametrize("source", IT_IS)
def test_what_a_library_yields_is_understood(source: str):
    environment, module, dialect, answer = IT_IS[source]
    program = [python_with(environment, module), "-W", "ignore", str(Path(__file__).parent / "tapping.py"), source]
    offline = os.environ | {"LANGSMITH_TRACING": "false", "OTEL_SDK_DISABLED": "true"}
    done = subprocess.run(program, capture_output=True, text=True, timeout=120, env=offline)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])

    for run in (said["tapped"], said["watched"]):
        assert (run["dialect"], run["status"]) == (dialect, "completed")
        assert run["texts"][-1] == answer
        assert run["tools"] == [["get_weather", {"city": "Oslo"}, "completed"]]
        assert (run["unknown"], run["unreadable"]) == ([], 0)
    assert said["passed"] > 2
