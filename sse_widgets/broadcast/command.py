"""What `sse-widgets broadcast` does: serve until Ctrl-C, in one process or several."""

import os
import socket

import uvicorn
from uvicorn.supervisors import Multiprocess

from sse_widgets.broadcast import environment
from sse_widgets.broadcast.server import server_config

FACTORY = "sse_widgets.broadcast.environment:app"


def serve(host: str, port: int, workers: int, redis: str, agent: str) -> None:
    """Serve what the environment describes, and these options besides.

    Args:
        host: where to listen.
        port: 0 for any free one.
        workers: how many processes.
        redis: the address of the Redis that they share; "" for none.
        agent: `module:callable`; "" for none.

    Raises:
        ValueError: other machines are let in without a token, or several processes share nothing.
        OSError: that port cannot be had.
    """
    given = {environment.HOST: host, environment.REDIS: redis, environment.AGENT: agent}
    os.environ |= {name: value for name, value in given.items() if value}  # the processes to come read it there
    if not environment.is_loopback(host) and not any(map(os.environ.get, environment.AUTH)):
        raise ValueError(f"{host} can be reached by other machines; set one of {', '.join(environment.AUTH)} first")
    if workers > 1 and not os.environ.get(environment.REDIS):
        raise ValueError("several workers need a Redis to share what is published: --redis redis://localhost:6379")
    environment.broadcaster()  # a mistake is told before anything is started
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=2048)
    shown = f"[{host}]" if ":" in host else host
    print(f"http://{shown}:{listening.getsockname()[1]}", flush=True)
    config = server_config(FACTORY, factory=True, workers=workers)
    server = uvicorn.Server(config)
    if workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        server.run([listening])
