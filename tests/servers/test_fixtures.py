"""What a test gets where a server cannot be started, or is somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.servers.fixtures import serving
from tests.servers.live import LiveServer
from tests.servers.products import ELASTICSEARCH9

NEEDS_JDK_99 = replace(ELASTICSEARCH9, jdk=99)
LIVE = {"HYBRID_SEARCH_TEST_ELASTICSEARCH9_URL": "https://search.example:9243"}


def test_a_missing_jdk_skips_with_the_reason(tmp_path_factory: pytest.TempPathFactory) -> None:
    with (
        pytest.raises(pytest.skip.Exception, match="elasticsearch9: no JDK 99 was found"),
        serving(NEEDS_JDK_99, tmp_path_factory, {}),
    ):
        pass


@pytest.mark.parametrize("required", ["elasticsearch9", "opensearch, elasticsearch9"])
def test_a_required_server_fails_instead(tmp_path_factory: pytest.TempPathFactory, required: str) -> None:
    with (
        pytest.raises(pytest.fail.Exception, match="REQUIRE_SERVERS lists elasticsearch9: no JDK 99"),
        serving(NEEDS_JDK_99, tmp_path_factory, {"REQUIRE_SERVERS": required}),
    ):
        pass


def test_a_live_server_is_taken_as_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    with serving(NEEDS_JDK_99, tmp_path_factory, LIVE) as server:
        assert isinstance(server, LiveServer)
        assert (server.url, server.port, server.running) == ("https://search.example:9243", 9243, True)


@pytest.mark.parametrize(
    "operation", [LiveServer.start, LiveServer.stop, LiveServer.kill, LiveServer.restart, lambda server: server.pid]
)
def test_a_test_that_stops_its_server_is_skipped_on_a_live_one(operation: Callable[[LiveServer], object]) -> None:
    with pytest.raises(pytest.skip.Exception, match="VARIABLE names a live server"):
        operation(LiveServer("http://localhost:9200", "VARIABLE"))


@pytest.mark.parametrize(("url", "port"), [("https://a", 443), ("http://a", 80), ("http://a:9201/path", 9201)])
def test_the_port_of_a_live_server_is_read_from_its_url(url: str, port: int) -> None:
    assert LiveServer(url, "VARIABLE").port == port
