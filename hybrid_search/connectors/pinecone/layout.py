"""Where everything is: physical indexes, namespaces, and the tags by which an index is known to be ours.

By default an index NAME is a pair::

    NAME-dense    cosine   NAMESPACE             one record a row: its dense vector, and what filters read
    NAME-sparse   sparse   NAMESPACE             one record a row that has weights: its sparse vector, and the same
                           NAMESPACE--rows       the row itself: text, metadata, hash, and what filters read
                           NAMESPACE--records    named records, in pieces

Pinecone has no write to two places at once, so the row itself is written last and deleted first: *fetch*, *hashes*,
*scan*, *count* and *delete* read nothing but ``--rows``. A process that dies in between leaves vectors without a row,
which no caller ever sees (the index drops a candidate that *fetch* does not find), or new vectors beside an old row,
whose hash then says that it has to be written again. Deleting again deletes what was left, whether or not there is a
row.

Rows have a place of their own for three reasons. A leg can then bring the ids and parents of 100 candidates without
their texts, which Pinecone cannot leave out of the metadata (4 MB an answer at most). Hashes are read without the dense
vectors beside them. And an index with one field only, or a row without weights, needs no special case.

That ``--records`` is there is what makes an index exist: a namespace is created by a request that only one of several
creators wins, so a crash while the physical indexes are made leaves nothing that blocks the next. It is deleted first.

That is generation 1. Generation 2 is the same in ``NAMESPACE--g000002``, ``NAMESPACE--g000002--rows`` and
``NAMESPACE--g000002--records`` of the same physical indexes, and is there if its ``--records`` is. Which one is live
says a record in the ``--records`` of generation 1 (:mod:`.pointer`), which stays until the whole index is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.generations import digits, number_of
from hybrid_search.errors import NotAnIndex, Unsupported

Role = Literal["dense", "sparse", "single", "foreign"]
"""Name of a physical index in calls: ``dense.query``."""

ROWS = "--rows"
RECORDS = "--records"
GENERATION = "--g"

_DIMS = "hybrid-search-dims"
_SPARSE = "hybrid-search-sparse"


@dataclass(frozen=True, slots=True)
class Place:
    """One namespace of one physical index."""

    role: Role
    namespace: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of an index.

    Attributes:
        name: Of the index, as in the URL.
        namespace: Of its rows; empty is Pinecone's default one.
        single: Whether there is one dotproduct index in place of the pair.
        number: Of the generation.
    """

    name: str
    namespace: str
    single: bool
    number: int = 1

    @property
    def home(self) -> Role:
        """The physical index with rows and records; its tags hold what the index was created for."""
        return "single" if self.single else "sparse"

    @property
    def rows(self) -> Place:
        """The rows themselves."""
        return Place(self.home, self.vectors + ROWS)

    @property
    def records(self) -> Place:
        """Named records."""
        return Place(self.home, self.vectors + RECORDS)

    @property
    def pointer(self) -> Place:
        """Where it is written which generation is live."""
        return Place(self.home, self.namespace + RECORDS)

    @property
    def vectors(self) -> str:
        """The namespace of the generation's vectors, with which the names of its others begin."""
        return self.namespace if self.number == 1 else f"{self.namespace}{GENERATION}{digits(self.number)}"

    def owner(self, namespace: str) -> int | None:
        """The generation from 2 on that a namespace belongs to; None for any other namespace."""
        start = self.namespace + GENERATION
        name = namespace.removesuffix(ROWS).removesuffix(RECORDS)
        return number_of(name.removeprefix(start)) if name.startswith(start) else None

    @property
    def dense(self) -> Place:
        """The dense vectors."""
        return Place("single" if self.single else "dense", self.vectors)

    @property
    def sparse(self) -> Place:
        """The sparse vectors."""
        return Place(self.home, self.vectors)

    def legs(self, spec: IndexSpec) -> tuple[Place, ...]:
        """The places with vectors to search."""
        found = [self.dense] if spec.dims is not None else []
        if spec.sparse:
            found.append(self.sparse)
        return tuple(dict.fromkeys(found))

    def indexes(self) -> dict[Role, str]:
        """Role to name of each physical index that there can be; the one with rows last."""
        if self.single:
            return {"single": self.name}
        return {"dense": f"{self.name}-dense", "sparse": f"{self.name}-sparse"}

    def schemas(self, spec: IndexSpec) -> dict[Role, dict[str, Any]]:
        """Role to the schema of each physical index that *spec* needs; the one with rows last.

        Raises:
            Unsupported: if one index cannot hold it.
        """
        sparse = {"_sparse_values": {"type": "sparse_vector"}}
        if self.single:
            if spec.dims is None:
                raise Unsupported(
                    f"{self.name}: layout=single is a dense index that also holds sparse vectors, and the "
                    "encoder makes no dense ones; leave layout= out"
                )
            return {"single": _schema(_dense(spec.dims, "dotproduct") | (sparse if spec.sparse else {}))}
        found: dict[Role, dict[str, Any]] = {}
        if spec.dims is not None:
            found["dense"] = _schema(_dense(spec.dims, "cosine"))
        found["sparse"] = _schema(sparse)
        return found


def to_tags(spec: IndexSpec) -> dict[str, str]:
    """The tags of the physical index with the rows."""
    return {_DIMS: "none" if spec.dims is None else str(spec.dims), _SPARSE: "yes" if spec.sparse else "no"}


def from_tags(tags: Mapping[str, str] | None, url: str) -> IndexSpec:
    """What the index was created for.

    Raises:
        NotAnIndex: if the tags are not ours.
    """
    dims, sparse = (tags or {}).get(_DIMS, ""), (tags or {}).get(_SPARSE, "")
    if not (dims == "none" or dims.isdigit()) or sparse not in ("yes", "no"):
        raise NotAnIndex(
            f"{url}: this Pinecone index was not made by this library, or its tags {_DIMS} and {_SPARSE} were changed; "
            "take another name, or open it read-only with fields="
        )
    return IndexSpec(dims=None if dims == "none" else int(dims), sparse=sparse == "yes")


def _schema(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"fields": dict(fields)}


def _dense(dims: int, metric: str) -> dict[str, Any]:
    return {"_values": {"type": "dense_vector", "dimension": dims, "metric": metric}}
