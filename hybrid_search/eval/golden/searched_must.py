"""The queries that must find certain documents, searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.legs import Step
from hybrid_search.eval.comparison.searched import search_options
from hybrid_search.eval.datasets.indexed import indexed
from hybrid_search.eval.golden.golden import MustFind
from hybrid_search.index import HybridIndex
from hybrid_search.index.request import SearchOptions
from hybrid_search.types import printable, shorten


@dataclass(frozen=True, slots=True)
class Missing:
    """A document that was not found where it must be.

    Attributes:
        id: Of the document.
        rank: Where it was found, from 1; None if it is not among the candidates.
        indexed: Whether the index has it.
    """

    id: str
    rank: int | None
    indexed: bool

    def __str__(self) -> str:
        if not self.indexed:
            return f"{printable(self.id)} is not in the index"
        where = "is not found" if self.rank is None else f"is at rank {self.rank}"
        return f"{printable(self.id)} {where}"


@dataclass(frozen=True, slots=True)
class MustFound:
    """What became of one entry.

    Attributes:
        entry: What must be found.
        missing: Empty if the entry holds.
    """

    entry: MustFind
    missing: tuple[Missing, ...]

    @property
    def holds(self) -> bool:
        """Whether all documents were found among the first hits."""
        return not self.missing

    def __str__(self) -> str:
        missing = ", ".join(map(str, self.missing)) or "found"
        return f"{printable(shorten(self.entry.query))!r}: {missing}, wanted among the first {self.entry.within}"


def search_must_find(
    index: HybridIndex, entries: Sequence[MustFind], configuration: Configuration, step: Step
) -> tuple[MustFound, ...]:
    """Search each entry as deep as the configuration goes, so that the rank of what is missing can be told."""
    options: SearchOptions = search_options(configuration, configuration.candidates)
    results = []
    for done, entry in enumerate(entries):
        step("must find", done, len(entries))
        filtered: SearchOptions = {**options, "where": entry.where}
        ranks = {hit.id: hit.rank for hit in index.search(entry.query, **filtered)}
        late = [id for id in entry.must if ranks.get(id, entry.within + 1) > entry.within]
        known = indexed(index, late)
        results.append(MustFound(entry, tuple(Missing(id, ranks.get(id), id in known) for id in late)))
    if entries:
        step("must find", len(entries), len(entries))
    return tuple(results)
