"""Storing changed documents, so that whatever is stored when the process dies, the next run completes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.index.core import Core
from hybrid_search.index.rows import store_rows, within_view
from hybrid_search.ingest.sync.compare import Changed
from hybrid_search.ingest.sync.counts import Counts
from hybrid_search.ingest.sync.cut import Cutter
from hybrid_search.ingest.sync.encoding import Encoding, QuarantiningEncoder
from hybrid_search.ingest.sync.surplus import delete_surplus
from hybrid_search.ingest.sync.surplus import strays as find_strays
from hybrid_search.types import FailedDocument, shorten

UNFINISHED = "unfinished"
"""The hash of a first row that vouches for nothing yet."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A changed document and its rows, without vectors."""

    changed: Changed
    rows: Sequence[Row]


def cut(cutter: Cutter, changed: Sequence[Changed]) -> tuple[list[Cut], list[FailedDocument]]:
    """Cut each document; one at which the chunker fails is returned with the reason."""
    done, failed = [], []
    for one in changed:
        try:
            done.append(Cut(one, cutter.rows(one.document, one.hash)))
        except Exception as error:  # the chunker's own, of any kind
            reason = f"cannot be chunked ({type(error).__name__}: {shorten(str(error), 200)})"
            failed.append(FailedDocument(one.document.id, reason))
    return done, failed


def store(
    core: Core,
    encoder: QuarantiningEncoder,
    cuts: Sequence[Cut],
    strays: Mapping[str, str],
    counts: Counts,
    *,
    empty: bool,
) -> Operation[None]:
    """Store documents.

    The first row of each is written last, since it vouches for the document. That of an older version is made to vouch
    for nothing before anything else is touched.

    A document of which one row fails is left out: with none of its rows stored if the failure is the encoder's.

    Args:
        core: The index, or a view.
        encoder: Makes the vectors.
        cuts: What to store.
        strays: Document to a row of it that was made when documents were cut in another way.
        counts: Told what happened.
        empty: Whether the index was empty when this sync began, so that nothing of an older version can be there.
    """
    bad: dict[str, str] = {}
    rows, refused = yield from within_view(core, [row for one in cuts for row in one.rows])
    parents = {row.id: row.parent for one in cuts for row in one.rows}
    _blame(bad, refused, parents)
    rows = [row for row in rows if row.parent not in bad]
    later = [row.id for row in rows if row.ordinal]
    stored = (yield from core.connector.hashes(later)) if later and not empty else {}
    rows = [row for row in rows if not row.ordinal or stored.get(row.id) != row.hash]
    encoding: Encoding = yield Compute(partial(encoder.encode, rows))
    counts.truncation += encoding.truncation
    _blame(bad, encoding.failed, parents)
    yield from _retire(core, cuts, encoding.rows, strays, bad, counts)
    later_rows = [row for row in encoding.rows if row.ordinal and row.parent not in bad]
    yield from _store(core, later_rows, bad, parents, counts)
    if not empty:
        lengths = {one.changed.document.id: len(one.rows) for one in cuts if one.changed.document.id not in bad}
        counts.surplus += yield from delete_surplus(core, lengths)
    firsts = [row for row in encoding.rows if not row.ordinal and row.parent not in bad]
    yield from _store(core, firsts, bad, parents, counts)
    for one in cuts:
        id = one.changed.document.id
        if id in bad:
            counts.leave_out(id, bad[id])
        else:
            counts.note("added" if one.changed.new else "changed", id)


def _retire(
    core: Core,
    cuts: Sequence[Cut],
    rows: Sequence[Row],
    strays: Mapping[str, str],
    bad: dict[str, str],
    counts: Counts,
) -> Operation[None]:
    """Let no row vouch for the older versions any more, before anything of them is touched.

    Else a source that goes back to the older version, after this sync was killed, would find it vouched for.
    """
    old = {one.changed.document.id for one in cuts if not one.changed.new}
    firsts = [row for row in rows if not row.ordinal and row.parent in old and row.parent not in bad]
    firsts = [row for row in firsts if row.id != row.parent or row.parent in strays]
    if firsts:
        written = yield from core.connector.upsert([replace(row, hash=UNFINISHED) for row in firsts])
        _blame(bad, written.failed, {row.id: row.parent for row in firsts})
    made_otherwise = {
        strays[row.parent]: row.parent for row in firsts if row.parent in strays and row.parent not in bad
    }
    found = yield from find_strays(core, made_otherwise)
    if found:
        counts.surplus += yield from core.connector.delete(found)


def _store(
    core: Core, rows: Sequence[Row], bad: dict[str, str], parents: dict[str, str], counts: Counts
) -> Operation[None]:
    if rows:
        written = yield from store_rows(core, rows)
        counts.written += written.written
        _blame(bad, written.failed, parents)


def _blame(bad: dict[str, str], failed: Sequence[FailedDocument], parents: dict[str, str]) -> None:
    for one in failed:
        parent = parents[one.id]
        bad.setdefault(parent, one.reason if one.id == parent else f"{one.id}: {one.reason}")
