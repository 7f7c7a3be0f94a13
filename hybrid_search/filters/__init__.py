"""Filters: one grammar, two spellings, one meaning on every backend.

``(F.lang == "en") & (F.year >= 2020)`` and ``{"lang": "en", "year": {"$gte": 2020}}`` build the same tree.

What a filter means, for a document's metadata:

- **Values.** A path ("year", "author.name") has a list of values. A scalar is a list of one. A missing key, None and
  an empty list are all the empty list. A mapping has no value of its own, only its leaves have.
- **Equality** holds if any value is of the same kind and equal. The kinds are string, bool, number and date. A bool
  never equals a number; an int and a float are equal if they are the same number; strings compare exactly, by code
  point; dates compare at the millisecond, and one without a time zone is UTC.
- **Not equal** (``!=``) is the negation of equality, so a missing key is not equal to anything and matches.
- **Ranges** (``<``, ``<=``, ``>``, ``>=``) hold if any value is of the same kind and in range. Only numbers and dates
  have ranges: a range over a string or a bool is an error, and a stored value of another kind just does not match.
- **is_in** holds if any value equals any of the given ones; ``is_in([])`` matches nothing.
- **contains** is equality, spelled for list fields.
- **exists** holds if the path has a value. ``F.x == None`` is ``~F.x.exists()``.
- ``&``, ``|``, ``~`` are and, or and not; ``~`` turns every non-match into a match, missing keys included.

Limits: 32 levels, 1,000 nodes, 1,000 values in one ``is_in``.
"""

from hybrid_search.filters.evaluate import matches
from hybrid_search.filters.field import F, Field
from hybrid_search.filters.parse import Where, parse
from hybrid_search.filters.tree import And, Compare, Exists, Filter, IsIn, Not, Operator, Or, all_of

__all__ = [
    "And",
    "Compare",
    "Exists",
    "F",
    "Field",
    "Filter",
    "IsIn",
    "Not",
    "Operator",
    "Or",
    "Where",
    "all_of",
    "matches",
    "parse",
]
