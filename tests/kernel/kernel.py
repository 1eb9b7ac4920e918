"""A real ipykernel as a test drives it, with no server and no browser: what it sends on its comms is what counts."""

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests import probe
from tests.waiting import PATIENCE


@dataclass(frozen=True)
class CommMessage:
    """What the kernel sent on a comm. `kind` is 'open', 'msg' or 'close'."""

    kind: str
    comm_id: str
    data: dict[str, Any]
    buffers: list[bytes]

    @property
    def custom(self) -> Any:
        """The content of a custom message of a widget; None for any other."""
        return self.data.get("content") if self.data.get("method") == "custom" else None


@dataclass
class Kernel:
    """A running kernel. `comms` is all it has sent on comms so far, in order; `outputs` likewise."""

    client: BlockingKernelClient
    comms: list[CommMessage] = field(default_factory=list)
    outputs: list[dict[str, Any]] = field(default_factory=list)
    _idle: set[str] = field(default_factory=set)

    def start(self, code: str) -> str:
        """Run `code` as a cell, and come back at once with the id of the request, for `finish`."""
        code, expressions = probe.split(code)
        return self.client.execute(code, user_expressions=expressions)

    def finish(self, request: str, timeout: float = 2 * PATIENCE) -> Any:
        """Wait until a cell has ended; return the value of its last line, as JSON carries it.

        Raises:
            AssertionError: it raised, or did not end within `timeout` seconds.
        """
        end = time.monotonic() + timeout
        self.until(lambda: request in self._idle, timeout)
        while (reply := self.client.get_shell_msg(timeout=max(end - time.monotonic(), 1)))["parent_header"][
            "msg_id"
        ] != request:
            pass
        return probe.read(reply["content"])

    def run(self, code: str, timeout: float = 2 * PATIENCE) -> Any:
        """Run `code` as a cell to its end; return the value of its last line, as JSON carries it."""
        return self.finish(self.start(code), timeout)

    def send(self, comm_id: str, data: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Send a message to a comm, as a browser does."""
        message = self.client.session.msg("comm_msg", {"comm_id": comm_id, "data": data})
        self.client.session.send(self.client.shell_channel.socket, message, buffers=buffers)

    def until(self, predicate: Callable[[], Any], timeout: float = PATIENCE) -> Any:
        """Take in what the kernel sends until the answer of `predicate` is true; return that answer.

        Raises:
            AssertionError: it was not within `timeout` seconds.
        """
        end = time.monotonic() + timeout
        while not (answer := predicate()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {timeout:g} s; the kernel sent {len(self.comms)} comm messages")
            try:
                self._take(self.client.get_iopub_msg(timeout=0.1))
            except queue.Empty:
                continue
        return answer

    def _take(self, message: dict[str, Any]) -> None:
        kind, content = message["msg_type"], message["content"]
        if kind == "status" and content["execution_state"] == "idle":
            self._idle.add(message["parent_header"].get("msg_id", ""))
        elif kind.startswith("comm_"):
            buffers = [bytes(buffer) for buffer in message["buffers"]]
            self.comms.append(CommMessage(kind.removeprefix("comm_"), content["comm_id"], content["data"], buffers))
        elif kind in {"stream", "display_data", "execute_result", "error"}:
            self.outputs.append({"output_type": kind, **content})


@contextmanager
def start_kernel(home: Path) -> Iterator[Kernel]:
    """Start a kernel whose files are in `home`; yield it when it is ready, end it afterwards."""
    manager = KernelManager(kernel_name="python3", connection_file=str(home / "kernel.json"))
    manager.start_kernel(cwd=str(home), extra_arguments=[f"--ipython-dir={home}"])
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=PATIENCE)
        yield Kernel(client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
        client.context.destroy()
