"""`sse-widgets inspect` names what there is in every capture."""

import json

import pytest

from sse_widgets.cli import main
from tests.dialects.expectations import captures, expectation, path_of


@pytest.mark.parametrize("name", captures())
def test_inspect_names_dialect_status_text_tools_and_what_was_not_understood(
    name: str, capsys: pytest.CaptureFixture[str]
):
    expected = expectation(name)
    code = main(["inspect", str(path_of(name))])
    said = json.loads(capsys.readouterr().out)
    texts = [it["text"] for it in expected["messages"] if it.get("role", "assistant") == "assistant" and it.get("text")]

    assert (said["dialect"], said["status"]) == (expected["dialect"], expected["status"])
    assert said["text"] == "\n\n".join(texts)
    assert [tool["name"] for tool in said["tools"]] == [tool.get("name", "") for tool in expected["tools"]]
    assert said["not_understood"] == {
        "unknown": dict(expected["unknown"]),
        "unreadable": expected["unreadable"],
    }
    assert code == (1 if expected["unknown"] or expected["unreadable"] else 0)
