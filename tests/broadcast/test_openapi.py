"""Whatever its own document allows, and whatever it does not, the server answers as the document says."""

import os
from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings

from sse_widgets.broadcast import Broadcaster, BroadcasterConfig
from sse_widgets.broadcast.execution import Execution
from sse_widgets.broadcast.openapi import document
from tests.broadcast.asking import get
from tests.waiting import PATIENCE

EXAMPLES = int(os.environ.get("EXAMPLES", "15"))
schema = schemathesis.openapi.from_dict(document())


async def agent(execution: Execution) -> None:
    await execution.publish("", {"event": "completed", "text": execution.text})


@pytest.fixture(scope="module")
def server() -> Iterator[Broadcaster]:
    with Broadcaster(BroadcasterConfig(max_event_bytes=50_000), agent=agent) as broadcaster:
        yield broadcaster


@schema.parametrize()
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_no_request_that_can_be_made_is_an_error_of_the_server(server, case):
    asked = case.as_transport_kwargs(base_url=server.url)
    with requests.request(**asked, stream=True, timeout=PATIENCE) as answer:
        documented = {*case.operation.definition.raw["responses"], "405"}

        assert answer.status_code < 500, answer.text
        assert str(answer.status_code) in documented, answer.text


def test_every_endpoint_is_in_the_document(server):
    told = get(server, "/openapi.json")[1]
    paths = {route.path for route in server.app._app.routes}

    assert set(told["paths"]) == paths
    for route in server.app._app.routes:
        assert {method.lower() for method in route.methods} - {"head"} <= set(told["paths"][route.path])
