"""``Anchored``: the two layers that any sparse encoder can wear."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import add

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.anchored.adaptation import factors, static_idf
from hybrid_search.encoders.anchored.constants import Anchoring
from hybrid_search.encoders.anchored.static_table import StaticTable
from hybrid_search.encoders.base import (
    MAX_DOCUMENT_NONZEROS,
    MAX_QUERY_NONZEROS,
    Encoded,
    Encoder,
    Fingerprint,
    Limits,
    TokenText,
)
from hybrid_search.encoders.exact_words import FIRST_EXACT, Counts, ExactWords
from hybrid_search.encoders.lengths import document_lengths
from hybrid_search.encoders.limits import capped
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.encoders.texts import checked_texts
from hybrid_search.errors import InvalidInput
from hybrid_search.types import FusionSpec, SparseVector, Truncation

Floats = npt.NDArray[np.float64]

_SMALLEST = float(np.finfo(np.float32).tiny)


class Anchored:
    """An encoder with exact words as further dimensions, and query weights that follow the collection.

    A learned sparse vector misses what its vocabulary cuts into pieces (names, part numbers, other languages), and
    knows nothing of the collection. Both fit into the same native sparse field.

    A document has, beside the inner encoder's weights, one dimension for each exact word: tf (k1 + 1) / (tf + k1 (1 - b
    + b length / average)), the term-frequency part of BM25 with a constant average. A query has lambda x count x idf
    for each of its words. All that can be tuned and all that a collection changes is on the query side, so nothing is
    indexed again. Source of the weights: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009).

    Exact words are taken from the whole text, also beyond the tokens that the inner encoder reads.

    Args:
        inner: An encoder with a sparse half, whose dimensions are below 2**31 (or any, without exact words).
        exact_words: How words are found; None is the inner encoder's dimensions alone.
        adapt: Whether :meth:`adapt_queries` does anything.
        static: How frequent dimensions are in texts at large; None is not known: every word counts as rare until the
            collection says otherwise, and learned weights stay as they are.
        constants: Weights and exponents.
        document_nonzeros: Cap on a document's non-zeros, learned and exact together: lowest weights are dropped first
            and counted.
        query_nonzeros: The same for a query.

    Raises:
        InvalidInput: if *inner* has no sparse half, or a cap is outside its range.
    """

    def __init__(
        self,
        inner: Encoder,
        *,
        exact_words: ExactWords | None = ExactWords(),  # noqa: B008  # immutable: one can serve all
        adapt: bool = True,
        static: StaticTable | None = None,
        constants: Anchoring = Anchoring(),  # noqa: B008  # immutable
        document_nonzeros: int = MAX_DOCUMENT_NONZEROS,
        query_nonzeros: int = MAX_QUERY_NONZEROS,
    ) -> None:
        if not inner.has_sparse:
            raise InvalidInput(f"Anchored: inner={inner.name!r} returns no sparse vectors; give one that does")
        for name, value, most in (
            ("document_nonzeros", document_nonzeros, MAX_DOCUMENT_NONZEROS),
            ("query_nonzeros", query_nonzeros, MAX_QUERY_NONZEROS),
        ):
            if not 1 <= value <= most:
                raise InvalidInput(f"Anchored: {name} is {value}; it must lie from 1 to {most}")
        self._inner = inner
        self._words = exact_words
        self._adapt = adapt
        self._static = static or StaticTable.empty()
        self._constants = constants
        self._document_nonzeros = document_nonzeros
        self._query_nonzeros = query_nonzeros

    @property
    def name(self) -> str:
        """The inner encoder's."""
        return self._inner.name

    @property
    def dims(self) -> int | None:
        """The inner encoder's."""
        return self._inner.dims

    @property
    def has_sparse(self) -> bool:
        """Always."""
        return True

    @property
    def limits(self) -> Limits:
        """Tokens: the inner encoder's; exact words have no limit. Non-zeros: of both kinds together."""
        inner = self._inner.limits
        if self._words:
            documents, queries = self._document_nonzeros, self._query_nonzeros
        else:
            documents = min(self._document_nonzeros, inner.document_nonzeros)
            queries = min(self._query_nonzeros, inner.query_nonzeros)
        return Limits(inner.document_tokens, inner.query_tokens, documents, queries)

    @property
    def fingerprint(self) -> Fingerprint:
        """The inner encoder's, and what the words of documents depend on. What queries depend on is not in it."""
        added: dict[str, str | int | float | bool | None] = {}
        if self._words:
            constants = self._constants
            added = {
                **self._words.fingerprint,
                "exact_k1": constants.k1,
                "exact_b": constants.b,
                "exact_length": constants.length,
            }
        if self.limits.document_nonzeros != self._inner.limits.document_nonzeros:
            added["document_nonzeros_in_all"] = self.limits.document_nonzeros
        return {**self._inner.fingerprint, **added}

    @property
    def recommended_fusion(self) -> FusionSpec:
        """The inner encoder's."""
        return self._inner.recommended_fusion

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """The inner encoder's vectors of *texts*, with their exact words.

        Raises:
            InvalidInput: for a bare string, for what is not a string, and for an inner encoder with dimensions from
                2**31 on.
        """
        texts = list(checked_texts(texts))
        return self._with_words(texts, self._inner.encode_documents(texts), self._document, self._document_nonzeros)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        """Vectors for a collection that nothing is known of; raises as :meth:`encode_documents` does."""
        texts = list(checked_texts(texts))
        return self._with_words(texts, self._inner.encode_queries(texts), self._query, self._query_nonzeros)

    def document_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """What the inner encoder reads: exact words cost little beside it."""
        return document_lengths(self._inner, texts)

    @property
    def adapts(self) -> bool:
        """As given."""
        return self._adapt

    def adapt_queries(self, queries: Sequence[SparseVector], statistics: CollectionStatistics) -> list[SparseVector]:
        """Query vectors for a collection: each weight times its factor.

        See :func:`~hybrid_search.encoders.anchored.adaptation.factors`. Where no document was counted, and with
        ``adapt=False``, the vectors are equal to those given.
        """
        if not self._adapt:
            return list(queries)
        return [
            SparseVector(query.indices, np.maximum(query.values * self._factors(query, statistics), _SMALLEST))
            for query in queries
        ]

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """What the inner encoder says of its own; ``#123`` for a word: :meth:`exact_texts` names those of a text."""
        if not self._words:
            return self._inner.decode(indices)
        learned = iter(self._inner.decode([index for index in indices if index < FIRST_EXACT]))
        return [TokenText(f"#{index}", "exact") if index >= FIRST_EXACT else next(learned) for index in indices]

    def exact_texts(self, text: str) -> Mapping[int, str]:
        """The exact words of *text*, each dimension with the word that it was first written as."""
        return self._words.spelled(text) if self._words else {}

    def _factors(self, query: SparseVector, statistics: CollectionStatistics) -> Floats:
        exact = query.indices >= (FIRST_EXACT if self._words else np.inf)
        return factors(query.indices, exact, statistics, self._static, self._constants)

    def _with_words(
        self,
        texts: Sequence[str],
        inner: Encoded,
        weigh: Callable[[ExactWords, str], tuple[npt.NDArray[np.uint32], Floats]],
        limit: int,
    ) -> Encoded:
        learned = inner.sparse
        if learned is None:
            raise InvalidInput(f"Anchored: inner={self.name!r} returned no sparse vectors, though it says that it does")
        words = self._words
        joined: Iterator[SparseVector] = (
            _joined(vector, *weigh(words, text), self.name) if words else vector
            for vector, text in zip(learned, texts, strict=True)
        )
        sparse, dropped = capped(joined, limit)
        of_inner = inner.truncations(len(texts))
        if of_inner is None:
            return Encoded(sparse, inner.dense, inner.truncation + Truncation(weights=sum(dropped)))
        added = (Truncation(weights=weights) for weights in dropped)
        return Encoded.of(sparse, inner.dense, list(map(add, of_inner, added)))

    def _document(self, words: ExactWords, text: str) -> tuple[npt.NDArray[np.uint32], Floats]:
        counts = words.count_document(text)
        dimensions, occurrences = _sorted(counts)
        constants = self._constants
        norm = constants.k1 * (1 - constants.b + constants.b * counts.length / constants.length)
        return dimensions, occurrences * (constants.k1 + 1) / (occurrences + norm)

    def _query(self, words: ExactWords, text: str) -> tuple[npt.NDArray[np.uint32], Floats]:
        dimensions, occurrences = _sorted(words.count_query(text))
        rarity = static_idf(dimensions, self._static, self._constants)
        return dimensions, self._constants.lambda_exact * occurrences * rarity


def _sorted(counts: Counts) -> tuple[npt.NDArray[np.uint32], Floats]:
    dimensions = np.fromiter(counts.of.keys(), np.uint32, len(counts.of))
    occurrences = np.fromiter(counts.of.values(), np.float64, len(counts.of))
    order = np.argsort(dimensions)
    return dimensions[order], occurrences[order]


def _joined(learned: SparseVector, dimensions: npt.NDArray[np.uint32], weights: Floats, name: str) -> SparseVector:
    if len(learned) and learned.indices[-1] >= FIRST_EXACT:
        raise InvalidInput(
            f"Anchored: inner={name!r} has the dimension {learned.indices[-1]}; from 2**31 on they are exact words. "
            "Give an encoder whose dimensions are a vocabulary, or exact_words=None"
        )
    return SparseVector(
        np.concatenate([learned.indices, dimensions]), np.concatenate([learned.values, weights.astype(np.float32)])
    )
