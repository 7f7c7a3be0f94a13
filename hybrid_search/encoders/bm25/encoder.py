"""``BM25Encoder``: the baseline that every learned sparse vector has to beat."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from hybrid_search.encoders.base import Encoded, Fingerprint, Limits, TokenText
from hybrid_search.encoders.bm25.statistics import BM25Statistics
from hybrid_search.encoders.bm25.terms import Terms
from hybrid_search.encoders.limits import capped
from hybrid_search.encoders.rrf_default import RRF_60
from hybrid_search.encoders.texts import checked_texts
from hybrid_search.errors import InvalidInput, InvalidSource
from hybrid_search.types import FusionSpec, SparseVector, Truncation

UNFITTED_AVERAGE_LENGTH = 256.0
"""Terms of a document where no collection was counted; the default of Qdrant's Bm25Config."""

_FORMAT = "hybrid_search.BM25Encoder/1"


class BM25Encoder:
    """BM25 as a dot product: the document carries tf / (tf + k1 (1 - b + b length / average)), the query idf x count.

    A sparse half only; :class:`~hybrid_search.encoders.paired.PairedEncoder` joins it with a dense one. Without
    statistics (no :meth:`fit`), the query weights are the counts alone and rank worse.

    Source: Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), in the form of Lucene's
    BM25Similarity. k1 = 0.9 and b = 0.4 are the defaults of Anserini, with which published BM25 baselines are made.

    Args:
        statistics: Counts of the collection, from :meth:`fit`.
        language: English name of the language, in lower case.
        k1: Saturation of repeated terms, 0 or above.
        b: How much length counts, from 0 to 1.
        average_length: Overrides that of the statistics. All documents of an index must be encoded with one average:
            keep it when the statistics are counted again.

    Raises:
        InvalidInput: if a parameter is out of its range.
    """

    def __init__(
        self,
        statistics: BM25Statistics | None = None,
        *,
        language: str = "english",
        k1: float = 0.9,
        b: float = 0.4,
        average_length: float | None = None,
    ) -> None:
        if average_length is None:
            average_length = statistics.average_length if statistics else UNFITTED_AVERAGE_LENGTH
        if k1 < 0 or not 0 <= b <= 1 or average_length <= 0:
            raise InvalidInput(
                f"BM25: k1={k1}, b={b}, average_length={average_length}; k1 must be 0 or above, b from 0 to 1, "
                "and the average length above 0"
            )
        self._statistics = statistics
        self._language = language
        self._k1 = k1
        self._b = b
        self._average_length = average_length
        self._terms = Terms(language)

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        return partial(
            type(self),
            self._statistics,
            language=self._language,
            k1=self._k1,
            b=self._b,
            average_length=self._average_length,
        ), ()

    @classmethod
    def fit(
        cls,
        texts: Iterable[str],
        *,
        language: str = "english",
        k1: float = 0.9,
        b: float = 0.4,
        average_length: float | None = None,
        keep_words: bool = True,
    ) -> BM25Encoder:
        """An encoder with the statistics of *texts*, which are read once.

        Args:
            texts: The texts of the collection, or a sample of them.
            language: English name of the language, in lower case.
            k1: Saturation of repeated terms.
            b: How much length counts.
            average_length: Overrides the average of *texts*.
            keep_words: Keep a word for each term, so that :meth:`decode` can show it.

        Raises:
            InvalidInput: if no text has a term, or a parameter is out of its range.
        """
        statistics = BM25Statistics.count(texts, Terms(language), keep_words=keep_words)
        return cls(statistics, language=language, k1=k1, b=b, average_length=average_length)

    @classmethod
    def load(cls, path: str | Path) -> BM25Encoder:
        """The encoder that :meth:`save` wrote.

        Raises:
            InvalidSource: if the file holds something else.
        """
        try:
            saved = json.loads(Path(path).read_text(encoding="utf-8"))
            if saved["format"] != _FORMAT:
                raise ValueError(f"its format is {saved['format']!r}")  # noqa: TRY301  # one message for all faults
            statistics = None if saved["statistics"] is None else BM25Statistics.from_json(saved["statistics"])
            return cls(statistics, **saved["parameters"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidSource(f"{path} does not hold a BM25Encoder written by save ({error})") from error

    def save(self, path: str | Path) -> None:
        """Write parameters and statistics as JSON."""
        parameters = {
            "language": self._language,
            "k1": self._k1,
            "b": self._b,
            "average_length": self._average_length,
        }
        statistics = self._statistics.to_json() if self._statistics else None
        saved = {"format": _FORMAT, "parameters": parameters, "statistics": statistics}
        Path(path).write_text(json.dumps(saved, ensure_ascii=False, sort_keys=True), encoding="utf-8")

    @property
    def statistics(self) -> BM25Statistics | None:
        """Counts of the collection; None if none was counted."""
        return self._statistics

    @property
    def name(self) -> str:
        """``bm25`` with the language."""
        return f"bm25-{self._language}"

    @property
    def dims(self) -> None:
        """No dense half."""
        return

    @property
    def has_sparse(self) -> bool:
        """Always."""
        return True

    @property
    def limits(self) -> Limits:
        """Every term is read; the caps on non-zeros are the library's."""
        return Limits()

    @property
    def fingerprint(self) -> Fingerprint:
        """What document weights depend on; the document frequencies only change queries."""
        return {
            "encoder": "bm25",
            "hash": "murmur3-31",
            "language": self._language,
            "k1": self._k1,
            "b": self._b,
            "average_length": self._average_length,
            "document_nonzeros": self.limits.document_nonzeros,
        }

    @property
    def recommended_fusion(self) -> FusionSpec:
        """Reciprocal rank fusion with k = 60."""
        return RRF_60

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """The term-frequency part of BM25, in (0, 1)."""
        vectors = (self._document(self._terms.count(text)) for text in checked_texts(texts))
        return _encoded(vectors, self.limits.document_nonzeros)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        """The inverse document frequency of each term, times its count in the query."""
        vectors = (self._query(self._terms.count(text)) for text in checked_texts(texts))
        return _encoded(vectors, self.limits.query_nonzeros)

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """A word that the term stands for, if the statistics keep one; else ``#123``."""
        words = self._statistics.words if self._statistics else {}
        return [TokenText(words.get(index, f"#{index}"), "exact") for index in indices]

    def _document(self, counts: dict[int, int]) -> SparseVector:
        length = sum(counts.values()) / self._average_length
        norm = self._k1 * (1 - self._b + self._b * length)
        return SparseVector.from_pairs({term: count / (count + norm) for term, count in counts.items()})

    def _query(self, counts: dict[int, int]) -> SparseVector:
        statistics = self._statistics
        return SparseVector.from_pairs(
            {term: count * (statistics.idf(term) if statistics else 1.0) for term, count in counts.items()}
        )


def _encoded(vectors: Iterable[SparseVector], limit: int) -> Encoded:
    sparse, dropped = capped(vectors, limit)
    return Encoded.of(sparse, None, [Truncation(weights=weights) for weights in dropped])
