"""What the connectors in this process share."""

from __future__ import annotations

from pathlib import Path

import pytest

from hybrid_search import Fields, MemoryClient
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Connector, LegQuery
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.local import check_local
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.steps import Call
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.types import Native, SparseVector

TARGET = Target("memory", "notes")


@pytest.fixture(params=["memory://notes", "folder"])
def connector(request: pytest.FixtureRequest, tmp_path: Path) -> Connector:
    url: str = request.param
    return connect(url if "://" in url else tmp_path / url)


def test_arguments_that_only_servers_know_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_local(TARGET, Access(api_key="sesame", verify_certs=False, fields=Fields(dense="d")))
    assert str(caught.value) == (
        "memory://notes is in this process, and takes no api_key=, verify_certs=, fields=; leave it out, or write the "
        "URL of a server"
    )


@pytest.mark.parametrize("url", ["memory://notes", "folder"])
def test_every_local_backend_refuses_them(url: str, tmp_path: Path) -> None:
    where = url if "://" in url else tmp_path / url
    with pytest.raises(InvalidInput, match="takes no fields="):
        connect(where, Access(fields=Fields(dense="d")))


def test_time_outs_and_a_client_are_fine() -> None:
    check_local(TARGET, Access(client=MemoryClient(), timeout_s=1, deadline_s=None))


def test_a_call_has_no_time_out(connector: Connector) -> None:
    call = Call("count", {"where": None})
    assert connector.timed(call, 0.001) is call


def test_settle_asks_for_nothing(connector: Connector) -> None:
    assert list(connector.settle()) == []
    assert connector.capabilities.read_after_write


def test_nothing_is_attached(connector: Connector) -> None:
    assert connector.attached is False
    assert connector.capabilities.attach is False


@pytest.mark.parametrize(
    ("fusion", "alternative"),
    [
        (Native.rrf(k=10), "RRF(k=10)"),
        (Native.dbsf(), "DBSF()"),
        (Native.linear({"dense": 1}), "Weighted({'sparse': 0, 'dense': 1}, NoNormalization())"),
    ],
)
def test_there_is_no_fusion_but_the_librarys(connector: Connector, fusion: Native, alternative: str) -> None:
    legs = [LegQuery("sparse", SparseVector.empty(), 5)]
    with pytest.raises(Unsupported) as caught:
        Driver(connector).run(connector.native(legs, fusion, 5))
    assert str(caught.value) == (
        f"{connector.url} has no fusion of its own, so {fusion} cannot run there; use {alternative}"
    )
    assert connector.capabilities.native_fusion == ()
