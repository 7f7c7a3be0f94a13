"""A leg: one ranked list of candidates, as a single search field returned it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from hybrid_search.errors import InvalidFusion

LegKind = Literal["dot", "cosine"]
LegName = Literal["sparse", "dense"]


@dataclass(frozen=True, slots=True)
class Leg:
    """Candidates of one field, best first.

    Attributes:
        name: What the leg is called in results and in fusion weights ("sparse", "dense").
        ids: Document ids, unique, ordered by score to 6 significant digits, then by id.
        scores: The raw score of each, in the order of *ids*; finite.
        kind: What the scores are: "dot" (at least 0 for sparse vectors) or "cosine" (from -1 to 1).
    """

    name: str
    ids: tuple[str, ...]
    scores: tuple[float, ...]
    kind: LegKind

    @classmethod
    def ranked(cls, name: str, candidates: Iterable[tuple[str, float]], kind: LegKind) -> Leg:
        """Sort (id, score) pairs: higher score first, compared to 6 significant digits, ties by id.

        Six digits are what float32 backends agree on, so the order is the same on each of them.

        Raises:
            InvalidFusion: if an id comes twice.
        """
        pairs = list(candidates)
        scores = dict(pairs)
        if len(scores) < len(pairs):
            twice = next(id for id, count in Counter(id for id, _ in pairs).items() if count > 1)
            raise InvalidFusion(f"leg {name!r} returns {twice!r} twice; keep its best score only")
        return cls(name, *best_first(scores), kind)

    def __len__(self) -> int:
        """Number of candidates."""
        return len(self.ids)


def best_first(scores: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Ids and their scores in the order of every ranking: higher score to 6 significant digits first, ties by id.

    Args:
        scores: Id to score; finite.
    """
    tied = len(set(scores.values())) < len(scores)
    ids = sorted(sorted(scores) if tied else scores, key=scores.__getitem__, reverse=True)  # stable: ties stay by id
    falling = [scores[id] for id in ids]
    # Rounding costs more than all the rest, so it is left to stretches of scores that may round to one number.
    reach = 2e-5 * max(abs(falling[0]), abs(falling[-1])) if falling else 0.0
    close = [place for place, (above, below) in enumerate(pairwise(falling), 1) if above - below <= reach]
    for start, end in _stretches(close):
        if falling[start] != falling[end - 1]:
            ids[start:end] = sorted(ids[start:end], key=lambda one: (-six_digits(scores[one]), one))
            falling[start:end] = [scores[id] for id in ids[start:end]]
    return tuple(ids), tuple(falling)


def _stretches(close: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From the places that are close to the one before: begin and end of each run of places close to one another."""
    start, last = 0, -1
    for place in close:
        if place != last + 1:
            if last > 0:
                yield start, last + 1
            start = place - 1
        last = place
    if last > 0:
        yield start, last + 1


def six_digits(score: float) -> float:
    """*score* rounded to 6 significant decimal digits."""
    return float(f"{score:.5e}")
