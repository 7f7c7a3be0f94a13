"""What the operations share: names, the layout of the index, and what a product supplies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, ClassVar, Self

from hybrid_search.connectors.access import Access, check_access
from hybrid_search.connectors.base import Capabilities, Failure
from hybrid_search.connectors.generations import checked, not_there, of_a_foreign_index
from hybrid_search.connectors.lucene.answers import described
from hybrid_search.connectors.lucene.attached import AttachedRows, attached_layout
from hybrid_search.connectors.lucene.errors import Place, foreign
from hybrid_search.connectors.lucene.legs import DenseField, LegRequest, Query, SparseField
from hybrid_search.connectors.lucene.names import names_of
from hybrid_search.connectors.lucene.own import OwnRows
from hybrid_search.connectors.lucene.rows import Rows
from hybrid_search.connectors.lucene.schema import DENSE, SPARSE, Layout, Schema, is_ours
from hybrid_search.connectors.lucene.unsettled import Unsettled
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.url import Target
from hybrid_search.errors import IndexNotFound, NotAnIndex, Unsupported
from hybrid_search.types import DenseVector, SparseVector


class LuceneBase(ABC):
    """State and hooks of a connector.

    Args:
        target: The parsed URL.
        access: How the server is reached; with *fields* the index is a foreign one, and only read.
        schema: The product's vector fields.
    """

    product: ClassVar[str]
    credentials: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    local = False

    def __init__(self, target: Target, access: Access, schema: Schema) -> None:
        check_access(access, target)
        self.url = str(target)
        self.schema = schema
        self._target = target
        self._access = access
        self.place = Place(self.url, self.product, self.credentials)
        self.names = names_of(target.name, attached=access.fields is not None)
        self.fields = access.fields
        self.rows: Rows = OwnRows() if access.fields is None else AttachedRows(self.url, access.fields)
        self.number: int | None = None
        self._pinned: int | None = None
        self._layouts: dict[int | None, Layout] = {}  # one for all that at() makes: an error says not whose it was
        self._discovered = False
        self._unsettled = Unsettled()

    @property
    def attached(self) -> bool:
        """Whether this is a foreign index, opened read-only by its fields."""
        return self.fields is not None

    @property
    def pinned(self) -> int | None:
        """The generation that requests name; None before the name was looked up, and where it has no number."""
        return self._pinned if self.number is None else self.number

    def at(self, number: int) -> Self:
        """The same index at one generation, by the same client."""
        if self.attached:
            raise of_a_foreign_index(self.url)
        one = copy(self)
        one.number, one._pinned = checked(number, self.url), None
        one._unsettled = Unsettled()
        return one

    @abstractmethod
    def dense_leg(self, field: DenseField, vector: DenseVector, limit: int, where: Query | None) -> LegRequest:
        """The search of the *limit* nearest documents, among those that *where* matches."""

    @abstractmethod
    def sparse_leg(self, field: SparseField, vector: SparseVector, limit: int, where: Query | None) -> LegRequest:
        """The search by dot product with a vector that is not empty, among the documents that *where* matches."""

    @abstractmethod
    def reported(self, error: Exception) -> Failure | None:
        """The client's exception as one of the failures of ``lucene.errors``; None for an unknown one."""

    def vectors_source(self, source: Mapping[str, Sequence[str]]) -> Mapping[str, Any]:
        """The ``_source`` of a search that returns vectors, from one that names them under ``includes``."""
        return source

    def discover(self) -> Operation[None]:
        """Learn what the server is and has; run once, by the first operation."""
        yield from ()

    def discovered(self) -> Operation[None]:
        """Run *discover*, unless it was run before."""
        if not self._discovered:
            yield from self.discover()
            self._discovered = True

    def failure(self, error: Exception, call: Call) -> Failure | None:
        """The client's exception in the library's terms; a final one forgets what is known of the index."""
        failure = self.reported(error)
        if failure is not None and not failure.retryable:
            self.doubt()
            if isinstance(failure.error, IndexNotFound):
                self._lost(call.arguments.get("index"))
        return failure

    def doubt(self) -> None:
        """Read anew what the index has: another writer may have made it again, for other vectors."""
        self._layouts.clear()

    def gone(self, layout: Layout) -> None:
        """The generation of this layout is not there any more; the next operation looks the name up again."""
        self.doubt()
        self._lost(layout.generation.rows.name)

    def _lost(self, index: object) -> None:
        if self._pinned is not None:
            rows = self.names.generation(self._pinned).rows
            if index in (rows.name, rows.writes):
                self._pinned = None

    def layout(self, *, fresh: bool = False) -> Operation[Layout]:
        """What the generation has that is used, read once; the first time this looks up which one that is.

        Args:
            fresh: Whether it is read again in any case.

        Raises:
            IndexNotFound: if there is no index, or that generation is gone.
            NotAnIndex: if something else made the index of this name, and it was opened without ``fields=``.
        """
        if fresh:
            self.doubt()
        number = self.pinned
        found = self._layouts.get(number)
        if found is None:
            index = self.names.alias if number is None else self.names.generation(number).rows.name
            try:
                answer = yield Call("indices.get_mapping", {"index": index})
            except IndexNotFound:
                self._lost(index)
                if self.number is not None:
                    raise not_there(self.number, self.url) from None
                raise
            yield from self.discovered()
            found = self._read(described(answer, "mappings", place=self.place), number)
            if number is None:
                self._pinned = found.generation.number
            self._layouts[found.generation.number] = found
        return found

    def _read(self, indexes: Mapping[str, Mapping[str, Any]], number: int | None) -> Layout:
        mappings = [one["mappings"] for one in indexes.values()]
        if self.fields is not None and not mappings:
            raise IndexNotFound(f"{self.url}: there is no such index")
        if self.fields is not None:
            return attached_layout(mappings, self.fields, self.schema, self.names)
        if len(mappings) != 1 or not is_ours(mappings[0]):
            raise NotAnIndex(foreign(self.place))
        number = number or self.names.number(next(iter(indexes)))
        properties = mappings[0]["properties"]
        return Layout(
            dense=self.schema.dense_field(DENSE, properties[DENSE]) if DENSE in properties else None,
            sparse=self.schema.sparse_field(SPARSE, properties[SPARSE]) if SPARSE in properties else None,
            generation=self.names.unnumbered() if number is None else self.names.generation(number),
        )

    def writable(self) -> None:
        """Raises Unsupported for an attached index."""
        if self.attached:
            raise Unsupported(f"{self.url} was opened read-only by fields=…; open it without to write an index of ours")

    def settle(self) -> Operation[None]:
        """Refresh the index, if anything was written since the last time."""
        if self.attached or (mark := self._unsettled.begin()) is None:
            return
        layout = yield from self.layout()
        yield Call("indices.refresh", {"index": layout.generation.rows.name})
        self._unsettled.done(mark)

    def close(self) -> Operation[None]:
        """Close the client, unless it is the caller's."""
        if self._access.client is None:
            yield Call("close")
