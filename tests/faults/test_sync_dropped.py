"""Somebody drops the index while syncs are killed, or while one is at work, and makes it anew with other documents."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.errors import IndexNotFound, SyncInProgress
from hybrid_search.ingest.sync import SyncReport
from tests.faults.conftest import TWO_SERVERS, Behind
from tests.faults.syncing import HOW, Syncing, claims, source, stored

STRANGERS = [Document("0001", "text of somebody else"), Document("stranger", "text", {"n": "seven"})]


def make_anew(url: str | Path) -> None:
    """What another writer does: it drops the index, and puts its own documents into a new one."""
    with HybridIndex.open(url, HashingEncoder()) as index:
        index.drop()
        index.add(STRANGERS)


def undisturbed(url: str, version: int) -> tuple[list[dict[str, object]], float]:
    """What a sync into an empty index leaves, and the seconds that it takes."""
    whole = Syncing(url)
    whole.begin(version)
    started = time.monotonic()
    assert whole.end() == "complete"
    return stored(url), time.monotonic() - started


def kill_and_drop(url: str, times: int, takes: float) -> None:
    chance = random.Random(7)
    following, interrupted = Syncing(url), 0
    for kill in range(times):
        victim, following = following, Syncing(url)
        victim.begin(1 + kill % 2)
        time.sleep(chance.uniform(0, takes * 0.8))
        interrupted += victim.kill()
        if kill % 2:
            make_anew(url)
    following.begin(1)
    assert following.end() == "complete"
    assert interrupted


def test_killed_twenty_times_in_a_folder_that_is_dropped_in_between(tmp_path: Path) -> None:
    expected, takes = undisturbed(str(tmp_path / "undisturbed"), 1)
    kill_and_drop(str(tmp_path / "notes"), 20, takes)
    assert stored(str(tmp_path / "notes")) == expected
    assert claims(str(tmp_path / "notes")) == []


@TWO_SERVERS
def test_killed_on_a_server_where_the_index_is_dropped_in_between(behind: Behind) -> None:
    expected, takes = undisturbed(behind.direct, 1)
    with HybridIndex.open(behind.direct, HashingEncoder()) as index:
        index.drop()
    kill_and_drop(behind.direct, 5, takes)
    assert stored(behind.direct) == expected
    assert claims(behind.direct) == []


@TWO_SERVERS
@pytest.mark.parametrize("moment", [1, 4])
def test_dropped_and_made_anew_under_a_running_sync(behind: Behind, moment: int) -> None:
    """*moment*: how often progress was told before. A sync that says it is done must be."""
    told: list[SyncReport] = []

    def progress(report: SyncReport) -> None:
        told.append(report)
        if len(told) == moment:
            make_anew(behind.direct)

    with HybridIndex.open(behind.direct, HashingEncoder()) as index:
        index.sync(source(1, 60), **HOW)
        expected = stored(behind.direct)
        index.sync(source(2, 60), **HOW)
        try:
            index.sync(source(1, 60), progress=progress, **HOW)
        except (IndexNotFound, SyncInProgress):
            index.sync(source(1, 60), **HOW)
    assert len(told) >= moment
    assert stored(behind.direct) == expected
    assert claims(behind.direct) == []
