"""Storing and deleting rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from hybrid_search.connectors.base import IndexSpec, Row, WriteReport
from hybrid_search.connectors.lucene.answers import listed
from hybrid_search.connectors.lucene.base import LuceneBase
from hybrid_search.connectors.lucene.bulk import IDS, LIMITS, Bulk, action
from hybrid_search.connectors.lucene.schema import Layout, to_document
from hybrid_search.connectors.parts import Item, parts, send_in_parts
from hybrid_search.connectors.steps import Call, Compute, Operation
from hybrid_search.errors import BackendError, IndexNotFound, InvalidVector
from hybrid_search.filters import Filter
from hybrid_search.types import FailedDocument, storage_key

_PAGE = 5_000


class Writing(LuceneBase):
    """The operations *upsert*, *delete* and *delete_where*."""

    def upsert(self, rows: Sequence[Row]) -> Operation[WriteReport]:
        self.writable()
        layout = yield from self.layout()
        lines: _Lines = yield Compute(partial(to_items, rows, layout.spec))
        bulk = Bulk(layout.generation.rows.writes, self.place)
        try:
            refused = yield from send_in_parts(lines.items, LIMITS, bulk.send)
        except IndexNotFound:
            self.gone(layout)
            raise
        finally:
            self._unsettled.wrote()  # also what was sent before an error
        if refused or lines.failed:
            self.doubt()
        failed = (*lines.failed, *refused)
        return WriteReport(written=len(rows) - len(failed), failed=failed)

    def delete(self, ids: Sequence[str]) -> Operation[int]:
        self.writable()
        layout = yield from self.layout()
        count: int = yield from self._delete(layout, [storage_key(id) for id in dict.fromkeys(ids)])
        return count

    def delete_where(self, where: Filter) -> Operation[int]:
        """By pages of keys: a delete by query would end at the first conflict with another writer."""
        self.writable()
        layout = yield from self.layout()
        yield from self.settle()
        count = 0
        after: str | None = None
        while True:
            body = {"query": self.rows.query(where), "stored_fields": "_none_", "track_total_hits": False}
            answer = yield Call(
                "search",
                {
                    "index": layout.generation.rows.name,
                    "body": {**body, **self.rows.page(after, _PAGE)},
                    "allow_partial_search_results": False,
                },
            )
            hits = listed(answer, "hits", "hits", place=self.place)
            count += yield from self._delete(layout, [hit["sort"][0] for hit in hits])
            _, after = self.rows.turn(after, _PAGE, hits)
            if after is None:
                return count

    def _delete(self, layout: Layout, keys: Sequence[str]) -> Operation[int]:
        bulk = Bulk(layout.generation.rows.writes, self.place)
        items = [Item(key, (action("delete", key),), len(key) + 40) for key in keys]
        try:
            for part in parts(items, IDS, lambda item: item.size):
                if refused := (yield from bulk.send(part)):
                    raise BackendError(f"{refused[0].reason} ({len(refused):,} of {len(keys):,} were not deleted)")
        except IndexNotFound:
            self.gone(layout)
            raise
        finally:
            self._unsettled.wrote()
        return bulk.changed


class _Lines(NamedTuple):
    items: list[Item]
    failed: list[FailedDocument]


def to_items(rows: Sequence[Row], spec: IndexSpec) -> _Lines:
    """The lines of the rows, and those that do not fit the index; of several rows with one id the last is sent."""
    lines = _Lines([], [])
    for row in {row.id: row for row in rows}.values():
        try:
            document = to_document(row, spec)
        except (InvalidVector, TypeError, ValueError) as error:
            lines.failed.append(FailedDocument(row.id, str(error)))
            continue
        size = len(document) if document.isascii() else len(document.encode())
        lines.items.append(Item(row.id, (action("index", storage_key(row.id)), document), size))
    return lines
