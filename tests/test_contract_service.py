"""The contract service, driven by a small harness of our own."""

import socket

import pytest

from tests.contract_harness import driving, streaming
from tests.contract_service import CAPABILITIES
from tests.transport.servers import HEAD, quiet
from tests.waiting import until


@pytest.fixture
def harness():
    with driving() as harness:
        yield harness


ONE = b"data: one\n\n"


def test_it_says_what_it_can(harness):
    answer = harness.http.get("/")

    assert answer.status_code == 200
    assert answer.json()["capabilities"] == CAPABILITIES


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"streamUrl": "http://x"}',
        b'{"streamUrl": 7, "callbackUrl": "http://x"}',
        b'{"streamUrl": "http://x", "callbackUrl": "http://x", "initialDelayMs": "soon"}',
    ],
)
def test_it_refuses_what_makes_no_sense(harness, asked):
    assert harness.http.post("/", content=asked).status_code == 400


def test_a_client_that_was_stopped_is_gone(harness):
    with streaming(quiet(HEAD + ONE)) as server:
        client = harness.read(server.url)
        harness.events(1)
        answers = [
            harness.http.delete(client).status_code,
            harness.http.delete(client).status_code,
            harness.http.post(client, json={"command": "restart"}).status_code,
        ]

    assert answers == [204, 404, 404]


def test_a_command_that_does_not_exist_is_refused(harness):
    with streaming() as server:
        client = harness.read(server.url)

        assert harness.http.post(client, json={"command": "dance"}).status_code == 400
        assert harness.http.post(client, json={}).status_code == 400


def test_it_quits_when_told(harness):
    with streaming() as server:
        harness.read(server.url)
        until(lambda: server.requests)
        assert harness.http.delete("/").status_code == 204
    port = int(harness.service.rpartition(":")[2])

    def refused() -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", port)) != 0

    assert until(refused)
