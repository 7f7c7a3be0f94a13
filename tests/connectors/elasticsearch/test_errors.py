"""What the clients raise, both packages and both twins, in the library's terms."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import ModuleType
from typing import ClassVar

import elasticsearch
import elasticsearch8
import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.elasticsearch.client import async_client, sync_client
from hybrid_search.connectors.elasticsearch.errors import failure
from hybrid_search.connectors.lucene.errors import Place
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import WrongServer
from tests.connectors.lucene.error_contract import ErrorContract, Raised, error_body
from tests.connectors.lucene.stub import ElasticStub, Stub


def raised_by_sync(package: ModuleType) -> Raised:
    def ask(url: str, access: Access) -> Exception:
        client = sync_client(parse_url(url), access, package)
        with pytest.raises(Exception) as raised:  # noqa: PT011  # whatever the client raises is what is tested
            client.indices.refresh(index="notes")
        client.close()
        return raised.value

    return ask


def raised_by_async(package: ModuleType) -> Raised:
    def ask(url: str, access: Access) -> Exception:
        async def run() -> Exception:
            client = async_client(parse_url(url), access, package)
            with pytest.raises(Exception) as raised:  # noqa: PT011  # as above
                await client.indices.refresh(index="notes")
            await client.close()
            return raised.value

        return asyncio.run(run())

    return ask


class TestErrors(ErrorContract):
    stub: ClassVar[Callable[..., Stub]] = ElasticStub
    product: ClassVar[str] = "Elasticsearch"

    @pytest.fixture(params=["sync", "async", "sync 8", "async 8"])
    def raised(self, request: pytest.FixtureRequest) -> Raised:
        """What each client raises when it asks a server."""
        package = elasticsearch8 if request.param.endswith("8") else elasticsearch
        return (raised_by_sync if request.param.startswith("sync") else raised_by_async)(package)

    def failure(self, error: Exception, place: Place) -> Failure | None:
        return failure(error, place)

    @pytest.mark.parametrize("status", [200, 404, 405, 406])
    def test_a_server_that_does_not_say_that_it_is_elasticsearch_is_another_product(
        self, raised: Raised, status: int
    ) -> None:
        found = self.answered(raised, status=status, headers={})
        assert type(found.error) is WrongServer
        assert not found.retryable

    def test_a_server_that_is_older_than_the_client_is_explained_with_the_pip_line(self, raised: Raised) -> None:
        reason = "Accept version must be either version 8 or 7, but found 9."
        found = self.answered(raised, status=400, body=error_body("media_type_header_exception", reason))
        assert type(found.error) is WrongServer
        assert "pip install 'elasticsearch>=8.19,<9'" in str(found.error)
        assert "client=elasticsearch8" in str(found.error)
