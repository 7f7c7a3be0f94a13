"""Starts and ends of a server, on a stand-in for java that costs nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers.errors import ServerFailed
from tests.servers.prepare import Build
from tests.servers.products import OPENSEARCH
from tests.servers.server import Server

ANSWERS = """
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({status})
        self.end_headers()
        self.wfile.write(b"{{}}")

server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print("STARTED", server.server_port, flush=True)
server.serve_forever()
"""
DIES = """
print("the disk is on fire")
raise SystemExit(1)
"""


def build(folder: Path, program: str) -> Build:
    """A product whose java is a Python program."""
    java = folder / "jdk" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/usr/bin/env python3\n{program}")
    java.chmod(0o755)
    return Build(OPENSEARCH, folder / "jdk", ())


def test_leaving_the_block_ends_the_process(tmp_path: Path) -> None:
    with Server(build(tmp_path, ANSWERS.format(status=200)), tmp_path / "data") as server:
        assert server.running
        assert server.url == f"http://127.0.0.1:{server.port}"
    assert not server.running
    with pytest.raises(RuntimeError, match="opensearch is not running"):
        _ = server.pid


def test_stop_and_kill_do_nothing_to_a_server_that_does_not_run(tmp_path: Path) -> None:
    server = Server(build(tmp_path, DIES), tmp_path / "data")
    server.stop()
    server.kill()
    assert not server.running


def test_the_end_of_the_log_is_shown_when_the_process_dies(tmp_path: Path) -> None:
    server = Server(build(tmp_path, DIES), tmp_path / "data")
    with pytest.raises(ServerFailed, match=r"opensearch 2\.19\.1 ended while it started(?s:.*)the disk is on fire"):
        server.start()
    assert not server.running


def test_a_server_that_cannot_open_its_indexes_is_not_left_running(tmp_path: Path) -> None:
    server = Server(build(tmp_path, ANSWERS.format(status=408)), tmp_path / "data")
    with pytest.raises(ServerFailed, match="could not open its indexes"):
        server.start()
    assert not server.running


def test_the_port_is_unknown_before_the_first_start(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="after the first start"):
        _ = Server(build(tmp_path, DIES), tmp_path / "data").url
