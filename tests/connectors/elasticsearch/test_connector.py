"""The connector without a server, or in front of one that answers as it is told."""

from __future__ import annotations

import logging
import traceback
from types import ModuleType

import elasticsearch
import elasticsearch8
import pytest

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.elasticsearch import ElasticsearchConnector
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Call
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import BackendError, InvalidInput, InvalidName, PermissionDenied, Unsupported, WrongServer
from hybrid_search.types import Native
from tests.connectors.elasticsearch.conftest import Place
from tests.connectors.lucene.stub import ElasticStub, serving
from tests.servers.live import LiveServer
from tests.servers.server import Server

URL = "elasticsearch://localhost/notes"


def connector(url: str = URL, access: Access | None = None) -> ElasticsearchConnector:
    return ElasticsearchConnector(parse_url(url), access or Access())


def test_nothing_is_sent_before_the_first_operation() -> None:
    with serving(ElasticStub()) as stub:
        connect(stub.url)
    assert stub.seen == []


def test_what_is_wrong_with_the_url_is_said_at_once() -> None:
    with pytest.raises(InvalidName, match="known: quantization, client, shards"):
        connector(f"{URL}?shard=1")
    with pytest.raises(InvalidName, match="upper-case"):
        connector("elasticsearch://localhost/Notes")
    with pytest.raises(InvalidName, match=r"api_key= would travel unencrypted; write elasticsearch\+https"):
        connector("elasticsearch://search.example/notes", Access(api_key="secret"))


def test_a_client_of_another_backend_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput, match="takes an Elasticsearch or AsyncElasticsearch"):
        connector(access=Access(client=object()))


def test_a_call_that_may_last_long_enough_is_left_as_it_is() -> None:
    made = connector(access=Access(timeout_s=5))
    call = Call("indices.refresh", {"index": "notes"}, idempotent=False)
    assert made.timed(call, 5) is call
    assert made.timed(Call("close"), 1) == Call("close")
    within = {"seconds": 2, "method": "indices.refresh", "arguments": {"index": "notes"}}
    assert made.timed(call, 2) == Call("within", within, idempotent=False)


@pytest.mark.parametrize("package", [elasticsearch, elasticsearch8])
@pytest.mark.parametrize("kind", ["Elasticsearch", "AsyncElasticsearch"])
def test_a_client_of_the_callers_is_left_open(package: ModuleType, kind: str) -> None:
    client = getattr(package, kind)("http://localhost:9200")
    assert list(connector(access=Access(client=client)).close()) == []
    assert list(connector().close()) == [Call("close")]


@pytest.mark.parametrize(
    ("fusion", "why"),
    [
        (Native.rrf(k=20), "Enterprise licence"),
        (Native.linear({"sparse": 0.3, "dense": 0.7}, "min_max"), "Enterprise licence"),
        (Native.dbsf(), "no dbsf"),
    ],
)
def test_a_native_fusion_is_refused_with_the_licence_and_what_to_use(fusion: Native, why: str) -> None:
    with pytest.raises(Unsupported, match=why) as raised:
        Driver(connector()).run(connector().native([], fusion, 10))
    assert in_place_of(fusion) in str(raised.value)


def test_a_server_that_is_too_old_is_named() -> None:
    with serving(ElasticStub(body={"version": {"number": "8.15.0"}})) as stub:
        made = connector(stub.url)
        driver = Driver(made)
        with pytest.raises(WrongServer, match=r"Elasticsearch 8\.15\.0"):
            driver.run(made.create(IndexSpec(dims=3, sparse=True)))
        driver.close()
    assert len(stub.seen) == 1


def test_a_real_server_of_version_8_is_explained_to_a_client_of_version_9(
    elasticsearch8_server: Server | LiveServer,
) -> None:
    url = elasticsearch8_server.url.replace("http", "elasticsearch+http", 1)
    made = connector(f"{url}/notes?client=elasticsearch")
    driver = Driver(made)
    with pytest.raises(WrongServer, match="pip install 'elasticsearch8"):
        driver.run(made.exists())
    driver.close()


def test_a_client_of_version_8_talks_to_a_server_of_version_9(elasticsearch9_server: Server | LiveServer) -> None:
    url = elasticsearch9_server.url.replace("http", "elasticsearch+http", 1)
    made = connector(f"{url}/absent?client=elasticsearch8")
    driver = Driver(made)
    assert driver.run(made.exists()) is False
    driver.close()


def test_a_client_of_the_callers_is_used(place: Place) -> None:
    made = connector(place.url, Access(client=place.admin))
    driver = Driver(made)
    assert driver.run(made.exists()) is False
    driver.close()
    assert place.admin.info()["version"]["number"]


@pytest.mark.parametrize("status", [401, 403, 500])
@pytest.mark.parametrize("login", ["ann:s3cr3t@", "s3cr3t@", ""], ids=["password", "key in the url", "argument"])
def test_no_message_cause_repr_or_log_shows_a_secret(caplog: pytest.LogCaptureFixture, status: int, login: str) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(ElasticStub(status=status, body={"error": {"type": "some_exception", "reason": "no"}})) as stub:
        access = Access() if login else Access(api_key="s3cr3t")
        made = connector(stub.url.replace("//", f"//{login}"), access)
        driver = Driver(made)
        with pytest.raises(BackendError) as raised:
            driver.run(made.count(None))
        driver.close()
    assert isinstance(raised.value, PermissionDenied) == (status != 500)
    assert stub.seen[0]["authorization"]
    shown = "".join(traceback.format_exception(raised.value)) + repr(raised.value) + caplog.text
    assert "s3cr3t" not in shown + repr(access) + made.url + repr(made)
