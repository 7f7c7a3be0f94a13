"""What a sync tells those who watch: one span with all its work below it, and a few lines of log."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import pytest

from hybrid_search import Document, HybridIndex
from hybrid_search.encoders import Encoded
from hybrid_search.errors import InvalidInput
from tests.fakes import WordEncoder
from tests.spans import Spans

SECRET = "s3cret"


class Picky(WordEncoder):
    """Encodes nothing with cats in it."""

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        if any("cats" in text for text in texts):
            raise InvalidInput("no cats")
        return super().encode_documents(texts)


DOCUMENTS = [Document(f"{SECRET}-{n}", f"plants {SECRET} {n}") for n in range(3)] + [Document("cat", "cats")]


def test_writes_and_encodings_are_below_the_span_of_the_sync(spans: Spans) -> None:
    with HybridIndex.open("memory://notes", WordEncoder()) as index:
        index.sync(DOCUMENTS)
    tree = spans.tree()
    assert tree[0] == "sync"
    assert sorted(tree[1:]) == ["  encode", "  write"]
    attributes = spans.attributes("sync")
    counts = ("added", "changed", "unchanged", "deleted", "left_out")
    assert [attributes[f"hybrid_search.{name}"] for name in counts] == [4, 0, 0, 0, 0]
    assert attributes["hybrid_search.dry_run"] is False


def test_the_log_counts_documents_and_names_none(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "hybrid_search.ingest"), HybridIndex.open("memory://notes", Picky()) as index:
        index.sync(DOCUMENTS)
    lines = [(record.levelname, record.message) for record in caplog.records if "ingest" in record.name]
    assert lines == [
        ("INFO", "memory://notes: sync begins"),
        ("INFO", "memory://notes: took the lease"),
        ("INFO", "memory://notes: sync done: 3 added, 0 changed, 0 unchanged, 0 deleted, 1 left out"),
        ("WARNING", "memory://notes: documents that were not stored: 1; the report of sync says why"),
    ]
    assert SECRET not in caplog.text
