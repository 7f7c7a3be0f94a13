"""Which client is built, and how."""

from __future__ import annotations

import asyncio
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import trustme
from pinecone import AsyncPinecone, Pinecone

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.pinecone import PineconeConnector
from hybrid_search.connectors.pinecone.retries_off import retries_off
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.connectors.steps import Call
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import BackendError, BackendUnavailable, InvalidInput, PermissionDenied
from tests.connectors.contract.legs import dense_leg
from tests.connectors.contract.opened import SPEC
from tests.connectors.pinecone.conftest import Opening
from tests.connectors.pinecone.faults import Fault
from tests.connectors.pinecone.server import API_KEY, PineconeServer


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PINECONE_API_KEY", raising=False)


def connector(url: str = "pinecone://notes", access: Access | None = None) -> PineconeConnector:
    return PineconeConnector(parse_url(url), access or Access())


def test_making_a_connector_sends_and_needs_nothing() -> None:
    assert connector().url == "pinecone://notes"
    assert (connector().local, connector().attached) == (False, False)


def test_without_a_key_the_ways_to_give_one_are_named() -> None:
    for connect in (connector().connect, connector().connect_async):
        with pytest.raises(PermissionDenied, match=r"api_key=.*PINECONE_API_KEY"):
            connect()


def test_the_key_of_the_environment_is_taken_and_the_argument_goes_before_it(
    server: PineconeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINECONE_API_KEY", API_KEY + "\n")  # as it is read from a file
    made = connector(server.url("notes"))
    driver = Driver(made)
    assert driver.run(made.exists()) is False
    driver.close()
    wrong = connector(server.url("notes"), Access(api_key="another"))
    driver = Driver(wrong)
    with pytest.raises(PermissionDenied):
        driver.run(wrong.exists())
    driver.close()


def test_a_key_that_no_header_may_hold_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINECONE_API_KEY", "geheimnis-ä")
    with pytest.raises(InvalidInput, match="no HTTP header") as caught:
        connector().connect()
    assert "geheimnis" not in str(caught.value)


def test_the_callers_client_is_used_and_left_open(server: PineconeServer) -> None:
    mine = Pinecone(api_key=API_KEY, host=server.origin)
    made = connector("pinecone://notes", Access(client=mine))
    driver = Driver(made)
    driver.run(made.create(SPEC))
    driver.close()
    assert mine.indexes.exists("notes-dense")
    mine.close()


def test_the_wrong_twin_is_refused_by_name() -> None:
    for_sync = connector(access=Access(client=AsyncPinecone(api_key="x")))
    with pytest.raises(InvalidInput, match=r"must be a pinecone\.Pinecone for HybridIndex, not AsyncPinecone"):
        for_sync.connect()
    mine = Pinecone(api_key="x")
    for_async = connector(access=Access(client=mine))
    with pytest.raises(InvalidInput, match=r"must be a pinecone\.AsyncPinecone for AsyncHybridIndex, not Pinecone"):
        for_async.connect_async()
    mine.close()
    with pytest.raises(InvalidInput, match="not str"):
        connector(access=Access(client="pinecone")).connect()


def test_calls_get_no_more_time_than_is_left() -> None:
    made = connector(access=Access(timeout_s=5.0))
    call = Call("dense.query", {"top_k": 1}, idempotent=False)
    assert made.timed(call, 9.0) == Call("dense.query", {"top_k": 1, "timeout": 5.0}, idempotent=False)
    assert made.timed(call, 2.0).arguments["timeout"] == 2.0
    for without in ("indexes.describe", "sparse.create_namespace", "forget", "close"):
        assert made.timed(Call(without), 2.0) == Call(without)


def test_a_client_that_is_built_otherwise_keeps_its_retries(caplog: pytest.LogCaptureFixture) -> None:
    handle = object()
    assert retries_off(handle) is handle
    assert "keeps its own retries" in caplog.text


def test_handles_of_both_kinds_try_once(server: PineconeServer, opening: Opening, mode: str) -> None:
    opened = opening(policy=RetryPolicy(attempts=1))
    opened.run(opened.connector.create(SPEC))
    server.faults.add(Fault("/query", status=503, times=10))
    with pytest.raises(BackendUnavailable):
        opened.run(opened.connector.search([dense_leg(1, 0, 0)]))
    assert server.paths().count("query") == 1


def test_the_asynchronous_client_is_closed_too(server: PineconeServer) -> None:
    async def main() -> None:
        client = connector(server.url("notes"), Access(api_key=API_KEY)).connect_async()
        with pytest.raises(Exception, match="not found"):
            await client.indexes.describe("notes")
        await client.close()

    asyncio.run(main())


class _Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


def test_a_certificate_that_nobody_signed_is_refused_unless_it_is_trusted(tmp_path: Path) -> None:
    authority = trustme.CA()
    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = HTTPServer(("127.0.0.1", 0), _Nothing)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    url = f"pinecone://notes?host=https://127.0.0.1:{server.server_port}"
    try:
        assert "ca_certs=" in _refusal(url, Access(api_key="x"))
        for access in (Access(api_key="x", ca_certs=trusted), Access(api_key="x", verify_certs=False)):
            assert "not Pinecone" in _refusal(url, access)  # so the request got through
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _refusal(url: str, access: Access) -> str:
    made = connector(url, access)
    driver = Driver(made, RetryPolicy(attempts=1))
    with pytest.raises(BackendError) as caught:
        driver.run(made.exists())
    driver.close()
    return str(caught.value)
