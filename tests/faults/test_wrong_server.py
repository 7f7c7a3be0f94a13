"""Another product on the port, and a version that the client cannot talk to."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from hybrid_search import HybridIndex
from hybrid_search.errors import BackendError, WrongServer
from tests.fakes import WordEncoder
from tests.servers.live import LiveServer
from tests.servers.server import Server


def at(server: Server | LiveServer) -> str:
    """Host and port."""
    return urlsplit(server.url).netloc


@pytest.fixture
def web_page() -> Iterator[str]:
    """A web server that knows nothing of indexes: host and port."""

    class Page(http.server.BaseHTTPRequestHandler):
        def _page(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html>Welcome</html>")

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _page

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_opensearch_is_not_elasticsearch(opensearch_server: Server | LiveServer) -> None:
    with pytest.raises(WrongServer, match="Elasticsearch"):
        HybridIndex.open(f"elasticsearch://{at(opensearch_server)}/notes", WordEncoder(), create=True)


def test_elasticsearch_is_not_opensearch(elasticsearch9_server: Server | LiveServer) -> None:
    with pytest.raises(WrongServer, match="what answers is Elasticsearch"):
        HybridIndex.open(f"opensearch://{at(elasticsearch9_server)}/notes", WordEncoder(), create=True)


def test_a_client_of_version_9_cannot_talk_to_a_server_of_version_8(elasticsearch8_server: Server | LiveServer) -> None:
    with pytest.raises(WrongServer, match=r"pip install.*elasticsearch") as caught:
        HybridIndex.open(f"elasticsearch://{at(elasticsearch8_server)}/notes", WordEncoder(), create=True)
    assert "client=elasticsearch8" in str(caught.value)


@pytest.mark.parametrize("scheme", ["elasticsearch", "opensearch", "qdrant"])
def test_a_web_server_is_no_search_engine(web_page: str, scheme: str) -> None:
    with pytest.raises(BackendError):
        HybridIndex.open(f"{scheme}://{web_page}/notes", WordEncoder(), create=True)
