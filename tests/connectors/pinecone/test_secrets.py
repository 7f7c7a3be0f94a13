"""The API key is shown nowhere."""

from __future__ import annotations

import logging
import traceback

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import HybridSearchError
from tests.connectors.contract.opened import SPEC, Opened
from tests.connectors.pinecone.conftest import Opening
from tests.connectors.pinecone.faults import Fault
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.fakes import row


def shown(error: BaseException) -> str:
    """All that a log of an error may hold, down to the client's own."""
    return "".join([repr(error), str(error), *traceback.format_exception(error)])


@pytest.mark.parametrize("status", [0, 401, 403, 404, 429, 500, 503])
def test_no_error_shows_the_key(
    made: Opened, server: PineconeServer, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.faults.add(Fault("vectors/upsert", status=status, times=100))
    with pytest.raises(HybridSearchError) as caught:
        made.run(made.connector.upsert([row("a")]))
    assert API_KEY not in shown(caught.value)
    assert API_KEY not in caplog.text


def test_the_reason_of_a_refused_row_shows_no_key(made: Opened, server: PineconeServer) -> None:
    server.faults.add(Fault("vectors/upsert", status=400, times=100))
    (failed,) = made.run(made.connector.upsert([row("a")])).failed
    assert API_KEY not in failed.reason


def test_nobody_at_the_address_shows_no_key(opening: Opening) -> None:
    opened = opening("pinecone://notes?host=http://127.0.0.1:9", policy=RetryPolicy(attempts=1))
    with pytest.raises(HybridSearchError) as caught:
        opened.run(opened.connector.exists())
    assert API_KEY not in shown(caught.value)


def test_neither_connector_nor_driver_shows_the_key(server: PineconeServer, opening: Opening) -> None:
    opened = opening(access=Access(api_key=API_KEY))
    opened.run(opened.connector.create(SPEC))
    for one in (opened, opened.connector, opened.connector.url, opened.driver):
        assert API_KEY not in repr(one) + str(one)
