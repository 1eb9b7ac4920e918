"""Code for a kernel, sent so that the value of its last expression comes back: the `value` helpers use it."""

import ast
import json
from typing import Any

KEY = "value"


def split(code: str) -> tuple[str, dict[str, str]]:
    """Return what to execute, and the user expression that carries the value of the last line as JSON."""
    *body, last = ast.parse(code).body
    if not isinstance(last, ast.Expr):
        return code, {}
    before = "\n".join(ast.unparse(statement) for statement in body)
    return before, {KEY: f"__import__('json').dumps({ast.unparse(last.value)})"}


def read(reply: dict[str, Any]) -> Any:
    """Return the value in an execute reply; None if the code ended in a statement.

    Raises:
        AssertionError: the code raised; the message holds its traceback.
    """
    if reply["status"] != "ok":
        raise AssertionError("\n".join(reply["traceback"]) or f"{reply['ename']}: {reply['evalue']}")
    if KEY not in reply["user_expressions"]:
        return None
    result = reply["user_expressions"][KEY]
    if result["status"] != "ok":
        raise AssertionError("\n".join(result["traceback"]))
    return json.loads(ast.literal_eval(result["data"]["text/plain"]))
