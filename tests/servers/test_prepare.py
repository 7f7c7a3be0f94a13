"""A folder is filled once, whoever asks, and never taken half full."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.servers.errors import ServerUnavailable
from tests.servers.prepare import COMPLETE, cache_folder, complete, prepare
from tests.servers.products import OPENSEARCH
from tests.servers.test_jdks import make_jdk

ROOT = Path(__file__).parent.parent.parent
FILL_TOGETHER = """
import pathlib, sys
from tests.servers.prepare import complete

folder = pathlib.Path(sys.argv[1])

def fill(empty):
    (empty / "half").write_text("made")
    with (folder.parent / "fills").open("a") as fills:
        fills.write("x")
    (empty / "half").unlink()
    (empty / "whole").write_text("made")

print("ready", flush=True)
sys.stdin.readline()
complete(folder, fill)
print(sorted(path.name for path in folder.iterdir()))
"""


def test_two_processes_that_prepare_at_once_fill_the_folder_once(tmp_path: Path) -> None:
    folder = tmp_path / "product" / "jars"
    command = [sys.executable, "-c", FILL_TOGETHER, str(folder)]
    workers = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    saw = [worker.communicate(timeout=60)[0] for worker in workers]
    assert saw == ["['COMPLETE', 'whole']\n"] * 2
    assert (folder.parent / "fills").read_text() == "x"


def test_what_an_earlier_process_left_half_done_is_done_again(tmp_path: Path) -> None:
    folder = tmp_path / "product" / "jars"
    folder.mkdir(parents=True)
    (folder / "half.jar").touch()
    complete(folder, lambda empty: (empty / "whole.jar").touch())
    assert {path.name for path in folder.iterdir()} == {"whole.jar", COMPLETE}


def test_a_folder_whose_making_failed_is_not_complete(tmp_path: Path) -> None:
    folder = tmp_path / "product" / "jars"

    def fail(empty: Path) -> None:
        raise ServerUnavailable("no network")

    with pytest.raises(ServerUnavailable):
        complete(folder, fail)
    assert not (folder / COMPLETE).exists()


def test_a_machine_without_the_jdk_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(ServerUnavailable, match="no JDK 99 was found"):
        prepare(replace(OPENSEARCH, jdk=99), tmp_path)


def test_a_machine_without_maven_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYBRID_SEARCH_JDK99", str(make_jdk(tmp_path / "jdk", "99.0.1")))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerUnavailable, match="no mvn on the PATH; install Maven"):
        prepare(replace(OPENSEARCH, jdk=99), tmp_path)


def test_a_download_that_fails_says_what_maven_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYBRID_SEARCH_JDK99", str(make_jdk(tmp_path / "jdk", "99.0.1")))
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\necho 'unknown host'\nexit 1\n")
    maven.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerUnavailable, match=r"could not download opensearch 2\.19\.1: unknown host"):
        prepare(replace(OPENSEARCH, jdk=99), tmp_path)


def test_the_cache_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYBRID_SEARCH_SERVERS", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("HYBRID_SEARCH_SERVERS")
    assert cache_folder().name == "hybrid-search-servers"
