"""Adding and deleting."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

from hybrid_search._tracing import span
from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.errors import IndexNotFound, InvalidDocument, InvalidInput, InvalidQuery
from hybrid_search.filters import Filter, all_of, matches
from hybrid_search.index.core import Core
from hybrid_search.index.follow import acknowledge, follow
from hybrid_search.index.hashes import content_hash
from hybrid_search.index.lifecycle import ensure_created, require, writable
from hybrid_search.index.rows import encode_rows, store_rows, whole_row, within_view
from hybrid_search.types import AddReport, Document, shorten

_LOOK_S = 5.0
"""How often a long call looks whether the index was switched, so that it ends soon if it was."""

_log = logging.getLogger(__name__)

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
    with span("add", core.connector, batch_size=batch_size) as current:
        report = yield from _add(core, documents, batch_size, skip_unchanged, progress, wait)
        current.set(written=report.written, unchanged=report.unchanged, failed=len(report.failed))
    if report.failed:
        _log.warning(
            "%s: documents that were not stored: %d; the report of add says why", core.connector.url, len(report.failed)
        )
    return report


def _add(
    core: Core,
    documents: Iterable[Document],
    batch_size: int,
    skip_unchanged: bool,
    progress: Progress | None,
    wait: bool,
) -> Operation[AddReport]:
    seen: set[str] = set()
    if isinstance(documents, Sequence):
        yield Compute(partial(_check_documents, documents, set()))  # a list is refused before anything of it is written
    report = AddReport()
    iterator = iter(documents)
    began, looked = (yield from follow(core)), time.monotonic()
    while batch := (yield Compute(partial(_next_batch, iterator, batch_size))):
        _check_documents(batch, seen)
        if (yield from ensure_created(core)):
            skip_unchanged = False  # in an index that this call made there is nothing to compare with
        began = core.connector.pinned if began is None else began
        try:
            report += yield from _add_batch(core, batch, skip_unchanged)
        except IndexNotFound:
            core.forget()  # another writer dropped it; the next add looks again, and makes it
            raise
        if progress is not None:
            progress(report)
        if time.monotonic() - looked >= _LOOK_S:
            yield from acknowledge(core, began)
            looked = time.monotonic()
    if report.written:
        if wait:
            yield from core.connector.settle()
        yield from acknowledge(core, began)
    return report


def delete(core: Core, ids: Sequence[str] | None, where: Filter | None) -> Operation[int]:
    """Delete by ids or by filter, within the view; an empty list of ids deletes nothing."""
    writable(core)
    with span("delete", core.connector, "delete") as current:
        began = yield from follow(core)
        deleted = yield from _delete(core, ids, where)
        began = core.connector.pinned if began is None else began
        if deleted:
            yield from core.connector.settle()
            yield from acknowledge(core, began)
        current.set(deleted=deleted)
    _log.info("%s: deleted %d rows", core.connector.url, deleted)
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
    fingerprint = core.encoder.fingerprint
    rows: Sequence[Row] = yield Compute(lambda: [whole_row(one, content_hash(one, fingerprint)) for one in batch])
    rows, refused = yield from within_view(core, rows)
    stored = (yield from core.connector.hashes([row.id for row in rows])) if skip_unchanged else {}
    changed = [row for row in rows if stored.get(row.id) != row.hash]
    unchanged = len(rows) - len(changed)
    if not changed:
        return AddReport(unchanged=unchanged, failed=refused)
    encoded, invalid, truncation = yield Compute(partial(encode_rows, core, changed))
    written = yield from store_rows(core, encoded)
    return AddReport(written.written, unchanged, refused + invalid + written.failed, truncation)
