"""Redirects, certificates and names: where credentials may go, and what is final."""

import asyncio
import json
import ssl

import httpx
import pytest

import sse_widgets as sw
from sse_widgets.frame import CLOSED
from sse_widgets.transport.following import same_origin
from sse_widgets.transport.request import Request
from tests.transport.listening import FOR_EVER, Listener, Timed, faked, read, telling

SECRETS = ["tok-Aq7Zx91mV", "qry-Ce9Xd73oT", "cok-Bw8Yc82nU", "fbk-Gh2We33kL"]


@pytest.mark.parametrize(
    ("url", "target", "same"),
    [
        ("http://x.test/a", "http://x.test/b", True),
        ("http://x.test/a", "http://X.TEST:80/b", True),
        ("http://x.test/a", "https://x.test/a", True),
        ("http://x.test:80/a", "https://x.test:443/a", True),
        ("http://x.test:8000/a", "https://x.test/a", False),
        ("http://x.test/a", "https://x.test:8443/a", False),
        ("http://x.test/a", "https://y.test/a", False),
        ("https://x.test/a", "http://x.test/a", False),
        ("http://x.test/a", "http://x.test:8000/a", False),
        ("http://x.test/a", "http://me@x.test/a", True),
        ("http://x.test/a", "http://x.test.evil/a", False),
    ],
)
def test_credentials_stay_with_their_origin_or_the_same_made_safer(url, target, same):
    assert same_origin(url, target) is same


def test_a_redirect_to_https_of_the_same_host_keeps_the_credentials():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.url.scheme == "http":
            return httpx.Response(308, headers={"location": "https://x.test/run"})
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=b"data: [DONE]\n\n")

    listener = read(Request("http://x.test/run", token="secret"), client=faked(answer))

    assert listener.texts == ["[DONE]"]
    assert asked[1].headers["authorization"] == "Bearer secret"


def test_credentials_that_were_dropped_on_the_way_do_not_come_back():
    """From A to B and back to A: B has said where to go."""
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        targets = ["https://y.test/b", "https://x.test/c"]
        if len(asked) <= 2:
            return httpx.Response(302, headers={"location": targets[len(asked) - 1]})
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=b"data: [DONE]\n\n")

    read(Request("https://x.test/a", token="secret"), client=faked(answer))

    assert [request.headers.get("authorization") for request in asked] == ["Bearer secret", None, None]


@pytest.mark.parametrize("location", ["http://[", "https://x.test:99999/", "mailto:me@x.test"])
def test_a_redirect_to_what_is_no_address_is_an_error_with_a_sentence(location):
    listener = read("http://x.test", client=faked(lambda _: httpx.Response(302, headers={"location": location})))

    assert listener.closed["kind"] == "network"
    assert "address" in listener.closed["reason"]


def test_a_certificate_that_is_not_accepted_is_not_tried_again():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        try:
            raise ssl.SSLCertVerificationError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
        except ssl.SSLError as error:
            raise httpx.ConnectError(str(error)) from error

    listener = read("https://x.test/run", client=faked(answer))

    assert len(asked) == 1
    assert listener.closed["kind"] == "network"
    assert "https://x.test/run: its certificate is not accepted" in listener.closed["reason"]


def test_a_stream_under_another_name_that_says_nothing_is_not_waited_for():
    """A page of plain text may never end its first line."""
    client = telling(Timed(b"no end", FOR_EVER), kind="text/plain")
    listener = read("http://x.test", client=client, leap=True)

    assert listener.names == [CLOSED]
    assert "it begins: no end" in listener.closed["reason"]


@pytest.mark.parametrize(
    "bad",
    [
        {"mode": "strict"},
        {"idle_timeout": 0},
        {"idle_timeout": -1.0},
        {"idle_timeout": "never"},
        {"max_event_bytes": 10},
    ],
)
def test_an_option_that_makes_no_sense_is_refused_at_once(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        sw.connect("http://127.0.0.1:1", **bad)


@pytest.mark.parametrize("status", [401, 410, 429, 503])
def test_no_secret_of_a_fallback_or_a_callable_is_shown(status):
    listener = Listener()

    async def token() -> str:
        await asyncio.sleep(0)
        return SECRETS[0]

    read(
        Request(f"http://x.test/run?key={SECRETS[1]}", token=token, cookies={"sid": SECRETS[2]}),
        listener=listener,
        client=faked(lambda _: httpx.Response(status, content=" ".join(SECRETS).encode())),
        fallback=f"http://me:{SECRETS[3]}@x.test/poll?key={SECRETS[1]}",
    )
    shown = json.dumps(listener.frames)

    assert listener.closed["reason"]
    for secret in SECRETS:
        assert secret not in shown


def test_the_token_wins_over_what_the_address_holds():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["authorization"])
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=b"data: [DONE]\n\n")

    read(Request("http://me:pass@x.test/run", token="secret"), client=faked(answer))
    read(Request("http://me:pass@x.test/run"), client=faked(answer))

    assert asked == ["Bearer secret", "Basic bWU6cGFzcw=="]
