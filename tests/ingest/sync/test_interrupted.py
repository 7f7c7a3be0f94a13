"""A sync is interrupted at each of its writes in turn, and the next one ends in the same state."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from hybrid_search import Document, HybridIndex
from tests.fakes import WordEncoder
from tests.ingest.sync.conftest import BarChunker, CountingClient, documents

OLD = documents(a="plants | light | sugar", b="cats", c="mice | milk", gone="trains | rails", same="steam")
NEW = documents(a="plants", b="cats | mice | milk", c="mice | sugar", new="trains | steam", same="steam")


def open_on(client: CountingClient) -> HybridIndex:
    return HybridIndex.open("memory://notes", WordEncoder(), client=client)


def state(client: CountingClient) -> dict[str, Any]:
    rows = client.rows()
    return {
        id: (dataclasses.replace(row, dense=None), None if row.dense is None else np.asarray(row.dense).tolist())
        for id, row in rows.items()
    }


def sync(index: HybridIndex, source: list[Document], *, cut: bool) -> None:
    chunker = BarChunker() if cut else None
    index.sync(source, chunker=chunker, delete_missing=True, max_delete_share=1, batch_size=2)


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize(("before", "after"), [(True, True), (False, True), (True, False), (None, True)])
def test_whichever_write_was_the_last(
    before: bool | None, after: bool, back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """*back*: the source goes back to what it was before the sync that was interrupted."""
    monkeypatch.setattr("hybrid_search.ingest.sync.lease.LEASE_S", 0.0)  # its process goes on here
    monkeypatch.setattr("hybrid_search.index.lifecycle._STAMP_WAIT_S", 0.0)
    undisturbed = CountingClient()
    wanted, cut = (OLD, before is not False) if back else (NEW, after)
    sync(open_on(undisturbed), wanted, cut=cut)
    fails_at = 0
    while True:
        fails_at += 1
        client = CountingClient()
        index = open_on(client)
        if before is not None:
            sync(index, OLD, cut=before)
        client.calls.clear()
        client.fail_at = fails_at
        try:
            sync(index, NEW, cut=after)
        except KeyboardInterrupt:
            client.fail_at = None
            sync(open_on(client), wanted, cut=cut)
            assert state(client) == state(undisturbed), f"interrupted at write {fails_at}"
            assert len(client.list_records("sync/")) <= 1  # of the one that was killed while it released
        else:
            break
    assert fails_at > 10


def test_what_a_killed_sync_left_of_a_document_is_surplus_once_it_is_shorter() -> None:
    client = CountingClient()
    index = open_on(client)
    sync(index, documents(b="cats"), cut=True)
    client.upsert(  # as killed between the last chunks and the first
        [dataclasses.replace(client.rows()["b#0"], id=f"a#{n}", parent="a", ordinal=n) for n in (1, 2, 3)]
    )
    sync(index, documents(a="plants | light", b="cats"), cut=True)
    assert list(client.rows()) == ["a#0", "a#1", "b#0"]
