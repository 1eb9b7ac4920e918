"""Who is let in and who is not, row by row; and nothing else is disturbed by those who are not."""

import base64
import hmac
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

import sse_widgets as sw
from sse_widgets.broadcast import JWT, Broadcaster, BroadcasterConfig, StaticTokens, User, protocol, publishing
from sse_widgets.broadcast.environment import broadcaster as described
from sse_widgets.broadcast.limits import Rates
from tests.broadcast.asking import get
from tests.waiting import PATIENCE, Clock, until

SECRET = "a secret of more than thirty-two bytes"
PAGE = "https://app.example.org"
STREAMS = ("/agent_network_sse/s", "/sse/s", "/apps/demo/users/ann/sessions/s/run", "/api/sse?sessionId=s")


def token(user: str = "ann", *, secret: str = SECRET, age: float = -86_400, **claims: object) -> str:
    return jwt.encode({"sub": user, "exp": time.time() - age} | claims, secret, algorithm="HS256")


def bearer(given: str) -> dict[str, str]:
    return {"authorization": f"Bearer {given}"}


@pytest.fixture(scope="module")
def guarded() -> Iterator[Broadcaster]:
    config = BroadcasterConfig(allow_origins=(PAGE,), max_event_bytes=10_000, max_events_per_second=50)
    with Broadcaster(config, auth=JWT(secret=SECRET)) as broadcaster:
        assert get(broadcaster, "/api/sessions/s/events", body={"data": "hello"}, headers=bearer(token()))[0] == 201
        yield broadcaster


@contextmanager
def undisturbed(broadcaster: Broadcaster, session: str = "s", user: str = "ann") -> Iterator[None]:
    """Watch a session meanwhile; fail unless what is published afterwards still arrives, at once and once."""
    headers = bearer(token(user))
    run = sw.connect(f"{broadcaster.url}/agent_network_sse/{session}", headers=headers)
    until(lambda: run.connection == "open")
    yield
    mark = f"still here {time.time_ns()}"
    broadcaster.publish_threadsafe(session, "note", mark).result(PATIENCE)
    until(lambda: [frame.data for frame in run.frames].count(mark) == 1)

    assert [frame.event for frame in run.frames].count("@opened") == 1
    run.stop()


def head(token: str) -> str:
    part = token.split(".")[1]
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{none}.{part}."


TOKENS = {
    "no token": ("", 401),
    "a token that is none": ("abc", 401),
    "a forged token": (token(secret="another secret of more than thirty-two"), 401),
    "an expired token": (token(age=60), 401),
    "a token of algorithm none": (head(token()), 401),
    "a token without an end": (jwt.encode({"sub": "ann"}, SECRET, algorithm="HS256"), 401),
    "a token without a user": (jwt.encode({"exp": time.time() + 86_400}, SECRET, algorithm="HS256"), 401),
    "a token that is not valid yet": (token(nbf=time.time() + 86_000), 401),
    "a token of a megabyte of nothing": ("x" * 9000, 401),
    "another user's token": (token("bob"), 403),
    "the user's own token": (token(), 200),
    "an admin's token": (token("root", scope="read admin"), 200),
}


@pytest.mark.parametrize("path", STREAMS)
@pytest.mark.parametrize("who", TOKENS)
def test_a_stream_is_open_to_its_user_only(guarded, who, path):
    given, status = TOKENS[who]

    assert get(guarded, path, headers=bearer(given) if given else {}, lines=1)[0] == status


OTHERS = {
    "publish": ("POST", "/api/sessions/s/events", {"data": 1}),
    "poll": ("GET", "/api/sessions/s/events", None),
    "poll updates": ("GET", "/api/sessions/s/updates", None),
    "end": ("POST", "/api/sessions/s/end", {}),
    "clear": ("DELETE", "/api/sessions/s", None),
    "cancel": ("POST", "/api/agent/cancel", {"executionId": "s~1"}),
    "answer": ("POST", "/api/agent/answer", {"executionId": "s~1", "interruptId": "i", "value": 1}),
    "run as": ("GET", "/apps/demo/users/ann/sessions/x/run", None),
    "make as": ("POST", "/apps/demo/users/ann/sessions/x", {}),
    "metrics": ("GET", "/metrics", None),
}


@pytest.mark.parametrize("what", OTHERS)
def test_another_users_session_is_closed_to_every_request(guarded, what):
    method, path, body = OTHERS[what]
    with undisturbed(guarded):
        assert get(guarded, path, method=method, body=body, headers=bearer(token("bob")))[0] == 403
        assert get(guarded, path, method=method, body=body)[0] == 401


def test_a_user_sees_only_its_own_sessions_in_the_figures(guarded):
    get(guarded, "/api/sessions/bobs/events", body={"data": 1}, headers=bearer(token("bob")))

    assert list(get(guarded, "/api/stats", headers=bearer(token("bob")))[1]["sessionStats"]) == ["bobs"]
    assert "s" in get(guarded, "/api/stats", headers=bearer(token("x", scope="admin")))[1]["sessionStats"]


ORIGINS = {
    "a page that is allowed": ({"origin": PAGE}, 200),
    "a page that is not": ({"origin": "https://evil.example.org"}, 403),
    "a page whose name begins alike": ({"origin": PAGE + ".evil.org"}, 403),
    "a page of the other scheme": ({"origin": PAGE.replace("https", "http")}, 403),
    "a page in a sandbox": ({"origin": "null"}, 403),
    "a picture in another page": ({"sec-fetch-site": "cross-site"}, 403),
    "a picture in a page of another port": ({"sec-fetch-site": "same-site"}, 403),
    "the address bar": ({"sec-fetch-site": "none"}, 200),
    "no page": ({}, 200),
}


@pytest.mark.parametrize("path", STREAMS)
@pytest.mark.parametrize("where", ORIGINS)
def test_a_page_is_let_in_by_its_exact_origin_only(guarded, where, path):
    headers, status = ORIGINS[where]
    told = get(guarded, path, headers=headers | bearer(token()), lines=1)

    assert told[0] == status
    assert told[1].get("access-control-allow-origin") == (headers.get("origin") if status == 200 else None)
    assert "Origin" in told[1]["vary"]


PROXIED = {
    "a cookie from an allowed page": ({"origin": PAGE, "cookie": f"a=b; auth_token={token()}"}, 200),
    "a bearer token from an allowed page": ({"origin": PAGE} | bearer(token()), 200),
    "a bearer token and no page": (bearer(token()), 200),
    "a cookie and no page": ({"cookie": f"auth_token={token()}"}, 403),
    "a cookie from another page": ({"origin": "https://evil.org", "cookie": f"auth_token={token()}"}, 403),
    "a forged cookie": ({"origin": PAGE, "cookie": "auth_token=abc"}, 401),
    "an expired cookie": ({"origin": PAGE, "cookie": f"auth_token={token(age=60)}"}, 401),
    "nothing from an allowed page": ({"origin": PAGE}, 401),
    "nothing at all": ({}, 401),
}


@pytest.mark.parametrize("who", PROXIED)
def test_the_proxy_takes_a_cookie_of_a_page_or_a_bearer_token(guarded, who):
    headers, status = PROXIED[who]

    assert get(guarded, "/api/sse?sessionId=s", headers=headers, lines=1)[0] == status


def test_the_proxy_wants_to_know_the_session_first(guarded):
    assert get(guarded, "/api/sse", headers={"origin": PAGE})[0] == 400


def test_a_cookie_opens_nothing_but_the_proxy(guarded):
    headers = {"origin": PAGE, "cookie": f"auth_token={token()}"}

    assert get(guarded, "/api/sessions/s/events", body={"data": 1}, headers=headers)[0] == 401


def test_a_preflight_is_answered_to_an_allowed_page_only(guarded):
    asked = {"access-control-request-method": "GET"}
    status, headers, _ = get(guarded, "/api/sse", method="OPTIONS", headers={"origin": PAGE} | asked, lines=1)

    assert status == 200
    assert headers["access-control-allow-origin"] == PAGE
    assert headers["access-control-allow-credentials"] == "true"
    assert headers["access-control-max-age"] == "86400"
    assert get(guarded, "/api/sse", method="OPTIONS", headers={"origin": "https://evil.org"} | asked)[0] == 403
    assert get(guarded, "/api/sse", method="OPTIONS")[0] == 403


@pytest.mark.parametrize("name", ["token", "access_token", "Authorization", "api_key"])
def test_a_token_in_an_address_is_refused_even_if_it_is_valid(guarded, name):
    assert get(guarded, f"/sse/s?{name}={token()}")[0] == 400


@pytest.mark.parametrize("host", ["evil.example.org", "127.0.0.1.evil.org", "", "[", "10.0.0.1"])
def test_a_name_that_was_rebound_to_this_machine_is_not_answered(guarded, host):
    assert get(guarded, "/health", headers={"host": host})[0] == 421


def test_the_token_is_checked_before_the_upstream_is_opened_and_goes_there_as_a_header():
    own = token()
    with sw.MockServer("support_answer", speed=1e9, token=own) as upstream:
        config = BroadcasterConfig(upstream=f"{upstream.url}/api/run_sse")
        with Broadcaster(config, auth=JWT(secret=SECRET)) as broadcaster:
            assert get(broadcaster, "/api/sse?sessionId=s", headers=bearer("forged"))[0] == 401
            assert upstream.requests == []
            run = sw.connect(f"{broadcaster.url}/api/sse?sessionId=s", headers=bearer(own))
            run.wait(PATIENCE)

            assert [message.text for message in run.messages] == [
                message.text for message in sw.load("support_answer").messages
            ]
            assert [(request.path, request.status) for request in upstream.requests] == [("/api/run_sse/s", 200)]
            upstream.tokens = {"another"}
            assert get(broadcaster, "/api/sse?sessionId=s", headers=bearer(own)) == (
                502,
                {"error": "Backend connection failed"},
            )


def test_an_upstream_that_is_not_there_is_a_bad_gateway():
    with Broadcaster(BroadcasterConfig(upstream="http://127.0.0.1:9")) as broadcaster:
        assert get(broadcaster, "/api/sse?sessionId=s")[0] == 502


def raw(broadcaster: Broadcaster, *pieces: bytes) -> bytes:
    """Send bytes as they are, until the server has enough; return what it says."""
    with socket.create_connection(("127.0.0.1", urlsplit(broadcaster.url).port or 0), timeout=PATIENCE) as connection:
        answer = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
        except OSError:
            pass
        try:
            while data := connection.recv(65536):
                answer += data
        except ConnectionResetError:
            pass
        return answer


@pytest.mark.parametrize(
    "flood",
    [
        [b"GET /health HTTP/1.1\r\nhost: localhost\r\n", *[b"x-%d: y\r\n" % n for n in range(5000)]],
        [b"GET /health HTTP/1.1\r\nhost: localhost\r\nx: ", *[b"y" * 1000] * 100],
        [b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nhost: localhost\r\n\r\n"],
        [b"GET /health HTTP/1.1\r\nhost: localhost\r\nx: " + b"y" * 20_000 + b"\r\n\r\n"],
    ],
    ids=["many", "one that never ends", "a long address", "complete at once"],
)
def test_a_flood_of_headers_is_cut_off(guarded, flood):
    with undisturbed(guarded):
        assert raw(guarded, *flood).startswith(b"HTTP/1.1 431 ")


def test_a_request_that_does_not_come_to_its_end_is_dropped(monkeypatch):
    with Broadcaster() as broadcaster:
        with monkeypatch.context() as hurried:
            hurried.setattr(protocol, "PATIENCE", 0.05)
            assert raw(broadcaster, b"GET /health HTTP/1.1\r\nhost: loc") == b""
        assert get(broadcaster, "/health") == (200, {"status": "ok"})


def test_a_gigabyte_is_refused_by_its_announcement(guarded):
    start = f"POST /api/sessions/s/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token()}\r\n"
    with undisturbed(guarded):
        answer = raw(guarded, start.encode() + b"content-length: 1073741824\r\n\r\n" + b"x" * 1000)

        assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_gigabyte_that_is_not_announced_is_refused_when_it_is_too_much(guarded):
    start = f"POST /api/sessions/s/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token()}\r\n"
    piece = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with undisturbed(guarded):
        answer = raw(guarded, start.encode() + b"transfer-encoding: chunked\r\n\r\n", *[piece] * 20)

        assert answer.startswith(b"HTTP/1.1 413 ") or answer == b"", "a reset may take the answer with it"


def test_a_flood_of_events_is_slowed_down(monkeypatch):
    monkeypatch.setattr(publishing, "Rates", partial(Rates, clock=Clock().monotonic))
    config = BroadcasterConfig(max_events_per_second=50)
    with Broadcaster(config, auth=JWT(secret=SECRET)) as guarded, undisturbed(guarded):
        headers = bearer(token("flood"))
        events = [{"data": n} for n in range(90)]
        first = get(guarded, "/api/sessions/flood/events", body=events, headers=headers)
        status, answered, _ = get(guarded, "/api/sessions/flood/events", body=events, headers=headers, lines=1)

        assert (first[0], status) == (201, 429)
        assert int(answered["retry-after"]) >= 1
        assert get(guarded, "/api/sessions/s/events", body={"data": 1}, headers=bearer(token()))[0] == 201


@pytest.mark.parametrize("path", ["/sse/a%20b", "/sse/..%2f..%2fetc%2fpasswd", "/sse/%21control", "/sse/" + "x" * 200])
def test_an_address_is_never_taken_for_more_than_an_id(guarded, path):
    assert get(guarded, path, headers=bearer(token()))[0] in (400, 404)


def signed_with(secret: bytes, claims: dict[str, object]) -> str:
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "k"}, claims)]
    body = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.digest(secret, body, "sha256")
    return (body + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def test_public_keys_are_checked_and_are_no_secret():
    """A server that took its public key for a secret would believe whoever knows it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": "k", "alg": "RS256"}
    claims = {"sub": "ann", "exp": time.time() + 60, "aud": "agents"}
    good = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "k"})
    other = jwt.encode(claims | {"aud": "others"}, key, algorithm="RS256", headers={"kid": "k"})
    unknown = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "other"})
    confused = signed_with(json.dumps(public).encode(), claims)
    with Broadcaster(auth=JWT(jwks={"keys": [public]}, audience="agents")) as broadcaster:
        found = [get(broadcaster, "/api/stats", headers=bearer(each))[0] for each in (good, other, unknown, confused)]

        assert found == [200, 401, 401, 401]


def test_a_callable_may_say_who_it_is():
    async def check(given: str) -> User | None:
        return User("ann") if given == "sesame" else None

    with Broadcaster(auth=check) as broadcaster:
        assert get(broadcaster, "/api/stats", headers=bearer("sesame"))[0] == 200
        assert get(broadcaster, "/api/stats", headers=bearer("other"))[0] == 401


def test_a_token_each_stands_for_a_user():
    with Broadcaster(auth={"token-a": "ann", "token-b": User("root", admin=True)}) as broadcaster:
        get(broadcaster, "/api/sessions/s/events", body={"data": 1}, headers=bearer("token-a"))

        assert get(broadcaster, "/metrics", headers=bearer("token-a"))[0] == 403
        assert "sse_widgets_published_total 1" in get(broadcaster, "/metrics", headers=bearer("token-b"))[1]


def test_no_secret_is_shown():
    shown = repr(StaticTokens({"hush": "ann"})) + repr(JWT(secret=SECRET)) + repr(described({"JWT_SECRET": SECRET}))

    assert "hush" not in shown
    assert SECRET not in shown


def test_two_ways_to_check_a_token_are_one_too_many():
    with pytest.raises(ValueError, match="one way only"):
        described({"JWT_SECRET": SECRET, "SSE_WIDGETS_TOKEN": "x"})
    with pytest.raises(ValueError, match="32 bytes"):
        described({"JWT_SECRET": "short"})


def test_origins_come_from_the_environment():
    made = described({"ALLOW_ORIGINS": f"{PAGE}, http://localhost:3000", "BACKEND_URL": "https://back.example.org"})

    assert made.config.allow_origins == (PAGE, "http://localhost:3000")
    assert made.config.upstream == "https://back.example.org"
