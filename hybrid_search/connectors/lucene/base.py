"""What the operations share: names, the layout of the index, and what a product supplies."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from hybrid_search.connectors.access import Access, check_access
from hybrid_search.connectors.base import Capabilities, Failure
from hybrid_search.connectors.lucene.answers import described
from hybrid_search.connectors.lucene.attached import AttachedRows, attached_layout
from hybrid_search.connectors.lucene.errors import Place, foreign
from hybrid_search.connectors.lucene.legs import DenseField, LegRequest, Query, SparseField
from hybrid_search.connectors.lucene.names import names_of
from hybrid_search.connectors.lucene.own import OwnRows
from hybrid_search.connectors.lucene.rows import Rows
from hybrid_search.connectors.lucene.schema import DENSE, SPARSE, Layout, Schema, is_ours
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
        self._layout: Layout | None = None
        self._discovered = False
        self._unsettled = Unsettled()

    @property
    def attached(self) -> bool:
        """Whether this is a foreign index, opened read-only by its fields."""
        return self.fields is not None

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

    def failure(self, error: Exception, call: Call) -> Failure | None:  # noqa: ARG002  # the protocol's shape
        """The client's exception in the library's terms; a final one forgets the layout.

        Another writer may have made the index anew, for other vectors.
        """
        failure = self.reported(error)
        if failure is not None and not failure.retryable:
            self._layout = None
        return failure

    def layout(self, *, fresh: bool = False) -> Operation[Layout]:
        """What the index has, read once.

        Args:
            fresh: Whether it is read again in any case.

        Raises:
            IndexNotFound: if there is no index.
            NotAnIndex: if something else made the index of this name, and it was opened without ``fields=``.
        """
        found = None if fresh else self._layout
        if found is None:
            answer = yield Call("indices.get_mapping", {"index": self.names.alias})
            yield from self.discovered()
            self._layout = found = self._read(
                [one["mappings"] for one in described(answer, "mappings", place=self.place).values()]
            )
        return found

    def _read(self, mappings: Sequence[Mapping[str, Any]]) -> Layout:
        if self.fields is not None and not mappings:
            raise IndexNotFound(f"{self.url}: there is no such index")
        if self.fields is not None:
            return attached_layout(mappings, self.fields, self.schema)
        if len(mappings) != 1 or not is_ours(mappings[0]):
            raise NotAnIndex(foreign(self.place))
        properties = mappings[0]["properties"]
        return Layout(
            dense=self.schema.dense_field(DENSE, properties[DENSE]) if DENSE in properties else None,
            sparse=self.schema.sparse_field(SPARSE, properties[SPARSE]) if SPARSE in properties else None,
        )

    def writable(self) -> None:
        """Raises Unsupported for an attached index."""
        if self.attached:
            raise Unsupported(f"{self.url} was opened read-only by fields=…; open it without to write an index of ours")

    def settle(self) -> Operation[None]:
        """Refresh the index, if anything was written since the last time."""
        if self.attached or (mark := self._unsettled.begin()) is None:
            return
        yield Call("indices.refresh", {"index": self.names.alias})
        self._unsettled.done(mark)

    def close(self) -> Operation[None]:
        """Close the client, unless it is the caller's."""
        if self._access.client is None:
            yield Call("close")


class Unsettled:
    """Which writes of this connector no refresh has followed yet. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._written = 0
        self._settled = 0

    def wrote(self) -> None:
        """A write was answered."""
        with self._lock:
            self._written += 1

    def begin(self) -> int | None:
        """The number of the last write, for :meth:`done`; None if every write is settled.

        A refresh that another thread began may have begun before this thread's write, so it does not count here.
        """
        with self._lock:
            return self._written if self._written > self._settled else None

    def done(self, mark: int) -> None:
        """A refresh that began after write number *mark* is through."""
        with self._lock:
            self._settled = max(self._settled, mark)
