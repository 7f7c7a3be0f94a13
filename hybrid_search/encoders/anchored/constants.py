"""The numbers of the two layers, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Anchoring:
    """One constant set for all collections.

    Attributes:
        lambda_exact: Weight of exact words against learned dimensions, above 0. Only on queries.
        gamma: Exponent of the factor by which a collection's statistics change learned query weights, 0 or above; an
            exact word's is 1. Only on queries.
        k1: Saturation of repeated words in a document, 0 or above; between Anserini's default 0.9 and Lucene's 1.2.
        b: How much a document's length counts, from 0 to 1; Anserini's default.
        length: Words of a document whose length changes nothing, above 0. A constant, not the collection's average: a
            document's vector must not depend on the other documents.
        prior_documents: As how many documents the static table counts, above 0.

    Raises:
        InvalidInput: if one is outside its range.
    """

    lambda_exact: float = 0.75
    gamma: float = 0.2
    k1: float = 1.0
    b: float = 0.4
    length: float = 25.0
    prior_documents: float = 1000.0

    def __post_init__(self) -> None:
        for name in ("lambda_exact", "length", "prior_documents"):
            if not 0 < getattr(self, name) < float("inf"):
                raise InvalidInput(f"Anchoring: {name} is {getattr(self, name)}; it must be above 0 and finite")
        for name, most in (("gamma", 10), ("k1", 1000), ("b", 1)):
            if not 0 <= getattr(self, name) <= most:
                raise InvalidInput(f"Anchoring: {name} is {getattr(self, name)}; it must lie from 0 to {most}")
