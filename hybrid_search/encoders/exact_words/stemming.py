"""Stems, by Snowball."""

from __future__ import annotations

from threading import local

import Stemmer  # type: ignore[import-not-found]  # a C module without type information

from hybrid_search.errors import InvalidInput

_NO_LANGUAGES = {"porter", "dutch_porter"}  # older algorithms for languages that are in the list by their names


def languages() -> list[str]:
    """English names of the languages that have a stemmer, in lower case."""
    return sorted(set(Stemmer.algorithms()) - _NO_LANGUAGES)


def stemmer_name(language: str) -> str:
    """What the fingerprint calls it: the major version, within which stems stay, and the language."""
    return f"snowball-{Stemmer.version().split('.', maxsplit=1)[0]}-{language}"


class Stem:
    """Word to stem, safe to call from several threads.

    Source: the Snowball algorithms (snowballstem.org) in their C implementation.

    Args:
        language: One of :func:`languages`.

    Raises:
        InvalidInput: for a language without a stemmer.
    """

    def __init__(self, language: str) -> None:
        if language not in languages():
            raise InvalidInput(
                f"exact words: the language {language!r} has no stemmer; choose one of {', '.join(languages())}, "
                "or None for words as they are"
            )
        self._language = language
        self._of_thread = local()  # a Snowball stemmer has state, and must not be called by two threads at once

    def __call__(self, word: str) -> str:
        """The stem of *word*, which is in lower case."""
        try:
            stemmer: Stemmer.Stemmer = self._of_thread.stemmer
        except AttributeError:
            stemmer = self._of_thread.stemmer = Stemmer.Stemmer(self._language, 0)  # 0: no cache; there is one around
        stem: str = stemmer.stemWord(word)
        return stem
