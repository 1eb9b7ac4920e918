"""What the server answers, as an OpenAPI 3.1 document."""

from importlib.metadata import version
from typing import Any, Final

Schema = dict[str, Any]

ID: Final[Schema] = {"type": "string", "pattern": r"^[A-Za-z0-9_.:~@+\-]{1,128}$", "examples": ["demo"]}
WORDS: Final[Schema] = {"type": "string", "minLength": 1}
EVENT: Final[Schema] = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "event": {"type": "string", "maxLength": 256},
        "data": {},
        "ttl": {"type": "number", "exclusiveMinimum": 0, "maximum": 1e9},
        "key": {"type": "string", "maxLength": 128},
    },
}
ERRORS: Final = {
    "400": "The request makes no sense.",
    "401": "Nobody knows who asks.",
    "403": "It is not for whoever asks, or for pages of that origin.",
    "404": "There is no such thing.",
    "409": "The session is over.",
    "412": "What came after that Last-Event-ID is no longer held.",
    "413": "More bytes than allowed.",
    "421": "This server has another name.",
    "429": "More than allowed.",
    "431": "The headers are too large.",
    "503": "The store of the events does not answer.",
}
FAILED: Final[Schema] = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def document() -> Schema:
    """Return the document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "sse_widgets broadcast", "version": version("sse-widgets")},
        "security": [{}, {"bearer": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "auth_token"},
            }
        },
    }


def _paths() -> Schema:
    session, path_of_session = _in_path("session_id"), [_in_path("app"), _in_path("user"), _in_path("session_id")]
    resume = {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string", "maxLength": 64}}
    limit = _in_query("limit", {"type": "integer", "minimum": 1, "maximum": 1000})
    spoken = _in_query("vocabulary", {"type": "string", "maxLength": 64})
    watch, run = [session, resume, spoken], [*path_of_session, resume, _in_query("query", {"type": "string"})]
    again = _in_query("again", {"enum": ["1"]})
    user = _in_query("user", {"type": "string", "maxLength": 128})
    asked: Schema = {"message": WORDS, "sessionId": ID}
    executed: Schema = {"task": WORDS, "sessionId": ID}
    regenerated: Schema = {"sessionId": ID, "messageId": WORDS, "query": {"type": "string"}}
    answered: Schema = {"executionId": WORDS, "interruptId": WORDS, "value": {}}
    new_message: Schema = {
        "type": "object",
        "required": ["parts"],
        "properties": {
            "role": {"type": "string"},
            "parts": {"type": "array", "items": {"type": "object", "properties": {"text": WORDS}}},
        },
    }
    adk: Schema = {"appName": WORDS, "userId": WORDS, "sessionId": ID, "newMessage": new_message}
    events: Schema = {"oneOf": [EVENT, {"type": "array", "items": EVENT, "maxItems": 100}]}
    return {
        "/agent_network_sse/{session_id}": {"get": _stream("Watch a session.", watch)},
        "/sse/{session_id}": {"get": _stream("Watch a session.", watch)},
        "/api/sse": {
            "get": _stream("Watch a session from a page.", [_in_query("sessionId", ID, required=True), resume])
            | {"security": [{}, {"cookie": []}, {"bearer": []}]}
        },
        "/apps/{app}/users/{user}/sessions": {"post": _call("Make a session.", "200", path_of_session[:2])},
        "/apps/{app}/users/{user}/sessions/{session_id}": {"post": _call("Make a session.", "200", path_of_session)},
        "/apps/{app}/users/{user}/sessions/{session_id}/run": {"get": _stream("Ask, and watch.", run)},
        "/run_sse": {"post": _stream("Run the agent, and watch.", [], _object(adk, "sessionId", "newMessage"))},
        "/process/stream": {"post": _stream("Ask, and watch.", [], _object(asked, "message"))},
        "/api/sessions/{session_id}/events": {
            "get": _call("Ask for what is new.", "200", [*watch, limit]),
            "post": _call("Publish.", "201", [session, spoken, user, again], events),
        },
        "/api/sessions/{session_id}/updates": {"get": _call("Ask for what is new.", "200", [*watch, limit])},
        "/api/sessions/{session_id}/end": {"post": _call("End a session.", "200", [session])},
        "/api/sessions/{session_id}": {"delete": _call("Forget a session.", "200", [session])},
        "/api/agent/execute": {"post": _call("Give the agent a task.", "202", [], _object(executed, "task"))},
        "/api/agent/cancel": {"post": _call("Cancel.", "202", [], _object({"executionId": WORDS}, "executionId"))},
        "/api/agent/answer": {"post": _call("Answer an interrupt.", "202", [], _object(answered, *answered))},
        "/api/chat_actions/regenerate": {
            "post": _call("Write once more.", "202", [], _object(regenerated, "sessionId", "messageId"))
        },
        "/api/stats": {"get": _call("Figures of your sessions.", "200")},
        "/metrics": {"get": _plain("Figures for Prometheus.")},
        "/health": {"get": _call("Whether sessions can be served.", "200")},
        "/openapi.json": {"get": _call("This document.", "200")},
    }


def _call(summary: str, status: str, parameters: list[Schema] | None = None, body: Schema | None = None) -> Schema:
    return _operation(summary, parameters or [], body, status, {"application/json": {"schema": {}}})


def _stream(summary: str, parameters: list[Schema], body: Schema | None = None) -> Schema:
    made = _operation(summary, parameters, body, "200", {"text/event-stream": {"schema": {"type": "string"}}})
    made["responses"]["204"] = {"description": "There is nothing more to come."}
    made["responses"]["502"] = {"description": "The upstream does not answer.", "content": _json(FAILED)}
    return made


def _plain(summary: str) -> Schema:
    return _operation(summary, [], None, "200", {"text/plain": {"schema": {"type": "string"}}})


def _operation(summary: str, parameters: list[Schema], body: Schema | None, status: str, content: Schema) -> Schema:
    refused: Schema = {status: {"description": said, "content": _json(FAILED)} for status, said in ERRORS.items()}
    for plain in ("400", "403", "421", "431"):
        refused[plain]["content"]["text/plain"] = {"schema": {"type": "string"}}
    made: Schema = {
        "summary": summary,
        "parameters": parameters,
        "responses": {status: {"description": "As asked.", "content": content}, **refused},
    }
    return made | ({"requestBody": {"required": True, "content": _json(body)}} if body else {})


def _object(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "required": list(required), "properties": properties}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": ID}


def _in_query(name: str, schema: Schema, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "schema": schema}
