"""Queries for a passage: the real ones, and invented ones up to a number."""

from __future__ import annotations

import random
from collections.abc import Callable

from hybrid_search.training.one_pass.queries import kinds
from hybrid_search.training.one_pass.queries.kinds import Known
from hybrid_search.training.one_pass.seeds import seeded
from hybrid_search.training.one_pass.texts import Passage
from hybrid_search.training.one_pass.texts.passage import has_word, one_line

Kind = Callable[[Passage, Known, random.Random], str]

_SHARES: tuple[tuple[Kind, float], ...] = (
    (kinds.from_title, 0.30),
    (kinds.salient, 0.20),
    (kinds.phrase, 0.16),
    (kinds.paraphrase, 0.24),
    (kinds.verbose, 0.10),
)
_LONGEST = 200
_LOWER_CASE = 0.75


def queries_for(passage: Passage, known: Known, number: int, seed: int) -> list[str]:
    """At least *number* queries that *passage* answers; only its text and *seed* decide which are invented."""
    found = list(passage.queries)
    while len(found) < number:
        choice = seeded(seed, "query", len(found), passage.text)
        found.append(_invented(passage, known, choice))
    return found


def _invented(passage: Passage, known: Known, choice: random.Random) -> str:
    shares = [share if passage.titles or kind is not kinds.from_title else 0.0 for kind, share in _SHARES]
    (kind,) = choice.choices([kind for kind, _ in _SHARES], shares)
    query = one_line(kind(passage, known, choice))
    if choice.random() < _LOWER_CASE:
        query = query.lower()
    return query[:_LONGEST] if has_word(query[:_LONGEST]) else passage.text[:30]
