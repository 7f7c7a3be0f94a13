"""The first hits of a row for one query, with why they are there."""

from __future__ import annotations

from collections.abc import Mapping

from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.searched import search_options
from hybrid_search.eval.comparison.side_by_side import ShownHit
from hybrid_search.index import HybridIndex
from hybrid_search.index.request import SearchOptions
from hybrid_search.types import shorten

_LONGEST_TEXT = 240
_TOKENS = 5


def searched_hits(
    index: HybridIndex, text: str, configuration: Configuration, judged: Mapping[str, int], k: int
) -> tuple[ShownHit, ...]:
    """What a configuration finds, explained.

    Args:
        index: Is searched once more.
        text: The query.
        configuration: How to search.
        judged: Document id to grade.
        k: Hits at most.
    """
    options: SearchOptions = {**search_options(configuration, k), "explain": True}
    return tuple(
        ShownHit(
            hit.rank,
            hit.id,
            shorten(hit.text, _LONGEST_TEXT),
            judged.get(hit.id),
            {name: leg.rank for name, leg in hit.legs.items()},
            tuple((match.token, match.product) for match in (hit.tokens or ())[:_TOKENS]),
        )
        for hit in index.search(text, **options)
    )


def listed_hits(
    index: HybridIndex, found: Mapping[str, float], judged: Mapping[str, int], k: int
) -> tuple[ShownHit, ...]:
    """The same of a run that was handed in: its order, and what the index has of the texts.

    Args:
        index: Is asked for the texts.
        found: Document id to score.
        judged: Document id to grade.
        k: Hits at most.
    """
    ids = sorted(found, key=lambda one: (-found[one], one))[:k]
    documents = index.get(ids)
    return tuple(
        ShownHit(
            rank,
            id,
            shorten(documents[id].text, _LONGEST_TEXT) if id in documents else "",
            judged.get(id),
            {},
            (),
        )
        for rank, id in enumerate(ids, start=1)
    )
