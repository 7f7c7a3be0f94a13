from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import elasticsearch
import elasticsearch8
import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.elasticsearch.client import (
    TimedClient,
    async_client,
    checked_client,
    kind_of,
    package_of,
    settings,
    sync_client,
)
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidInput, MissingExtra
from tests.connectors.lucene.stub import ElasticStub, Stub, serving

TARGET = parse_url("elasticsearch+https://ann:s3cr3t@host/notes")
PACKAGES = pytest.mark.parametrize("package", [elasticsearch, elasticsearch8])


def test_the_first_package_that_is_installed_is_used() -> None:
    assert package_of(TARGET, None) is elasticsearch
    assert package_of(TARGET, "elasticsearch8") is elasticsearch8


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "elasticsearch9", None)  # which makes its import fail
    with pytest.raises(MissingExtra, match="elasticsearch9"):
        package_of(TARGET, "elasticsearch9")


@PACKAGES
def test_a_client_of_any_package_is_known(package: ModuleType) -> None:
    client = package.Elasticsearch("http://localhost:9200")
    assert kind_of(client) == "Elasticsearch"
    checked_client(TARGET, client)
    client.close()


def test_anything_else_is_refused() -> None:
    class Elasticsearch:
        """Of another library."""

    for other in (object(), Elasticsearch()):
        with pytest.raises(InvalidInput, match="takes an Elasticsearch or AsyncElasticsearch"):
            checked_client(TARGET, other)


@PACKAGES
def test_the_wrong_twin_is_refused_with_the_way_out(package: ModuleType) -> None:
    sync = package.Elasticsearch("http://localhost:9200")
    twin = package.AsyncElasticsearch("http://localhost:9200")
    with pytest.raises(InvalidInput, match="open it with AsyncHybridIndex"):
        sync_client(TARGET, Access(client=twin), None)
    with pytest.raises(InvalidInput, match="open it with HybridIndex"):
        async_client(TARGET, Access(client=sync), None)
    sync.close()
    asyncio.run(twin.close())


def test_our_clients_neither_retry_nor_trust_anybody() -> None:
    made = settings(TARGET, Access(timeout_s=7))
    assert made["hosts"] == [{"scheme": "https", "host": "host", "port": 9200}]
    assert (made["max_retries"], made["retry_on_timeout"]) == (0, False)
    assert made["request_timeout"] == 7
    assert made["verify_certs"] is True


def test_no_repr_shows_the_credentials() -> None:
    client = sync_client(TARGET, Access(), elasticsearch8)
    assert "s3cr3t" not in repr(client) + repr(client._client) + repr(TARGET)
    client.close()


@PACKAGES
def test_verification_can_be_left_out_without_a_warning(package: ModuleType) -> None:
    sync_client(TARGET, Access(verify_certs=False), package).close()  # warnings are errors here


def test_a_file_without_a_certificate_is_refused(tmp_path: Any) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(InvalidInput, match="holds no certificate"):
        settings(TARGET, Access(ca_certs=tmp_path / "ca.pem"))


@PACKAGES
def test_the_client_of_the_caller_does_not_retry_either(package: ModuleType) -> None:
    with serving(ElasticStub(status=503)) as stub:
        client = package.Elasticsearch(f"http://127.0.0.1:{stub.port}", max_retries=3)
        with pytest.raises(package.ApiError):
            sync_client(parse_url(stub.url), Access(client=client), None).info()
        client.close()
    assert len(stub.seen) == 1


def slow_sync(stub: Stub) -> None:
    client = sync_client(parse_url(stub.url), Access(), elasticsearch8)
    try:
        client.within(0.05, "indices.refresh", {"index": "notes"})
    finally:
        client.close()


def slow_async(stub: Stub) -> None:
    async def ask() -> None:
        client = async_client(parse_url(stub.url), Access(), elasticsearch)
        try:
            await client.within(0.05, "indices.refresh", {"index": "notes"})
        finally:
            await client.close()

    asyncio.run(ask())


@pytest.mark.parametrize("ask", [slow_sync, slow_async])
def test_one_call_may_have_a_shorter_time_out(ask: Callable[[Stub], None]) -> None:
    with (
        serving(ElasticStub(delay_s=1)) as stub,
        pytest.raises(elasticsearch.ConnectionTimeout),
    ):
        ask(stub)


def test_everything_else_is_the_client_itself() -> None:
    client = elasticsearch.Elasticsearch("http://localhost:9200")
    assert TimedClient(client).transport is client.transport
    client.close()
