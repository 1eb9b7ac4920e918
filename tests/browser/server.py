"""A real JupyterLab server for tests: its own folders, a free port, and no way to outlive its tests."""

import ctypes
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.waiting import PATIENCE

SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
    "@jupyterlab/notebook-extension/tracker": {
        "windowingMode": "none"
    },  # every cell is in the page, scrolled to or not
}
FOLDERS = {
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and its folder of notebooks."""

    url: str
    token: str
    home: Path

    @property
    def root(self) -> Path:
        """The folder that JupyterLab shows."""
        return self.home / "root"

    def settings(self, overrides: dict[str, dict[str, Any]]) -> None:
        """Make `overrides`, on top of those of the harness, the only settings that the next page finds."""
        folder = self.home / FOLDERS["JUPYTERLAB_SETTINGS_DIR"]
        for file in folder.rglob("*.jupyterlab-settings"):
            file.unlink()
        for plugin in SETTINGS.keys() | overrides.keys():
            file = folder / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({**SETTINGS.get(plugin, {}), **overrides.get(plugin, {})}))

    def stop_kernels(self) -> None:
        """Shut down every kernel of the server."""
        headers = {"Authorization": f"token {self.token}"}
        with httpx.Client(base_url=self.url, headers=headers, timeout=PATIENCE, trust_env=False) as client:
            for session in client.get("/api/sessions").json():
                client.delete(f"/api/sessions/{session['id']}")


@contextmanager
def serve(home: Path) -> Iterator[Server]:
    """Start JupyterLab in the empty folder `home`; yield it when it answers, stop it afterwards.

    Raises:
        RuntimeError: it did not start; the message holds the end of its log.
    """
    server = Server(f"http://127.0.0.1:{free_port()}", secrets.token_hex(16), home)
    server.root.mkdir(parents=True)
    server.settings({})
    log = home / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            _command(server),
            env=_environment(home),
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent,
        )
    try:
        _wait(server, process, log)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _command(server: Server) -> list[str]:
    url = httpx.URL(server.url)
    return [
        *(sys.executable, "-m", "jupyter", "lab"),
        *("--no-browser", "--allow-root", f"--ip={url.host}", f"--port={url.port}"),
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={server.root}",
        f"--IdentityProvider.token={server.token}",
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
    ]


def _environment(home: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("JUPYTER", "SSE_WIDGETS"))}
    return (
        inherited | {key: str(home / folder) for key, folder in FOLDERS.items()} | {"NO_PROXY": "127.0.0.1,localhost"}
    )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 2 * PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            if httpx.get(f"{server.url}/api", timeout=PATIENCE, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-4000:]}")
