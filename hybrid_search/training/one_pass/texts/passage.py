"""What training reads: a passage with its titles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hybrid_search.errors import InvalidInput

LONGEST = 1_400
"""Characters of a passage that are kept: more than the trunk is given to read."""

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[A-Za-z0-9]{2}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to be found, and what is known of it.

    Attributes:
        text: One paragraph or a few, on one line.
        titles: What it is about, most specific first: headings, headwords, names.
        source: Where it comes from; passages of one source are of one kind.
        queries: Real queries that it answers; others are invented.

    Raises:
        InvalidInput: for a text without two ASCII letters or digits in a row; the head has no dimension for others.
    """

    text: str
    titles: tuple[str, ...] = ()
    source: str = "texts"
    queries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not has_word(self.text):
            raise InvalidInput(f"passage {self.text[:40]!r} of {self.source} holds no ASCII word")


def has_word(text: str) -> bool:
    """Whether the head can have a dimension for *text*."""
    return bool(_WORD.search(text))


def one_line(text: str) -> str:
    """*text* with every run of white space as one space."""
    return _SPACES.sub(" ", text).strip()
