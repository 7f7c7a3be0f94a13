"""The words of a passage as a query would use them."""

from __future__ import annotations

import re

STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "to",
        "and",
        "or",
        "is",
        "are",
        "for",
        "with",
        "by",
        "on",
        "as",
        "at",
        "from",
        "that",
        "which",
        "it",
        "its",
        "be",
        "was",
        "were",
        "this",
        "these",
        "not",
        "into",
        "used",
        "such",
        "any",
        "you",
        "your",
        "can",
        "will",
        "if",
        "when",
        "has",
        "have",
        "been",
        "may",
        "more",
        "than",
        "also",
        "each",
        "their",
        "they",
        "see",
        "use",
        "using",
    ]
)
_EDGES = ".,;:()\"'`[]{}<>*"
_SENTENCE_END = re.compile(r"(?<=[.;:!?]) ")
_LEAST_WORDS = 4


def words(text: str) -> list[str]:
    """The words of *text* without the marks around them."""
    return [word for part in text.split() if (word := part.strip(_EDGES))]


def content_words(text: str) -> list[str]:
    """The words of *text* that are no stop words; all of them if there is no other."""
    found = words(text)
    return [word for word in found if word.lower() not in STOP_WORDS] or found


def sentences(text: str) -> list[str]:
    """The sentences of *text* of at least four words; the whole text if it has none."""
    return [part for part in _SENTENCE_END.split(text) if len(part.split()) >= _LEAST_WORDS] or [text]
