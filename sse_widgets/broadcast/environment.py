"""A broadcaster as the environment describes it, for processes that are started by others."""

import os
import pkgutil
from collections.abc import Mapping
from typing import Any, Final

from starlette.types import ASGIApp

from sse_widgets.broadcast.backend import Backend
from sse_widgets.broadcast.broadcaster import Broadcaster
from sse_widgets.broadcast.config import BroadcasterConfig
from sse_widgets.broadcast.execution import Agent
from sse_widgets.broadcast.gate import LOOPBACK
from sse_widgets.broadcast.tokens import JWT

REDIS: Final = "SSE_WIDGETS_REDIS"
AGENT: Final = "SSE_WIDGETS_AGENT"
HOST: Final = "SSE_WIDGETS_HOST"
AUTH: Final = ("SSE_WIDGETS_TOKEN", "JWT_SECRET", "SSE_WIDGETS_JWKS")


def broadcaster(environment: Mapping[str, str] | None = None) -> Broadcaster:
    """Return the broadcaster that these variables describe.

    `SSE_WIDGETS_REDIS`: the address of a Redis that several processes share. `SSE_WIDGETS_TOKEN`: one bearer token for
    everything. `JWT_SECRET` or `SSE_WIDGETS_JWKS`: what tokens are signed with. `ALLOW_ORIGINS` or
    `CORS_ALLOWED_ORIGINS`: origins of pages, with commas between. `BACKEND_URL`: where `/api/sse` gets its streams.
    `SSE_WIDGETS_AGENT`: `module:callable`.

    Raises:
        ValueError: they contradict each other, or one makes no sense.
    """
    given = os.environ if environment is None else environment
    origins = given.get("ALLOW_ORIGINS") or given.get("CORS_ALLOWED_ORIGINS") or ""
    config = BroadcasterConfig(
        allow_origins=tuple(filter(None, map(str.strip, origins.split(",")))),
        upstream=given.get("BACKEND_URL") or None,
    )
    backend, agent = _backend(given.get(REDIS, "")), _agent(given.get(AGENT, ""))
    return Broadcaster(config, backend=backend, auth=_auth(given), agent=agent)


def app() -> ASGIApp:
    """Return the application that the environment describes, for `uvicorn --factory`."""
    return broadcaster().app_at(os.environ.get(HOST, ""))


def is_loopback(host: str) -> bool:
    """Return whether a host is reached from this machine only."""
    return host in LOOPBACK


def _backend(url: str) -> Backend | None:
    if not url:
        return None
    from sse_widgets.broadcast.redis_streams import RedisStreams

    return RedisStreams(url)


def _agent(name: str) -> Agent | None:
    if not name:
        return None
    try:
        agent: Agent = pkgutil.resolve_name(name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"there is no agent {name!r} ({error}); name it as module:callable") from None
    return agent


def _auth(given: Mapping[str, str]) -> Any:
    said = [name for name in AUTH if given.get(name)]
    if len(said) > 1:
        raise ValueError(f"{' and '.join(said)} are both set; tokens can be checked in one way only")
    match said:
        case ["SSE_WIDGETS_TOKEN"]:
            return given["SSE_WIDGETS_TOKEN"]
        case ["JWT_SECRET"]:
            return JWT(secret=given["JWT_SECRET"])
        case ["SSE_WIDGETS_JWKS"]:
            return JWT(jwks=given["SSE_WIDGETS_JWKS"])
    return None
