"""Rows whose document is not in the source."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.errors import DeletionRefused
from hybrid_search.filters import matches
from hybrid_search.index.core import Core
from hybrid_search.ingest.sync.reading import Reader

_PAGE = 500
DELETED_AT_ONCE = 500
KEPT = 50_000
"""Ids of vanished rows that are kept at once; if there are more, the index is read again for the next."""


@dataclass(slots=True)
class Vanished:
    """What one reading of the index found.

    Attributes:
        number: Rows whose document the source does not have.
        ids: Of the first 50,000 of them.
    """

    number: int = 0
    ids: list[str] = field(default_factory=list)


def find_vanished(core: Core, reader: Reader) -> Operation[Vanished]:
    """Read the index, or what the view sees of it, and compare it with the ids of the source."""
    found = Vanished()
    cursor: str | None = None
    while True:
        rows, cursor = yield from core.connector.scan(cursor, _PAGE)
        mine = [row for row in rows if core.where is None or matches(core.where, row.values())]
        seen: list[bool] = yield Compute(partial(reader.seen.has, [row.parent for row in mine]))
        gone = [row.id for row, there in zip(mine, seen, strict=True) if not there]
        found.number += len(gone)
        found.ids += gone[: KEPT - len(found.ids)]
        if cursor is None:
            return found


def check_share(url: str, number: int, rows: int, share: float, unknown: int) -> None:
    """Refuse to delete more than the caller allowed.

    Args:
        url: Of the index, for the message.
        number: Rows that would be deleted.
        rows: In the index before.
        share: Of them, that may be deleted; 1 allows everything.
        unknown: Entries of the source whose ids are not known.

    Raises:
        DeletionRefused: naming the numbers.
    """
    if not number or share >= 1:
        return
    way_out = (
        "Nothing was deleted. If that is meant, allow everything with max_delete_share=1 (--yes on the command line)"
    )
    if unknown:
        raise DeletionRefused(
            f"{url}: {number:,} stored rows are not in the source, but {unknown:,} of its entries could not be read, "
            f"and these may be the same. {way_out}"
        )
    if number > share * rows:
        raise DeletionRefused(
            f"{url}: {number:,} stored rows of {rows:,} are not in the source, and at most {share:.0%} may be deleted "
            f"(max_delete_share={share:g}). {way_out}"
        )
