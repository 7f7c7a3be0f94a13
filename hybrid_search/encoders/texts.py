"""The texts that an encoder was given, made safe for every tokenizer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hybrid_search.errors import InvalidInput
from hybrid_search.types.well_formed import well_formed


def checked_texts(texts: Iterable[str]) -> Iterator[str]:
    r"""The texts one by one, with U+FFFD in place of lone surrogates, which no tokenizer takes.

    Raises:
        InvalidInput: for a bare string, whose letters would otherwise be taken as texts, and for what is not a string.
    """
    if isinstance(texts, str):
        raise InvalidInput(f"texts is the string {texts[:40]!r}; encoders take a list of strings, for instance [text]")
    for text in texts:
        if not isinstance(text, str):
            raise InvalidInput(f"texts holds a {type(text).__name__}; every text must be a string")
        yield well_formed(text)
