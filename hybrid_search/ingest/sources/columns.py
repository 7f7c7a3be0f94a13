"""Which fields of a record make the document."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hybrid_search.errors import InvalidSource

_IDS = ("id", "_id")
_TITLE = "title"


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of fields (of a JSON line) or columns (of a table).

    Attributes:
        id: The document's id; None is ``id``, or ``_id`` where there is no ``id``.
        text: The document's text.
        title: Put before the text as its first sentence. None is ``title``, where there is one that is not *id* or
            *text*.
        metadata: What becomes metadata, under the same names; other columns of a Parquet or Arrow file are not even
            read. None is every other column, and the fields of one called ``metadata`` that holds fields itself.

    Raises:
        InvalidSource: if *metadata* is one string, or a name stands for two things.
    """

    id: str | None = None
    text: str = "text"
    title: str | None = None
    metadata: Sequence[str] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.metadata, str):
            raise InvalidSource(f"columns: metadata is the string {self.metadata!r}; give a list, [{self.metadata!r}]")
        if self.metadata is not None:
            object.__setattr__(self, "metadata", tuple(self.metadata))
        names = [name for name in (self.id, self.text, self.title) if name is not None]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise InvalidSource(f"columns: {twice[0]!r} is named twice among id, text and title; name each once")

    def id_in(self, names: Collection[str]) -> str | None:
        """The name under which a record with these fields has its id; None if there is none."""
        return next((name for name in (_IDS if self.id is None else (self.id,)) if name in names), None)

    def title_in(self, names: Collection[str]) -> str | None:
        """The name under which a record with these fields has its title; None if there is none."""
        name = _TITLE if self.title is None and _TITLE not in (self.id, self.text) else self.title
        return name if name in names else None

    def read_of(self, names: Sequence[str], place: str) -> list[str]:
        """Which columns of a table are read, in the table's order.

        Args:
            names: The table's columns.
            place: The table, for messages.

        Raises:
            InvalidSource: if one that is needed is missing, or there twice.
        """
        id = self.id_in(names)
        wanted = {self.text, *(self.metadata or ()), *(() if self.title is None else (self.title,))}
        missing = sorted(wanted - set(names)) if id is not None else [self.id or "id"]
        if missing:
            raise InvalidSource(
                f"{place}: there is no column {missing[0]!r}; there are {', '.join(map(repr, names))}; say with "
                "Columns(id=…, text=…) which are meant (--id-column, --text-column on the command line)"
            )
        read = [name for name in names if self.metadata is None or name in {id, self.title_in(names), *wanted}]
        if twice := next((name for name in read if read.count(name) > 1), None):
            raise InvalidSource(f"{place}: there are two columns {twice!r}; rename one")
        return read


DEFAULT = Columns()
