"""Which generations there are, and which of them the name points to."""

from __future__ import annotations

from hybrid_search.connectors.generations import of_a_foreign_index
from hybrid_search.connectors.lucene.answers import described
from hybrid_search.connectors.lucene.base import LuceneBase
from hybrid_search.connectors.lucene.errors import foreign
from hybrid_search.connectors.lucene.schema import is_ours
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.errors import IndexNotFound, NotAnIndex, Unsupported

_MARKS = "*.mappings._meta"
"""What is ours, without the fields; a reader's right to the mapping is enough for it."""


class Generations(LuceneBase):
    """The operations *generation*, *generations* and *resolve*."""

    def generation(self) -> Operation[int]:
        if self.attached:
            raise of_a_foreign_index(self.url)
        index = yield from self._behind_the_name()
        number = self.names.number(index)
        if number is None:
            raise Unsupported(
                f"{self.url}: the alias points to the index {index!r}, which was named by hand and so has no "
                f"generations; call it {self.names.generation(1).rows.name!r} to have some"
            )
        return number

    def generations(self) -> Operation[list[int]]:
        if self.attached:
            return []
        return (yield from self.numbers(ours=True))

    def resolve(self) -> Operation[int | None]:
        if self.attached:
            return None
        if self.number is not None:
            return self.number if self.number in (yield from self.generations()) else None
        self._pinned = yield from self.live()
        return self._pinned

    def live(self) -> Operation[int | None]:
        """The number of the live generation; None if there is no index, or it has no number."""
        try:
            return self.names.number((yield from self._behind_the_name()))
        except IndexNotFound:
            return None

    def numbers(self, *, ours: bool) -> Operation[list[int]]:
        """The numbers of the indexes that are called like ours, or of those that are ours."""
        arguments = {"index": self.names.pattern} | ({"filter_path": _MARKS} if ours else {})
        found = described((yield Call("indices.get_mapping", arguments)), "mappings", place=self.place)
        numbers = {self.names.number(name) for name, one in found.items() if not ours or is_ours(one["mappings"])}
        return sorted(number for number in numbers if number is not None)

    def _behind_the_name(self) -> Operation[str]:
        answer = yield Call("indices.get_mapping", {"index": self.names.alias, "filter_path": _MARKS})
        found = described(answer, "mappings", place=self.place)
        if len(found) != 1 or not all(is_ours(one["mappings"]) for one in found.values()):
            raise NotAnIndex(foreign(self.place))
        return next(iter(found))
