"""``ExactWords``: text to counted exact words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain
from typing import NamedTuple, Protocol

from hybrid_search.encoders.base import Fingerprint
from hybrid_search.encoders.exact_words.analysis import Analysis
from hybrid_search.encoders.exact_words.characters import chunks
from hybrid_search.encoders.exact_words.hashing import HASH, dimension
from hybrid_search.encoders.exact_words.stemming import stemmer_name

VERSION = 1
"""Counted up when the rules of a term change, so that an index made by the older ones is told apart."""

_CACHED = 2**15  # chunks: some 10 MB when full; English prose repeats more than 95 % of its words
_LONGEST_CACHED = 64


@dataclass(frozen=True, slots=True)
class Counts:
    """The exact words of a text.

    Attributes:
        of: Dimension (2**31 or above) to how often it occurs.
        length: Words of the text, without stop words; an identifier is one, a pair of characters too.
    """

    of: Mapping[int, int]
    length: int


class _Dimensions(NamedTuple):
    words: tuple[int, ...]
    singles: tuple[int, ...]
    length: int


class _Hashed(Protocol):
    def __call__(self, chunk: str, /) -> _Dimensions: ...


@dataclass(frozen=True, slots=True)
class ExactWords:
    """Finds the exact words of texts in any script.

    What counts as one word is told by

    - :func:`~hybrid_search.encoders.exact_words.characters.chunks`: spelling, spaces, what is no word character;
    - :func:`~hybrid_search.encoders.exact_words.identifiers.identify`: identifiers and their parts;
    - :func:`~hybrid_search.encoders.exact_words.ngrams.bigrams`: scripts without spaces;
    - :class:`~hybrid_search.encoders.exact_words.analysis.Analysis`: stop words, accents, stems;
    - :func:`~hybrid_search.encoders.exact_words.hashing.dimension`: the hash.

    The whole text is read, in time linear in its length. Safe to use from several threads; two with the same language
    are equal.

    Args:
        language: English name of the language whose stemmer and stop words are used, in lower case; words of other
            languages and scripts are found all the same, in the forms in which they stand. None is no stemmer and no
            stop words.

    Raises:
        InvalidInput: for a language without a stemmer.
    """

    language: str | None = "english"
    _analysis: Analysis = field(init=False, repr=False, compare=False)
    _cached: _Hashed = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        analysis = Analysis(self.language)
        object.__setattr__(self, "_analysis", analysis)
        # Not around a method of this object: it would then be a part of a cycle, and outlive its last reference.
        object.__setattr__(self, "_cached", lru_cache(_CACHED)(partial(_hashed, analysis)))

    def __reduce__(self) -> tuple[type[ExactWords], tuple[str | None]]:
        return type(self), (self.language,)

    @property
    def fingerprint(self) -> Fingerprint:
        """What the dimensions depend on."""
        return {
            "exact_words": VERSION,
            "exact_hash": HASH,
            "exact_stemmer": stemmer_name(self.language) if self.language else None,
        }

    def count_document(self, text: str) -> Counts:
        """The exact words of *text* as a document."""
        found = self._found(text)
        words = chain.from_iterable([chunk.words for chunk in found])
        singles = chain.from_iterable([chunk.singles for chunk in found if chunk.singles])
        return Counts(Counter(chain(words, singles)), sum([chunk.length for chunk in found]))

    def count_query(self, text: str) -> Counts:
        """The exact words of *text* as a query."""
        found = self._found(text)
        words = chain.from_iterable([chunk.words for chunk in found])
        return Counts(Counter(words), sum([chunk.length for chunk in found]))

    def spelled(self, text: str) -> dict[int, str]:
        """The dimensions that *text* has as a query, each with the word that it was first written as."""
        words = [word for chunk in chunks(text) for word in self._analysis.terms(chunk).words]
        return {dimension(term): written for term, written in reversed(words)}

    def _found(self, text: str) -> list[_Dimensions]:
        cached = self._cached
        return [
            cached(chunk) if len(chunk) <= _LONGEST_CACHED else _hashed(self._analysis, chunk) for chunk in chunks(text)
        ]


def _hashed(analysis: Analysis, chunk: str) -> _Dimensions:
    terms = analysis.terms(chunk)
    return _Dimensions(
        tuple(dimension(term) for term, _ in terms.words),
        tuple(map(dimension, terms.singles)),
        terms.length,
    )
