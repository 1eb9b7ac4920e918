"""How each vocabulary says that the agent failed."""

from typing import Any


def failure(vocabulary: str, message: str, message_id: str = "") -> tuple[str, dict[str, Any]]:
    """Return the event that tells a failure, and its data."""
    match vocabulary:
        case "execution":
            return "execution:error", {"error": message}
        case "routing":
            return "", {"event": "error", "error": {"message": message}}
        case "thought_process" if message_id:
            return "regeneration_error", {"messageId": message_id, "error": message}
        case "message_stream":
            return "error_occurred", {"message": message}
        case "agent_network":
            return "connection", {"status": "error", "message": message}
        case "ag_ui":
            return "", {"type": "RUN_ERROR", "message": message}
        case "adk":
            return "", {"error": message}
    return "error", {"message": message}
