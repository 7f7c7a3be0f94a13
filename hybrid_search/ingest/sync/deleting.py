"""Deleting what vanished from the source."""

from __future__ import annotations

from collections.abc import Callable

from hybrid_search.connectors.steps import Operation
from hybrid_search.index.core import Core
from hybrid_search.ingest.sync.counts import Counts
from hybrid_search.ingest.sync.options import SyncOptions
from hybrid_search.ingest.sync.reading import Reader
from hybrid_search.ingest.sync.vanished import DELETED_AT_ONCE, check_share, find_vanished
from hybrid_search.ingest.sync.writing import Writing


def delete_vanished(
    core: Core, reader: Reader, options: SyncOptions, counts: Counts, writing: Writing, tell: Callable[[], None]
) -> Operation[None]:
    """Delete every stored row whose document is not in the source, or count it in a dry run.

    Raises:
        DeletionRefused: if that would be more than the options allow.
    """
    if not core.stamped[0]:
        return  # there was no index when this one was opened, and the source is empty
    if writing.begun:
        yield from core.connector.settle()
    found = yield from find_vanished(core, reader)
    if options.dry_run:
        counts.deleted(found.ids, found.number)
        return
    rows = writing.rows if writing.begun else (yield from core.connector.count(core.where))
    check_share(core.connector.url, found.number, rows, options.max_delete_share, reader.unknown)
    while found.ids:
        deleted = 0
        for start in range(0, len(found.ids), DELETED_AT_ONCE):
            yield from writing.allow()
            part = found.ids[start : start + DELETED_AT_ONCE]
            number = yield from core.connector.delete(part)
            counts.deleted(part, number)
            tell()
            deleted += number
        if found.number <= len(found.ids) or not deleted:
            return
        yield from core.connector.settle()
        found = yield from find_vanished(core, reader)
