"""Which fields of a record make the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hybrid_search.errors import InvalidSource

_IDS = ("id", "_id")


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of fields (of a JSON line) or columns (of a table).

    Attributes:
        id: The document's id; None is ``id``, or ``_id`` where there is no ``id``.
        text: The document's text.
        title: Put before the text as its first sentence, where there is one.
        metadata: What becomes metadata, under the same names; other columns of a Parquet or Arrow file are not even
            read. None is every other column, and the fields of one called ``metadata`` that holds fields itself.

    Raises:
        InvalidSource: if *metadata* is one string, or a name stands for two things.
    """

    id: str | None = None
    text: str = "text"
    title: str = "title"
    metadata: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.metadata, str):
            raise InvalidSource(f"columns: metadata is the string {self.metadata!r}; give a list, [{self.metadata!r}]")
        if self.metadata is not None:
            object.__setattr__(self, "metadata", tuple(self.metadata))
        names = [*([] if self.id is None else [self.id]), self.text, self.title]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise InvalidSource(f"columns: {twice[0]!r} is named twice among id, text and title; name each once")

    def id_in(self, names: Iterable[str]) -> str | None:
        """The name under which a record with these fields has its id; None if there is none."""
        names = set(names)
        return next((name for name in (_IDS if self.id is None else (self.id,)) if name in names), None)

    def read_of(self, names: Sequence[str], place: str) -> list[str]:
        """Which columns of a table are read, in the table's order.

        Args:
            names: The table's columns.
            place: The table, for messages.

        Raises:
            InvalidSource: if one that is needed is missing.
        """
        id = self.id_in(names)
        wanted = {self.text, *(self.metadata or ())}
        missing = sorted(wanted - set(names)) if id is not None else [self.id or "id"]
        if missing:
            raise InvalidSource(
                f"{place}: there is no column {missing[0]!r}; there are {', '.join(map(repr, names))}; say with "
                "Columns(id=…, text=…) which are meant"
            )
        return [name for name in names if self.metadata is None or name in {id, self.title, *wanted}]


DEFAULT = Columns()
