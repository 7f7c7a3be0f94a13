"""The real nodes: they answer, keep what they acknowledged, and listen to nobody else."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.servers.conftest import call
from tests.servers.products import PRODUCTS
from tests.servers.server import Server

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def index(server: Server) -> Iterator[str]:
    """An empty index that is gone after the test."""
    name = "server-test"
    call(server, "PUT", f"/{name}", {"settings": {"number_of_replicas": 0}})
    yield name
    call(server, "DELETE", f"/{name}")


def test_a_server_says_the_version_that_it_was_built_from(server: Server) -> None:
    versions = {product.version for product in PRODUCTS.values()}
    assert call(server, "GET", "/")["version"]["number"] in versions


def test_a_server_is_bound_to_the_loopback_address_only(server: Server) -> None:
    (node,) = call(server, "GET", "/_nodes/_local/http,transport")["nodes"].values()
    bound = [*node["http"]["bound_address"], *node["transport"]["bound_address"]]
    assert {urlsplit(f"//{address}").hostname for address in bound} == {"127.0.0.1"}


def test_another_address_of_this_machine_is_not_answered(server: Server) -> None:
    # Refused on Linux; elsewhere the address may not even be there. A server on all addresses would answer.
    assert not answers("127.0.0.2", server.port)


def test_a_killed_server_has_all_acknowledged_documents_after_a_restart(server: Server, index: str) -> None:
    for number in range(5):
        call(server, "PUT", f"/{index}/_doc/{number}", {"number": number})
    port = server.port
    server.kill()
    assert not server.running
    assert not answers("127.0.0.1", port)
    server.restart()
    assert server.port == port
    assert [call(server, "GET", f"/{index}/_doc/{n}")["_source"] for n in range(5)] == [{"number": n} for n in range(5)]


def test_delete_by_query_deletes_what_matches_in_several_pages(server: Server, index: str) -> None:
    for number in range(5):
        call(server, "PUT", f"/{index}/_doc/{number}", {"number": number})
    call(server, "POST", f"/{index}/_refresh")
    query = {"query": {"range": {"number": {"gte": 2}}}}
    report = call(server, "POST", f"/{index}/_delete_by_query?refresh=true&scroll_size=2", query)
    assert (report["total"], report["deleted"], report["batches"], report["failures"]) == (3, 3, 2, [])
    assert call(server, "GET", f"/{index}/_count")["count"] == 2


def test_a_running_server_is_not_started_twice(server: Server) -> None:
    with pytest.raises(RuntimeError, match="running already"):
        server.start()


def test_a_server_ends_when_the_process_that_started_it_is_killed(elasticsearch8_server: Server) -> None:
    assert elasticsearch8_server.pid  # it can run here; the one of this test has an owner of its own
    command = [sys.executable, "-m", "tests.servers", "start", "elasticsearch8"]
    owner = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    with owner:
        port = urlsplit(owner.stdout.readline().split()[1]).port
        assert port is not None
        assert answers("127.0.0.1", port)
        owner.kill()
    deadline = time.monotonic() + 60
    while answers("127.0.0.1", port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not answers("127.0.0.1", port)


def answers(host: str, port: int) -> bool:
    with socket.socket() as caller:
        caller.settimeout(5)
        return caller.connect_ex((host, port)) == 0
