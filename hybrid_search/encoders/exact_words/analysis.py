"""Chunk to terms: where the rules of scripts, identifiers, stop words and stems meet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hybrid_search.encoders.exact_words.identifiers import Identifier, identify
from hybrid_search.encoders.exact_words.ngrams import bigrams, runs
from hybrid_search.encoders.exact_words.stemming import Stem
from hybrid_search.encoders.exact_words.stop_words import stop_words

LONGEST_WORD = 64
"""Characters; a longer one is no word of any language, and is taken as it is."""

_ACCENTED = re.compile("([a-z])[\u0300-\u036f]+")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a chunk.

    Attributes:
        words: Term to how it was written, of the terms that documents and queries have.
        singles: Further terms of a document, see :func:`~hybrid_search.encoders.exact_words.ngrams.bigrams`.
        length: Words, without parts and singles.
    """

    words: list[tuple[str, str]]
    singles: list[str]
    length: int


class Analysis:
    """The terms of a chunk in a language.

    A word becomes its stem; a stop word nothing. An identifier becomes its whole and its parts, of which stop words and
    single characters are left out; a repeated part counts once. So 8601 finds ISO-8601, and ISO-8601 finds it better.

    In English, Latin letters lose their accents: English spells café and cafe alike, and queries are typed without.
    Other languages keep theirs, because they tell words apart (ano, año) and the stemmers read them.

    Args:
        language: A language with a stemmer; None takes words as they are, stop words too.

    Raises:
        InvalidInput: for a language without a stemmer.
    """

    def __init__(self, language: str | None) -> None:
        self._unaccented = language == "english"
        self._stem: Callable[[str], str] = str if language is None else Stem(language)
        self._is_stop: Callable[[str], bool] = frozenset[str]().__contains__ if not language else stop_words(language)

    def terms(self, chunk: str) -> Terms:
        """The terms of *chunk*, one of :func:`~hybrid_search.encoders.exact_words.characters.chunks`."""
        if chunk.isascii():
            return self._of_word(chunk)
        if self._unaccented:
            chunk = unicodedata.normalize("NFC", _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", chunk)))
        found = [_of_spaceless(run) if spaceless else self._of_word(run) for run, spaceless in runs(chunk)]
        return Terms(
            words=[word for terms in found for word in terms.words],
            singles=[single for terms in found for single in terms.singles],
            length=sum(terms.length for terms in found),
        )

    def _of_word(self, chunk: str) -> Terms:
        identifier = identify(chunk)
        if identifier is None or self._is_stop(identifier.written):
            return Terms([], [], 0)
        terms = dict(reversed(list(self._with_parts(identifier))))  # the whole's spelling wins over a part's
        return Terms(list(terms.items()), [], 1)

    def _with_parts(self, identifier: Identifier) -> Iterator[tuple[str, str]]:
        whole = identifier.whole
        yield self._stemmed(whole) if identifier.is_word else whole, identifier.written
        for part in identifier.parts:
            if len(part) > 1 and not self._is_stop(part):
                yield self._stemmed(part), part

    def _stemmed(self, word: str) -> str:
        return self._stem(word) if len(word) <= LONGEST_WORD else word


def _of_spaceless(run: str) -> Terms:
    pairs, singles = bigrams(run)
    return Terms([(pair, pair) for pair in pairs], singles, len(pairs))
