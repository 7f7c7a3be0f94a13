"""Each server of our own, one after the other, and a way to call it."""

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest

from tests.servers.products import PRODUCTS
from tests.servers.server import Server


@pytest.fixture(params=list(PRODUCTS))
def server(request: pytest.FixtureRequest) -> Server:
    """The session's server; a live one is not ours to test, and asking for its process skips."""
    found: Server = request.getfixturevalue(f"{request.param}_server")
    assert found.pid
    return found


def call(server: Server, method: str, path: str, body: object = None) -> Any:  # JSON of any shape
    """The JSON that *server* answers; a status of 400 or more fails the test."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        payload = None if body is None else json.dumps(body)
        connection.request(method, path, payload, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    assert answer.status < 400, text
    return json.loads(text)
