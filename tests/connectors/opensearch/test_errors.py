"""What the client raises, on both of its twins, in the library's terms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.lucene.errors import Place
from hybrid_search.connectors.opensearch.client import async_client, sync_client
from hybrid_search.connectors.opensearch.errors import MissingPlugin, failure
from hybrid_search.connectors.url import parse_url
from tests.connectors.lucene.error_contract import ErrorContract, Raised, error_body
from tests.connectors.lucene.stub import Stub


def raised_by_sync(url: str, access: Access) -> Exception:
    client = sync_client(parse_url(url), access)
    with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever the client raises is what is tested
        client.info()
    client.close()
    return raised.value


def raised_by_async(url: str, access: Access) -> Exception:
    async def ask() -> Exception:
        client = async_client(parse_url(url), access)
        with pytest.raises(Exception) as raised:  # noqa: PT011  # as above
            await client.info()
        await client.close()
        return raised.value

    return asyncio.run(ask())


class TestErrors(ErrorContract):
    stub: ClassVar[Callable[..., Stub]] = Stub
    product: ClassVar[str] = "OpenSearch"

    @pytest.fixture(params=[raised_by_sync, raised_by_async], ids=["sync", "async"])
    def raised(self, request: pytest.FixtureRequest) -> Raised:
        """What either client raises when it asks a server."""
        found: Raised = request.param
        return found

    def failure(self, error: Exception, place: Place) -> Failure | None:
        return failure(error, place)

    @pytest.mark.parametrize(
        ("query", "plugin"),
        [("knn", "opensearch-knn"), ("hybrid", "neural-search"), ("neural_sparse", "neural-search")],
    )
    def test_a_query_of_a_missing_plugin_names_the_plugin(self, raised: Raised, query: str, plugin: str) -> None:
        found = self.answered(raised, status=400, body=error_body("parsing_exception", f"unknown query [{query}]"))
        assert isinstance(found.error, MissingPlugin)
        assert found.error.query == query
        assert plugin in str(found.error)
