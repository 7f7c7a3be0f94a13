"""What is different from when the run was frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hybrid_search._version import __version__
from hybrid_search.eval.comparison.searched import Searched
from hybrid_search.eval.datasets.indexed import indexed
from hybrid_search.eval.golden.golden import Frozen, Golden
from hybrid_search.index import HybridIndex
from hybrid_search.types import shorten

_SHOWN = 3
_ROUNDED = 1e-6


def changes(index: HybridIndex, golden: Golden, now: Searched, before: Mapping[str, float]) -> tuple[str, ...]:
    """A sentence for each change that may explain others; none of them fails a check.

    Args:
        index: As it is now.
        golden: As it was.
        now: What the searches found.
        before: Query id to the score of the frozen run, measured again; empty for another measure.
    """
    notes = list(_circumstances(index, golden.frozen or Frozen(), now))
    edited = [one.id for one in golden.queries if _differs(one.score, before.get(one.id))]
    if edited:
        notes.append(
            f"the scores in the file are not those of its run and grades for {_some(edited)}; they were measured again"
        )
    if not any(now.run.values()):
        notes.append("no search found anything; check that this is the right index")
    lost = [id for one in golden.queries for id in one.found if one.grades.get(id, 0) > 0 and id not in now.run[one.id]]
    gone = sorted(set(lost) - indexed(index, lost))
    if gone:
        notes.append(f"relevant documents that were found are no longer in the index: {_some(gone)}")
    return tuple(notes)


def _circumstances(index: HybridIndex, frozen: Frozen, now: Searched) -> Iterator[str]:
    mine, theirs = dict(index.encoder.fingerprint), dict(frozen.fingerprint)
    if theirs:
        for name in sorted({*mine, *theirs}):
            if mine.get(name) != theirs.get(name):
                yield (
                    f"the encoder's fingerprint changed: {name} is {shorten(repr(mine.get(name)))}, and was "
                    f"{shorten(repr(theirs.get(name)))}"
                )
    stats = index.stats()
    was = frozen.index.get("documents", str(stats.documents))
    if was != str(stats.documents):
        yield f"the index has {stats.documents:,} documents, and had {was}"
    if frozen.index.get("backend", stats.backend) != stats.backend:
        yield f"the backend is {stats.backend}, and was {frozen.index['backend']}"
    if frozen.created and frozen.formula != now.formula:
        yield f"the fusion is {now.formula or 'a single leg'}, and was {frozen.formula or 'a single leg'}"
    if frozen.library and frozen.library != __version__:
        yield f"this is version {__version__}, and the run was frozen by {frozen.library}"


def _differs(stored: float | None, measured: float | None) -> bool:
    return stored is not None and measured is not None and abs(stored - measured) > _ROUNDED


def _some(ids: list[str]) -> str:
    named = ", ".join(repr(shorten(id)) for id in ids[:_SHOWN])
    return f"{named} and {len(ids) - _SHOWN:,} more" if len(ids) > _SHOWN else named
