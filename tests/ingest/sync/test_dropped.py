"""Somebody drops the index under a sync, and makes it anew."""

from __future__ import annotations

import pytest

from hybrid_search import HybridIndex
from hybrid_search.errors import IndexNotFound, SyncInProgress
from hybrid_search.ingest.sync import SyncReport
from tests.fakes import WordEncoder
from tests.ingest.sync.conftest import CountingClient, documents


def test_it_does_not_say_that_it_is_done(index: HybridIndex, client: CountingClient) -> None:
    """Else the documents that were dropped would be missing, and nobody would know."""
    made_anew: list[SyncReport] = []

    def make_anew(report: SyncReport) -> None:
        if report.written and not made_anew:
            made_anew.append(report)
            with HybridIndex.open("memory://notes", WordEncoder(), client=client) as other:
                other.drop()
                other.add(documents("cats"))

    source = documents(*["plants"] * 600)
    with pytest.raises((IndexNotFound, SyncInProgress)):
        index.sync(source, progress=make_anew)
    assert index.sync(source).complete
    assert {row.text for row in client.rows().values()} == {"plants"}
    assert len(client.rows()) == 600
