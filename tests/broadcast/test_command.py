import json
import signal
import subprocess
import sys
import urllib.request

import pytest

from sse_widgets.cli import main
from tests.waiting import PATIENCE


def started(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-W", "error", "-m", "sse_widgets.cli", "broadcast", "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_it_serves_with_no_configuration_until_it_is_told_to_stop(number, code):
    process, url = started()
    with urllib.request.urlopen(f"{url}/agent_network_sse/demo", timeout=PATIENCE) as stream:
        first = stream.readline()
        process.send_signal(number)
        rest = stream.read()
    _, said = process.communicate(timeout=PATIENCE)

    assert url.startswith("http://127.0.0.1:")
    assert first == b"id: 0-0\n"
    assert b"disconnected" not in rest, "the session is not over: another process may serve it on"
    assert process.returncode == code
    assert said == ""


def test_several_processes_serve_what_is_in_redis(redis):
    process, url = started("--workers", "2", "--redis", redis.url)
    try:
        body = json.dumps([{"data": n} for n in range(20)]).encode()
        with urllib.request.urlopen(f"{url}/api/sessions/s/events", body, timeout=PATIENCE) as answer:
            assert len(json.load(answer)["ids"]) == 20
        for _ in range(10):
            with urllib.request.urlopen(f"{url}/api/sessions/s/events", timeout=PATIENCE) as answer:
                assert len(json.load(answer)["events"]) == 20
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "can be reached by other machines"),
        (["--workers", "2"], "--redis"),
        (["--agent", "nowhere:at_all"], "nowhere"),
    ],
)
def test_what_would_be_unsafe_or_cannot_be_is_refused_at_once(capsys, monkeypatch, arguments, said):
    for name in ("SSE_WIDGETS_TOKEN", "SSE_WIDGETS_HOST", "SSE_WIDGETS_REDIS", "SSE_WIDGETS_AGENT"):
        monkeypatch.setenv(name, "")  # and what the command sets is taken back afterwards

    assert main(["broadcast", "--port", "0", *arguments]) in (1, 2)
    assert said in capsys.readouterr().err
