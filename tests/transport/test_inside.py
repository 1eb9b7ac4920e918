"""Where a server on the open internet may not send us."""

import asyncio
import socket

import httpx
import pytest

from sse_widgets.transport.inside import is_inside, leads_inside
from sse_widgets.transport.request import Request
from tests.transport.listening import faked, read

NAMES = {
    "public.test": "93.184.215.14",
    "other.test": "8.8.8.8",
    "agents.corp": "10.1.2.3",
    "rebound.test": "127.0.0.1",
}


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """Names are resolved here, and no resolver is asked; numbers are read as ever."""
    real = socket.getaddrinfo

    def resolve(host, *rest, **more):
        if host.endswith(".gone"):
            raise socket.gaierror(-2, "Name or service not known")
        return real(NAMES.get(host, host), *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
        ),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::"),
        *("224.0.0.1", "ff02::1"),
    ],
)
def test_an_address_of_this_machine_or_its_network_is_inside(address):
    assert is_inside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_of_the_open_internet_is_not(address):
    assert not is_inside(address)


@pytest.mark.parametrize(
    ("url", "target", "inside"),
    [
        ("https://public.test/a", "https://other.test/b", False),
        ("https://public.test/a", "https://127.0.0.1/b", True),
        ("https://public.test/a", "https://127.1:8000/b", True),
        ("https://public.test/a", "https://2130706433/b", True),
        ("https://public.test/a", "https://0x7f.1/b", True),
        ("https://public.test/a", "https://[::1]/b", True),
        ("https://public.test/a", "https://localhost/b", True),
        ("https://public.test/a", "https://rebound.test/b", True),
        ("https://public.test/a", "https://169.254.169.254/latest", True),
        ("https://93.184.215.14/a", "https://192.168.1.1/b", True),
        ("https://public.test/a", "https://nowhere.gone/b", False),
        ("https://nowhere.gone/a", "https://10.0.0.1/b", True),
        ("https://agents.corp/a", "https://10.0.0.1/b", False),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b", False),
        ("http://localhost:1/a", "http://127.0.0.1:2/b", False),
    ],
)
def test_only_from_outside_it_matters_what_is_inside(url, target, inside):
    assert asyncio.run(leads_inside(url, target)) is inside


def redirected(**options):
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        if request.url.host == "public.test":
            return httpx.Response(307, headers={"location": "https://169.254.169.254/latest?key=abc"})
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=b"data: [DONE]\n\n")

    return asked, read(Request("https://public.test/run", **options), client=faked(answer))


def test_a_redirect_from_outside_to_inside_is_refused_with_a_way_out():
    asked, listener = redirected()

    assert asked == ["https://public.test/run"]
    assert listener.closed == {
        "reason": "https://public.test/run redirects into your own network, to https://169.254.169.254/latest; "
        "refused; if you trust it, give private_redirects=True",
        "kind": "network",
    }


def test_a_redirect_from_outside_to_inside_is_followed_if_allowed():
    asked, listener = redirected(private_redirects=True)

    assert len(asked) == 2
    assert listener.texts == ["[DONE]"]


def test_a_fallback_cannot_lead_inside_either():
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "public.test"
        if request.url.path == "/run":
            return httpx.Response(503)
        return httpx.Response(307, headers={"location": "https://10.0.0.1/"})

    listener = read("https://public.test/run", client=faked(answer), fallback="https://public.test/poll")

    assert "redirects into your own network" in listener.closed["reason"]
