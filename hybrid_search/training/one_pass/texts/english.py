"""Whether a text is English prose, and no other language, table or listing."""

from __future__ import annotations

_FREQUENT = frozenset(
    [
        "the",
        "of",
        "to",
        "and",
        "a",
        "in",
        "is",
        "that",
        "for",
        "it",
        "as",
        "be",
        "on",
        "with",
        "are",
        "this",
        "by",
        "or",
        "you",
        "can",
        "from",
        "if",
        "an",
        "not",
    ]
)
_LEAST_WORDS = 20
_FREQUENT_SHARE = 0.22
_LETTER_SHARE = 0.88


def is_english_prose(text: str) -> bool:
    """At least 20 words, a fifth of them the commonest ones, and nearly all characters letters or spaces."""
    words = text.lower().split()
    if len(words) < _LEAST_WORDS:
        return False
    frequent = sum(word in _FREQUENT for word in words) / len(words)
    letters = sum(character.isalpha() or character == " " for character in text) / len(text)
    return frequent > _FREQUENT_SHARE and letters > _LETTER_SHARE
