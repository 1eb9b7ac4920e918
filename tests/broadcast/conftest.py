"""What the tests of the broadcast server share."""

from collections.abc import Iterator

import pytest

from tests.broadcast.redis_server import RedisServer


@pytest.fixture
def redis(tmp_path) -> Iterator[RedisServer]:
    """A Redis of the test's own, with nothing in it."""
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()
