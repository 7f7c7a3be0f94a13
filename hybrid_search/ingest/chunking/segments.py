"""Where sentences, words and user-perceived characters end, by ICU."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hybrid_search.errors import MissingExtra

Span = tuple[int, int]
"""Start and end in characters."""

_WRAP = re.compile(r"\r?\n(?=[ \t]*([^\W\d_]))")


class Segments:
    """The borders of Unicode Standard Annex 29, as ICU finds them.

    Beyond the annex: no sentence ends after an abbreviation that ICU knows in the language ("Jan. 5"), nor at a line
    end that a small letter follows, as in text wrapped to a width; words of scripts without spaces come from
    dictionaries.

    Args:
        language: ISO 639 code, for the abbreviations. All scripts are cut whatever it is.

    Raises:
        MissingExtra: without the extra ``chunks``.
    """

    def __init__(self, language: str) -> None:
        try:
            from icu4py import breakers  # noqa: PLC0415  # an optional package
        except ImportError as error:
            raise MissingExtra("SentenceChunker", "icu4py", "chunks") from error
        self._breakers = breakers
        self._locale = f"{language}@ss=standard"

    def sentences(self, text: str) -> Iterator[Span]:
        """Spans of the sentences without the white space around them; blank ones are left out."""
        unwrapped = _WRAP.sub(lambda found: " " * len(found[0]) if found[1].islower() else found[0], text)
        return _trimmed(self._breakers.SentenceBreaker(unwrapped, self._locale), text)

    def words(self, text: str) -> Iterator[Span]:
        """Spans of words and punctuation marks."""
        return _trimmed(self._breakers.WordBreaker(text, self._locale), text)

    def characters(self, text: str) -> list[int]:
        """Where each user-perceived character ends."""
        ends: list[int] = []
        end = 0
        for segment in self._breakers.CharacterBreaker(text, self._locale):
            end += len(segment)
            ends.append(end)
        return ends


def _trimmed(segments: Iterable[str], text: str) -> Iterator[Span]:
    # ICU's own offsets count UTF-16 units; the lengths of its segments count characters as Python does.
    end = 0
    for segment in segments:
        start, end = end, end + len(segment)
        left = start + len(segment) - len(segment.lstrip())
        right = start + len(segment.rstrip())
        if text[left:right]:
            yield left, right
