"""The contract of a connector: one backend's native sparse and dense fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.filters import Filter
from hybrid_search.types import DenseVector, FailedDocument, LegKind, LegName, Native, SparseVector
from hybrid_search.types.metadata import Scalar, flatten

Verified = Literal["real server", "engine", "local mode", "stub", "in process", "documentation"]
"""On a server; on its engine in this process; on its client's imitation of it; on a server of the tests; in this
process, where there is nothing else; or only by what the vendor says."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a backend can do, as data; the table in the docs is made of it.

    Attributes:
        backend: The name shown to people.
        verified: How the claims were verified.
        verified_otherwise: Names of attributes here, and how their claims were verified where that differs.
        native_fusion: Kinds of fusion that the backend itself can run: "rrf", "dbsf", "linear".
        one_round_trip: Whether both legs travel in one request.
        exact_dense: Whether dense search is exact at every size.
        read_after_write: Whether an acknowledged write is found by the next search even before ``settle``.
        persistent: Whether the data outlive the process.
        max_dims: The backend's own limit on the dimensions of a dense vector; None for none.
        max_document_nonzeros: The backend's own limit; None for none.
        filter_operators: Node names of the filters that it can express.
        attach: Whether a foreign index can be opened read-only by its fields.
        other_vectors: Whether a generation may have other dimensions and fields than the live one.
    """

    backend: str
    verified: Verified
    verified_otherwise: Mapping[str, Verified] = field(default_factory=lambda: MappingProxyType({}))
    native_fusion: tuple[str, ...] = ()
    one_round_trip: bool = True
    exact_dense: bool = False
    read_after_write: bool = True
    persistent: bool = True
    max_dims: int | None = None
    max_document_nonzeros: int | None = None
    filter_operators: tuple[str, ...] = ("eq", "lt", "lte", "gt", "gte", "in", "exists", "and", "or", "not")
    attach: bool = False
    other_vectors: bool = True

    def verified_by(self, claim: str) -> Verified:
        """How the claim of this attribute was verified."""
        return self.verified_otherwise.get(claim, self.verified)


@dataclass(frozen=True, slots=True)
class IndexSpec:
    """What an index is created for.

    Attributes:
        dims: Dimensions of the dense field; None for an index without one.
        sparse: Whether there is a sparse field.
    """

    dims: int | None
    sparse: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One stored record: a document, or a chunk of one.

    Attributes:
        id: The document's id, or the chunk's.
        parent: Id of the document that it belongs to; *id* itself where the document was not chunked.
        ordinal: Position among the document's chunks, from 0.
        hash: Hash of content and encoder, by which unchanged documents are known.
        sparse: Weights already rounded to 9 significant bits; None where the index has no sparse field.
        dense: float32[dims] at unit length; None where the index has no dense field.
    """

    id: str
    text: str
    metadata: Mapping[str, Any]
    parent: str
    ordinal: int
    hash: str
    sparse: SparseVector | None = None
    dense: DenseVector | None = None

    def values(self) -> dict[str, tuple[Scalar, ...]]:
        """What filters see: the metadata's paths and the reserved ``_hs.parent``, ``_hs.ordinal``, ``_hs.hash``."""
        reserved: dict[str, tuple[Scalar, ...]] = {
            "_hs.parent": (self.parent,),
            "_hs.ordinal": (self.ordinal,),
            "_hs.hash": (self.hash,),
        }
        return dict(flatten(self.metadata)) | reserved


@dataclass(frozen=True, slots=True)
class LegQuery:
    """One leg of a search.

    Attributes:
        leg: Which field.
        vector: A SparseVector for "sparse"; float32[dims] at unit length for "dense".
        limit: How many candidates at most.
        where: Only rows that match.
    """

    leg: LegName
    vector: SparseVector | DenseVector
    limit: int
    where: Filter | None = None

    @property
    def kind(self) -> LegKind:
        """The kind of score that the leg returns."""
        return "dot" if self.leg == "sparse" else "cosine"


class Candidate(NamedTuple):  # a tuple: hundreds are made for every search
    """One row found by a leg.

    Attributes:
        score: The dot product for "sparse" (greater than 0), the cosine in [-1, 1] for "dense".
    """

    id: str
    score: float
    parent: str


@dataclass(frozen=True, slots=True)
class NativeRanking:
    """What the backend's own fusion returned.

    Attributes:
        candidates: Best first by the fused score.
        formula: The formula that ran, with its parameters: "rrf: sum of 1 / (60 + rank)".
    """

    candidates: Sequence[Candidate]
    formula: str


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What an upsert did.

    Attributes:
        written: Rows acknowledged: stored for good, and found by searches after ``settle`` at the latest.
        failed: Rows that were refused, each with the reason.
    """

    written: int = 0
    failed: tuple[FailedDocument, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Failure:
    """A client's exception in the library's terms.

    Attributes:
        error: What is raised once it is final; the drivers chain the client's exception to it.
        retryable: Whether trying again can help.
        sent: Whether the request may have taken effect; if so, only idempotent calls are tried again.
        retry_after_s: Seconds that the backend asked to wait; None if it did not say.
    """

    error: Exception
    retryable: bool = False
    sent: bool = True
    retry_after_s: float | None = None


class Connector(Protocol):
    """One index of one backend, as operations without I/O; a driver runs them on the client.

    Every operation on an index that does not exist raises IndexNotFound, but *exists*, *create*, *drop*, *generations*
    and *resolve*.

    Behind the name of an index are its generations, numbered from 1: each has rows and records of its own, and one of
    them is live. A connector looks the name up once, and all its operations then use that generation, also when another
    one becomes live: so an open reader never sees the vectors of two encoders mixed. When its generation is gone, one
    operation raises IndexNotFound, and the next one looks the name up again.
    """

    @property
    def url(self) -> str:
        """Where the index is, with any password masked."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this backend can do."""
        ...

    @property
    def local(self) -> bool:
        """Whether the client is in this process and synchronous; the async driver then runs it on one worker thread."""
        ...

    @property
    def attached(self) -> bool:
        """Whether this is a foreign index, opened read-only by its fields: no stamp, no records, no writing."""
        ...

    @property
    def pinned(self) -> int | None:
        """The generation that the operations use; None before the name was looked up, and where it has no number."""
        ...

    def connect(self) -> Any:
        """The synchronous client; called once, by the synchronous driver (and by the async one if *local*)."""
        ...

    def connect_async(self) -> Any:
        """The client with the same methods as coroutines; not called if *local*."""
        ...

    def failure(self, error: Exception, call: Call) -> Failure | None:
        """The client's exception in the library's terms; None for one that it does not know, which is raised as is."""
        ...

    def timed(self, call: Call, seconds: float) -> Call:
        """The call with the client's own time-out for it set to at most *seconds*; unchanged where it has none."""
        ...

    def exists(self) -> Operation[bool]:
        """Whether the index is there."""
        ...

    def create(self, spec: IndexSpec) -> Operation[None]:
        """Create the index. Raises IndexExists if it is there, also when another writer was faster."""
        ...

    def drop(self) -> Operation[bool]:
        """Delete the index with its records and all its generations. False if there was none."""
        ...

    def at(self, number: int) -> Connector:
        """The same index at one generation, whether live, unfinished or not there yet.

        Its operations are run by this connector's driver or by one of its own; closing it leaves this one as it is. Its
        *create* makes that generation beside the live one, to which the name goes on pointing (IndexNotFound if there
        is no live one), and its *drop* deletes that generation only (InvalidInput if it is the live one).

        Raises:
            InvalidInput: for a number that is not from 1 to 999,999.
            Unsupported: for a foreign index; *create* for vectors that the backend cannot keep beside the live ones.
        """
        ...

    def resolve(self) -> Operation[int | None]:
        """Look the name up again, and use the generation that is live now.

        Returns:
            What is then *pinned*; None also if there is no index. Where :meth:`at` named a generation it stays, and
            None says that it is not there.
        """
        ...

    def generation(self) -> Operation[int]:
        """The number of the live generation, looked up anew; this connector goes on with its own.

        Raises:
            Unsupported: for a foreign index, and one whose name points to something without a number.
        """
        ...

    def generations(self) -> Operation[list[int]]:
        """The numbers of all generations that are there, unfinished ones too, sorted; none of a foreign index."""
        ...

    def point_to(self, number: int) -> Operation[None]:
        """Make a generation the live one, atomically: for whoever looks the name up from then on.

        The one before stays as the way back.

        Raises:
            IndexNotFound: if there is no such generation.
            Unsupported: for a foreign index.
        """
        ...

    def upsert(self, rows: Sequence[Row]) -> Operation[WriteReport]:
        """Store rows, replacing those of the same id, acknowledged when the operation returns.

        A request that is too large is split, and a row that is refused is reported while the others are stored.
        *fetch* and *hashes* see the rows at once, searches, *count* and *scan* after *settle* at the latest. Of several
        rows with one id the last stays.
        """
        ...

    def settle(self) -> Operation[None]:
        """Return once searches, *count* and *scan* see every write that this connector was acknowledged so far.

        Raises:
            DeadlineExceeded: if the backend did not get that far in time.
        """
        ...

    def delete(self, ids: Sequence[str]) -> Operation[int]:
        """Delete rows by id; returns how many were there. Searches stop finding them after *settle* at the latest."""
        ...

    def delete_where(self, where: Filter) -> Operation[int]:
        """Delete the rows that match, those written before included; returns how many."""
        ...

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> Operation[dict[str, Row]]:
        """The stored rows of these ids; an id that is not there is absent. Vectors only if asked for."""
        ...

    def hashes(self, ids: Sequence[str]) -> Operation[dict[str, str]]:
        """Id to stored hash; an id that is not there is absent."""
        ...

    def scan(self, after: str | None, limit: int, *, vectors: bool = False) -> Operation[tuple[list[Row], str | None]]:
        """One page of all rows, in an order of the backend's own that stays the same.

        Every row comes exactly once if nothing is written meanwhile; a row that is written or deleted between two
        pages may or may not come.

        Args:
            after: None for the first page; then what the page before returned.
            limit: Rows at most, at least 1; a page may hold fewer.
            vectors: Whether the rows come with their vectors.

        Returns:
            The rows, and the cursor of the next page: an opaque string, or None after the last page.
        """
        ...

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        """The candidates of each leg, best first by the backend's own order, in one round trip where it has one.

        Raises:
            InvalidQuery: for a vector that is not one of the leg's field.
            Unsupported: for a filter that the backend cannot express, naming the operator.
        """
        ...

    def native(self, legs: Sequence[LegQuery], fusion: Native, limit: int) -> Operation[NativeRanking]:
        """Both legs of one query, joined by the backend itself.

        Args:
            legs: The sparse and the dense leg; their limits are the candidates that the backend joins.
            fusion: Which of its fusions.
            limit: Rows wanted at most.

        Raises:
            Unsupported: if the backend does not have it, or its licence or version forbids it; the message says which,
                and names the fusion of this library to use in its place.
        """
        ...

    def count(self, where: Filter | None) -> Operation[int]:
        """How many rows match."""
        ...

    def optimize(self) -> Operation[None]:
        """Build or merge what makes searches fast; searches wait or go on, and lose nothing."""
        ...

    def facts(self) -> Operation[Mapping[str, Any]]:
        """What the backend says of the index, for ``stats`` and ``doctor``: JSON values by name."""
        ...

    def put_record(self, key: str, value: bytes) -> Operation[None]:
        """Store a small named record (at most 1 MB), replacing the one of that key, atomically."""
        ...

    def get_record(self, key: str) -> Operation[bytes | None]:
        """The record of that key; None if there is none."""
        ...

    def list_records(self, prefix: str) -> Operation[list[str]]:
        """The keys that start with *prefix*, sorted."""
        ...

    def delete_record(self, key: str) -> Operation[None]:
        """Delete a record; nothing happens if there is none."""
        ...

    def close(self) -> Operation[None]:
        """Release the client, if it is ours; the data stay."""
        ...
