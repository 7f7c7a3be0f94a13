"""From rows without vectors to rows that are stored: what ``add`` and ``sync`` share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hybrid_search._tracing import span
from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders import Encoded
from hybrid_search.filters import matches
from hybrid_search.index.checked import checked
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import require
from hybrid_search.index.statistics import save as statistics
from hybrid_search.types import Document, FailedDocument, Truncation, row_faults, unit_rows


def whole_row(document: Document, hash: str) -> Row:
    """The row of a document that is not cut, without vectors."""
    return Row(document.id, document.text, document.metadata, parent=document.id, ordinal=0, hash=hash)


def within_view(core: Core, rows: Sequence[Row]) -> Operation[tuple[Sequence[Row], tuple[FailedDocument, ...]]]:
    """The rows that the view may write, and the others with the reason."""
    if core.where is None:
        return rows, ()
    stored = yield from core.connector.fetch([row.id for row in rows])
    kept, refused = [], []
    for row in rows:
        if not matches(core.where, row.values()):
            refused.append(FailedDocument(row.id, "the document does not match the filter of this view"))
        elif row.id in stored and not matches(core.where, stored[row.id].values()):
            refused.append(FailedDocument(row.id, "the id is taken by a document outside this view"))
        else:
            kept.append(row)
    return kept, tuple(refused)


def encode_rows(core: Core, rows: Sequence[Row]) -> tuple[list[Row], tuple[FailedDocument, ...], Truncation]:
    """The rows whose vectors are valid, with these, and the others with the reason: one does not stop the rest.

    Raises:
        InvalidVector: if the encoder did not return one vector of the right dimension for each text.
    """
    with span("encode", input="documents", texts=len(rows)) as current:
        encoded = core.encoder.encode_documents([row.text for row in rows])
        current.set(truncated=encoded.truncation.texts)
    return with_vectors(core, rows, encoded)


def with_vectors(
    core: Core, rows: Sequence[Row], encoded: Encoded
) -> tuple[list[Row], tuple[FailedDocument, ...], Truncation]:
    """See :func:`encode_rows`; the texts were encoded already, perhaps in another process."""
    sparse, dense = checked(core.encoder, encoded, core.legs, len(rows), "document")
    faults = {} if dense is None else row_faults(dense)
    places = [place for place in range(len(rows)) if place not in faults]
    units = None if dense is None else unit_rows(dense[places], dense.shape[1], "document")
    valid = [
        replace(
            rows[place],
            sparse=None if sparse is None else sparse[place].rounded(),
            dense=None if units is None else units[number],
        )
        for number, place in enumerate(places)
    ]
    failed = tuple(
        FailedDocument(rows[place].id, f"its dense vector {fault}, as the encoder {core.encoder.name!r} made it")
        for place, fault in faults.items()
    )
    return valid, failed, encoded.truncation


def store_rows(core: Core, rows: Sequence[Row]) -> Operation[WriteReport]:
    """Store rows that have their vectors, and count those that were acknowledged."""
    written = WriteReport()
    if rows:
        yield from require(core)  # another thread may have lost the generation while these rows were encoded
        with span("write", core.connector, "upsert", documents=len(rows)) as current:
            written = yield from core.connector.upsert(rows)
            current.set(written=written.written, failed=len(written.failed))
    yield from statistics.count(core, rows, {one.id for one in written.failed})
    return written
