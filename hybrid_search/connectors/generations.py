"""Generations: the built indexes behind one name, of which one is live."""

from __future__ import annotations

import re

from hybrid_search.errors import IndexNotFound, InvalidInput, Unsupported

LAST = 999_999
_DIGITS = re.compile(r"\d{6}")


def checked(number: int, url: str) -> int:
    """The number of a generation.

    Raises:
        InvalidInput: if it is not one.
    """
    if not 1 <= number <= LAST:
        raise InvalidInput(f"{url}: generations are numbered from 1 to {LAST:,}; {number} is not one of these numbers")
    return number


def digits(number: int) -> str:
    """How a generation is numbered in the names of its parts: six digits."""
    return f"{number:06}"


def number_of(digits: str) -> int | None:
    """The number that six digits stand for; None for any other text."""
    return int(digits) if _DIGITS.fullmatch(digits) and digits != "000000" and digits.isascii() else None


def not_there(number: int, url: str) -> IndexNotFound:
    """The error for a generation that does not exist."""
    return IndexNotFound(
        f"{url}: there is no generation {number}; the index's generations() are those that can be used"
    )


def not_beside(number: int, url: str) -> IndexNotFound:
    """The error for a generation that would be the only one."""
    return IndexNotFound(
        f"{url}: generation {number} is built beside a live one, and there is no index yet; create the index first"
    )


def is_live(number: int, url: str) -> InvalidInput:
    """The error for deleting the live generation alone."""
    return InvalidInput(
        f"{url}: generation {number} is the live one, and is not deleted by itself; make another one live first, or "
        "drop the whole index"
    )


def of_a_foreign_index(url: str) -> Unsupported:
    """The error for an index that was opened by its fields."""
    return Unsupported(f"{url} was opened read-only by fields=…, and has no generations; they are its owner's affair")
