"""The client of a connection that was given none, and the proxies that its environment names."""

import pytest

from tests.transport.listening import read
from tests.transport.servers import done, plain, serving

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_asked_without_a_proxy(monkeypatch, name, host):
    with serving(plain("502 Bad Gateway")) as proxy, serving(done(b"data: [DONE]\n\n")) as server:
        monkeypatch.setenv(name, proxy.url)
        listener = read(f"http://{host}:{server.port}")

    assert listener.texts == ["[DONE]"]
    assert proxy.requests == []


def test_everybody_else_is_asked_through_the_proxy(monkeypatch):
    with serving(done(b"data: [DONE]\n\n")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        listener = read("http://x.test/run")

    assert listener.texts == ["[DONE]"]
    assert proxy.requests[0].target == "http://x.test/run"


@pytest.mark.parametrize("proxy", ["gopher://me:pass-Aq7Zx91mV@x.test", "http://me:pass-Aq7Zx91mV@[", "http://[me"])
def test_a_proxy_that_cannot_be_used_is_said_in_a_sentence_without_its_password(monkeypatch, proxy):
    monkeypatch.setenv("ALL_PROXY", proxy)
    listener = read("http://x.test:1")

    assert listener.closed["kind"] in ("network", "max_reconnect_reached")
    assert "pass-Aq7Zx91mV" not in str(listener.frames)
