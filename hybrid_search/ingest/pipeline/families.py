"""Documents that must not be written at the same time, since their rows can have the same ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

_ORDINALS = re.compile(r"(#[0-9]+)+\Z")


def family(id: str) -> str:
    """The id without all ``#NUMBER`` at its end.

    A document's rows are called as it is, or ``ID#NUMBER``. So two documents can touch the same row only if one is
    called as the other and a number; and then they are of one family.
    """
    return _ORDINALS.sub("", id)


class Families:
    """Those that are being written now."""

    def __init__(self) -> None:
        self._writing: Counter[str] = Counter()

    def free(self, ids: Iterable[str]) -> bool:
        """Whether no relative of these is being written."""
        return not self._writing or not any(family(id) in self._writing for id in ids)

    def begin(self, ids: Collection[str]) -> None:
        """These are being written from now on."""
        self._writing.update(map(family, ids))

    def end(self, ids: Collection[str]) -> None:
        """And these no more."""
        self._writing -= Counter(map(family, ids))
