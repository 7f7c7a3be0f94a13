"""Reading the choices of a URL's query string."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidName
from hybrid_search.types import shorten


def check_known(target: Target, known: Collection[str]) -> None:
    """Refuse unknown options.

    Raises:
        InvalidName: naming them and the known ones.
    """
    if unknown := [name for name in target.options if name not in known]:
        names = ", ".join(repr(shorten(name)) for name in unknown)
        raise InvalidName(f"{target}: unknown option {names} after '?'; known: {', '.join(known)}")


def choices(target: Target, known: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The given ones of the options that take a word.

    Args:
        target: The URL.
        known: Option to its words.

    Raises:
        InvalidName: for another word, naming the option's own.
    """
    given = {name: target.options[name] for name in known if name in target.options}
    for name, word in given.items():
        if word not in known[name]:
            raise InvalidName(f"{target}: {name}={shorten(repr(word))} must be one of {', '.join(known[name])}")
    return given


def numbers(target: Target, known: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """The given ones of the options that take a whole number.

    Args:
        target: The URL.
        known: Option to its smallest and largest value.

    Raises:
        InvalidName: for anything else than a number between the two.
    """
    return {name: _number(target, name, *known[name]) for name in known if name in target.options}


def _number(target: Target, name: str, smallest: int, largest: int) -> int:
    text = target.options[name]
    if not (text.isascii() and text.isdigit() and len(text) < 10 and smallest <= int(text) <= largest):
        raise InvalidName(
            f"{target}: {name}={shorten(repr(text))} must be a whole number from {smallest} to {largest:,}"
        )
    return int(text)
