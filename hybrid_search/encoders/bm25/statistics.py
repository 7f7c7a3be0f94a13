"""What BM25 knows of a collection, counted once and kept as JSON."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from hybrid_search.encoders.bm25.terms import Terms
from hybrid_search.encoders.texts import checked_texts
from hybrid_search.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class BM25Statistics:
    """Counts of a collection.

    Attributes:
        documents: How many there are.
        average_length: Terms of a document, on average; stop words are not counted.
        frequencies: Term to the number of documents that it occurs in.
        words: Term to the shortest word that it stands for, by which a hash can be shown; may be empty.
    """

    documents: int
    average_length: float
    frequencies: Mapping[int, int]
    words: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def count(cls, texts: Iterable[str], terms: Terms, *, keep_words: bool = True) -> BM25Statistics:
        """Count *texts*, reading them once.

        Raises:
            InvalidInput: if no text has a term, or *texts* is not a series of strings.
        """
        documents = length = 0
        frequencies: Counter[int] = Counter()
        words: dict[int, str] = {}
        known: set[str] = set()
        for text in checked_texts(texts):
            counts = terms.count(text)
            documents += 1
            length += sum(counts.values())
            frequencies.update(counts.keys())
            if keep_words:
                for term, word in terms.spelled(text, known):
                    words[term] = min(words.get(term, word), word, key=lambda spelling: (len(spelling), spelling))
        if not length:
            raise InvalidInput(f"BM25: the {documents} texts to count hold no term; give the texts of the collection")
        return cls(documents, length / documents, dict(frequencies), words)

    def idf(self, term: int) -> float:
        """ln(1 + (N - df + 0.5) / (df + 0.5)), above 0 for every term; df = 0 for one never counted.

        Source: BM25Similarity in the Lucene API documentation.
        """
        frequency = self.frequencies.get(term, 0)
        return math.log(1 + (self.documents - frequency + 0.5) / (frequency + 0.5))

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> BM25Statistics:
        """The inverse of :meth:`to_json`, also after a file has made strings of the terms."""
        return cls(
            int(values["documents"]),
            float(values["average_length"]),
            {int(term): int(count) for term, count in values["frequencies"].items()},
            {int(term): str(word) for term, word in values["words"].items()},
        )
