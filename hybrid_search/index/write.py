"""Adding and deleting."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from hybrid_search.connectors.base import Row, WriteReport
from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.encoders import Fingerprint
from hybrid_search.errors import IndexNotFound, InvalidDocument, InvalidInput, InvalidQuery
from hybrid_search.filters import Filter, all_of, matches
from hybrid_search.index.checked import checked
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import ensure_created, require, writable
from hybrid_search.index.statistics import save as statistics
from hybrid_search.types import AddReport, Document, FailedDocument, Truncation, row_faults, shorten, unit_rows
from hybrid_search.types.metadata import to_json

Progress = Callable[[AddReport], None]
"""Called after each acknowledged batch with the report so far."""


def add(
    core: Core,
    documents: Iterable[Document],
    *,
    batch_size: int,
    skip_unchanged: bool,
    progress: Progress | None,
    wait: bool,
) -> Operation[AddReport]:
    """Encode and store documents in batches; each batch is acknowledged before the next is read."""
    writable(core)
    if isinstance(documents, Document | str | Mapping) or not isinstance(documents, Iterable):
        raise InvalidDocument(f"add takes an iterable of Documents, not one {type(documents).__name__}; write add([…])")
    if not isinstance(batch_size, int) or batch_size < 1:
        raise InvalidInput(f"batch_size is {batch_size!r}; it must be a whole number of at least 1")
    seen: set[str] = set()
    if isinstance(documents, Sequence):
        yield Compute(partial(_check_documents, documents, set()))  # a list is refused before anything of it is written
    report = AddReport()
    iterator = iter(documents)
    while batch := (yield Compute(partial(_next_batch, iterator, batch_size))):
        _check_documents(batch, seen)
        yield from ensure_created(core)
        try:
            report += yield from _add_batch(core, batch, skip_unchanged)
        except IndexNotFound:
            core.forget()  # another writer dropped it; the next add looks again, and makes it
            raise
        if progress is not None:
            progress(report)
    if wait and report.written:
        yield from core.connector.settle()
    return report


def delete(core: Core, ids: Sequence[str] | None, where: Filter | None) -> Operation[int]:
    """Delete by ids or by filter, within the view; an empty list of ids deletes nothing."""
    writable(core)
    deleted = yield from _delete(core, ids, where)
    if deleted:
        yield from core.connector.settle()
    return deleted


def _delete(core: Core, ids: Sequence[str] | None, where: Filter | None) -> Operation[int]:
    if (ids is None) == (where is None):
        raise InvalidQuery("delete takes either ids or where=, and not both; drop() deletes the whole index")
    yield from require(core)
    if ids is None:
        narrowed = all_of(core.where, where)
        assert narrowed is not None  # where is not None
        return (yield from core.connector.delete_where(narrowed))
    if core.where is not None:
        rows = yield from core.connector.fetch(ids)
        ids = [id for id, row in rows.items() if matches(core.where, row.values())]
    return (yield from core.connector.delete(ids)) if ids else 0


def content_hash(document: Document, fingerprint: Fingerprint) -> str:
    """SHA-256 over text, metadata and encoder: equal exactly if storing the document again would change nothing."""
    parts = [document.text, to_json(document.metadata), json.dumps(dict(fingerprint), sort_keys=True)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _next_batch(iterator: Iterator[Document], size: int) -> list[Document]:
    return list(islice(iterator, size))


def _check_documents(documents: Sequence[Document], seen: set[str]) -> None:
    for document in documents:
        if not isinstance(document, Document):
            raise InvalidDocument(f"add takes Documents, not {type(document).__name__} {shorten(repr(document))}")
        if document.id in seen:
            raise InvalidDocument(f"document id {shorten(document.id)!r} comes twice in one call; ids must be unique")
        seen.add(document.id)


def _add_batch(core: Core, batch: Sequence[Document], skip_unchanged: bool) -> Operation[AddReport]:
    batch, refused = yield from _within_view(core, batch)
    fingerprint = core.encoder.fingerprint
    hashes: dict[str, str] = yield Compute(lambda: {one.id: content_hash(one, fingerprint) for one in batch})
    stored = (yield from core.connector.hashes(list(hashes))) if skip_unchanged else {}
    changed = [document for document in batch if stored.get(document.id) != hashes[document.id]]
    unchanged = len(batch) - len(changed)
    if not changed:
        return AddReport(unchanged=unchanged, failed=refused)
    rows, invalid, truncation = yield Compute(partial(_encode, core, changed, hashes))
    written: WriteReport = (yield from core.connector.upsert(rows)) if rows else WriteReport()
    yield from statistics.count(core, rows, {one.id for one in written.failed})
    return AddReport(written.written, unchanged, refused + invalid + written.failed, truncation)


def _within_view(
    core: Core, batch: Sequence[Document]
) -> Operation[tuple[Sequence[Document], tuple[FailedDocument, ...]]]:
    if core.where is None:
        return batch, ()
    stored = yield from core.connector.fetch([document.id for document in batch])
    kept, refused = [], []
    for document in batch:
        if not matches(core.where, _row(document, "").values()):
            refused.append(FailedDocument(document.id, "the document does not match the filter of this view"))
        elif document.id in stored and not matches(core.where, stored[document.id].values()):
            refused.append(FailedDocument(document.id, "the id is taken by a document outside this view"))
        else:
            kept.append(document)
    return kept, tuple(refused)


def _encode(
    core: Core, documents: Sequence[Document], hashes: Mapping[str, str]
) -> tuple[list[Row], tuple[FailedDocument, ...], Truncation]:
    """Rows of the documents whose vectors are valid, and the others with the reason: one does not stop the rest."""
    encoded = core.encoder.encode_documents([document.text for document in documents])
    sparse, dense = checked(core.encoder, encoded, core.legs, len(documents), "document")
    faults = {} if dense is None else row_faults(dense)
    rows = [
        replace(
            _row(document, hashes[document.id]),
            sparse=None if sparse is None else sparse[place].rounded(),
            dense=None if dense is None else unit_rows(dense[place : place + 1], dense.shape[1], "document")[0],
        )
        for place, document in enumerate(documents)
        if place not in faults
    ]
    failed = tuple(
        FailedDocument(documents[place].id, f"its dense vector {fault}, as the encoder {core.encoder.name!r} made it")
        for place, fault in faults.items()
    )
    return rows, failed, encoded.truncation


def _row(document: Document, hash: str) -> Row:
    return Row(document.id, document.text, document.metadata, parent=document.id, ordinal=0, hash=hash)
