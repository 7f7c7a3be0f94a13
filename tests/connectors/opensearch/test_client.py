"""The clients that are built, and those that callers pass."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from pathlib import Path

import pytest
from opensearchpy import AsyncOpenSearch, OpenSearch

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.opensearch.client import async_client, checked_client, settings, sync_client
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidInput
from tests.connectors.lucene.stub import Stub, serving

LOCAL = parse_url("opensearch://localhost/notes")
TLS = parse_url("opensearch+https://ann:pa%3Ass@search.example:443/notes")


def test_the_clients_own_retries_are_off() -> None:
    made = sync_client(LOCAL, Access(timeout_s=7))
    assert made.transport.max_retries == 0
    assert list(made.transport.retry_on_status) == []
    assert made.transport.retry_on_timeout is False
    assert made.transport.get_connection().timeout == 7
    made.close()


def test_the_port_is_the_vendors_unless_the_url_names_one() -> None:
    assert settings(LOCAL, Access())["hosts"] == [{"host": "localhost", "port": 9200, "use_ssl": False}]
    assert settings(TLS, Access())["hosts"] == [{"host": "search.example", "port": 443, "use_ssl": True}]


def test_certificates_are_verified_unless_told_otherwise() -> None:
    verified = settings(TLS, Access())["ssl_context"]
    assert (verified.verify_mode, verified.check_hostname) == (ssl.CERT_REQUIRED, True)
    with warnings.catch_warnings():
        accepted = settings(TLS, Access(verify_certs=False))["ssl_context"]
    assert (accepted.verify_mode, accepted.check_hostname) == (ssl.CERT_NONE, False)
    assert "ssl_context" not in settings(LOCAL, Access())


def test_a_file_without_certificates_is_named(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(InvalidInput, match=r"ca\.pem.*no certificate in PEM form"):
        sync_client(TLS, Access(ca_certs=tmp_path / "ca.pem"))


def test_both_clients_send_the_credentials() -> None:
    with serving(Stub()) as stub:
        target, access = parse_url(stub.url), Access(api_key="os_secret")

        async def ask() -> None:
            twin = async_client(target, access)
            await twin.info()
            await twin.close()

        asyncio.run(ask())
        client = sync_client(target, access)
        client.info()
        client.close()
    assert [headers["authorization"] for headers in stub.seen] == ["ApiKey os_secret"] * 2


def test_neither_client_shows_the_credentials() -> None:
    client, twin = sync_client(TLS, Access()), async_client(TLS, Access())
    shown = repr(client) + repr(client.transport.get_connection()) + repr(twin)
    assert "search.example" in shown
    assert not any(secret in shown for secret in ("pa:ss", "pa%3Ass", "YW5uOnBhOnNz"))
    client.close()


def test_a_client_of_the_callers_is_used_as_it_is() -> None:
    theirs, twin = OpenSearch(), AsyncOpenSearch()
    assert sync_client(LOCAL, Access(client=theirs)) is theirs
    assert async_client(LOCAL, Access(client=twin)) is twin
    checked_client(LOCAL, theirs)
    checked_client(LOCAL, twin)
    checked_client(LOCAL, None)


def test_the_wrong_twin_is_refused_with_the_way_out() -> None:
    with pytest.raises(InvalidInput, match="open it with AsyncHybridIndex"):
        sync_client(LOCAL, Access(client=AsyncOpenSearch()))
    with pytest.raises(InvalidInput, match="pass an AsyncOpenSearch"):
        async_client(LOCAL, Access(client=OpenSearch()))


def test_another_object_is_refused() -> None:
    with pytest.raises(InvalidInput, match="takes an OpenSearch or AsyncOpenSearch, not dict"):
        checked_client(LOCAL, {})
