"""How rows lie in an index: in ours, or in a foreign one that is attached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from hybrid_search.connectors.base import Candidate, Row
from hybrid_search.connectors.lucene.legs import Query
from hybrid_search.connectors.lucene.schema import Layout
from hybrid_search.filters import Filter

Hit = Mapping[str, Any]
"""One hit of a search."""


class Unnamed(NamedTuple):
    """A hit whose id or parent did not come with it, and has to be read from its document.

    Attributes:
        key: Its ``_id``.
        score: Its score.
    """

    key: str
    score: float


class Rows(Protocol):
    """What differs between the two."""

    @property
    def hit(self) -> Mapping[str, Any]:
        """The part of a search body that makes hits carry what :meth:`candidate` reads."""
        ...

    @property
    def id_field(self) -> str | None:
        """The field with the id; None if the document's ``_id`` follows from it."""
        ...

    def key(self, id: str) -> str:
        """The ``_id`` of the row of this id, where there is no *id_field*."""
        ...

    def query(self, where: Filter) -> Query:
        """The query of a filter."""
        ...

    def candidate(self, hit: Hit, score: float) -> Candidate | Unnamed:
        """The candidate of a hit."""
        ...

    def source(self, layout: Layout, *, vectors: bool) -> Mapping[str, Sequence[str]]:
        """The ``_source`` filter that gives what a row is made of."""
        ...

    def row(self, document: Mapping[str, Any], layout: Layout, *, vectors: bool) -> Row:
        """The row of a document.

        Args:
            document: With its ``_id``, and as ``_source`` what :meth:`source` asked for.
            layout: What the index has.
            vectors: Whether they were asked for.
        """
        ...

    def page(self, after: str | None, limit: int) -> Mapping[str, Any]:
        """The part of a search body that gives one page of a scan: ``sort``, ``size`` and ``search_after``."""
        ...

    def turn(self, after: str | None, limit: int, hits: Sequence[Hit]) -> tuple[Sequence[Hit], str | None]:
        """The hits of a page that were not on the pages before, and the cursor of the next page."""
        ...
