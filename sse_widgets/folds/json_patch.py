"""JSON Patch (RFC 6902), applied within bounds: thirty copies, each of all there is, would fill the memory."""

from copy import deepcopy
from typing import Any, Final

import jsonpatch

LARGEST: Final = 16 * 2**20
"""How large copies may make a document, in characters and values."""


def patched(document: Any, operations: tuple[dict[str, Any], ...]) -> tuple[Any, str]:
    """Return the patched document and "", or the old one and what is wrong with the patch."""
    try:
        if all(operation.get("op") != "copy" for operation in operations):
            return jsonpatch.apply_patch(document, list(operations)), ""
        return _copied(document, operations)
    except Exception as error:  # whatever a server can think of
        return document, f"the JSON Patch does not fit the document: {error}"


def _copied(document: Any, operations: tuple[dict[str, Any], ...]) -> tuple[Any, str]:
    result = deepcopy(document)
    room = LARGEST - weight(document)
    for operation in deepcopy(operations):
        if operation.get("op") == "copy":
            room -= weight(jsonpatch.JsonPointer(operation["from"]).resolve(result))
            if room < 0:
                return document, f"the JSON Patch copies so much that the document would pass {LARGEST} characters"
        result = jsonpatch.apply_patch(result, [operation], in_place=True)
    return result, ""


def weight(value: Any) -> int:
    """Return how many characters and values there are in JSON data."""
    count = 0
    left = [value]
    while left:
        each = left.pop()
        count += 1
        if isinstance(each, str):
            count += len(each)
        elif isinstance(each, dict):
            count += sum(map(len, each))
            left.extend(each.values())
        elif isinstance(each, list):
            left.extend(each)
    return count
