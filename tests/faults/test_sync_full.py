"""A disk that is full in the middle of a sync, and has room again later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from hybrid_search import HashingEncoder, HybridIndex
from tests.faults.conftest import TWO_SERVERS, Behind
from tests.faults.syncing import HOW, Syncing, claims, source, stored

ROOT = Path(__file__).parents[2]
ALONE = (["unshare", "--user", "--map-root-user", "--mount"], ["unshare", "--mount"])
"""A mount that only one process and its children see: as a user, or where a user may not, for a test run by root."""
# 100 MiB, of which the store leaves 64 alone. The texts are of random letters, so nothing of them can be packed away.
PROGRAM = """
import random, subprocess, sys
from hybrid_search import Document, HybridIndex
from hybrid_search.errors import StorageFull
from tests.fakes import WordEncoder
from tests.faults.syncing import HOW, claims, stored

def source():
    letters = random.Random(7)
    for n in range(300):
        yield Document(f"{n:04d}", "plants " + letters.randbytes(80_000).hex())

folder, notes = sys.argv[1], sys.argv[1] + "/notes"
with HybridIndex.open(notes, WordEncoder()) as index:
    try:
        index.sync(source(), **HOW)
    except StorageFull as error:
        print("full:", "free some disk space" in str(error))
kept = stored(notes, WordEncoder())
print("kept a part:", 0 < len(kept) < 300)
subprocess.run(["mount", "-o", "remount,size=1g", folder], check=True)
with HybridIndex.open(notes, WordEncoder()) as index:
    report = index.sync(source(), **HOW)
print("the rest:", report.unchanged == len(kept), report.added == 300 - len(kept), report.complete)
now = stored(notes, WordEncoder())
texts = {document.id: document.text for document in source()}
print("all:", {row["parent"]: row["text"] for row in now} == texts, len(now) == 300, claims(notes) == [])
"""


def test_a_folder_on_a_disk_that_is_full(tmp_path: Path) -> None:
    tiny = tmp_path / "tiny"
    tiny.mkdir()
    script = 'set -e; mount -t tmpfs -o size=100m tiny "$0"; exec "$1" -c "$2" "$0"'
    run = ["sh", "-c", script, str(tiny), sys.executable, PROGRAM]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    outcomes = []
    for alone in ALONE:
        try:
            done = subprocess.run([*alone, *run], env=environment, capture_output=True, check=False, text=True)
        except FileNotFoundError as missing:
            outcomes.append(str(missing))
            continue
        if done.stdout:
            assert done.stdout.splitlines() == [
                "full: True",
                "kept a part: True",
                "the rest: True True True",
                "all: True True True",
            ], done.stderr
            return
        outcomes.append(done.stderr)
    pytest.skip(f"no small file system can be had here: {outcomes}")


def block(behind: Behind, full: bool) -> None:
    """What the server does to all indexes of a node whose disk is 95 % full, and undoes when there is room again."""
    body = json.dumps({"index.blocks.read_only_allow_delete": full or None}).encode()
    request = urllib.request.Request(
        f"{behind.upstream}/{behind.name}*/_settings", body, {"Content-Type": "application/json"}, method="PUT"
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


@TWO_SERVERS
def test_a_server_whose_disk_is_full(behind: Behind) -> None:
    with HybridIndex.open(behind.direct, HashingEncoder()) as index:
        index.sync(source(1), **HOW)
        expected = stored(behind.direct)
        index.drop()
    first, second = Syncing(behind.direct), Syncing(behind.direct)
    first.begin(1)
    assert first.says() == "writing"
    block(behind, True)
    assert first.end() == "StorageFull"
    block(behind, False)
    kept = stored(behind.direct)
    assert 0 < len(kept) < len(expected)
    assert all(row in expected for row in kept)
    second.begin(1)
    assert second.end() == "complete"
    assert stored(behind.direct) == expected
    assert claims(behind.direct) == []
