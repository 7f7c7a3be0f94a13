"""What every operation of an index works on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hybrid_search.connectors.base import Connector, IndexSpec
from hybrid_search.encoders import Encoder
from hybrid_search.errors import InvalidInput
from hybrid_search.filters import Filter, all_of
from hybrid_search.index.compared import Compared
from hybrid_search.index.queries import Queries, QueryEncoding
from hybrid_search.index.statistics.known import Known
from hybrid_search.index.statistics.tally import Tally
from hybrid_search.types import LegName, shorten


@dataclass(slots=True)
class Core:
    """A connector and an encoder, and the filter of the view; operations are generators over it.

    Attributes:
        create: Whether a missing index is made by the first ``add`` (None), on open (True), or never (False).
        where: The filter bound by ``view``; None for the whole index.
        stamped: Shared by all views: whether the index is known to exist with a matching stamp.
        compared: Shared by all views: which stamp that was.
        tally: Shared by all views: the statistics of what this index object wrote.
        known: Shared by all views: the statistics of the whole collection, as last read.
        queries: Shared by all views: what encodes queries.
        follows: Whether writes go to the generation that the name points to; else all goes to the connector's own.
    """

    connector: Connector
    encoder: Encoder
    create: bool | None = None
    where: Filter | None = None
    stamped: list[bool] = field(default_factory=lambda: [False])
    compared: Compared = field(default_factory=Compared)
    tally: Tally = field(default_factory=Tally)
    known: Known = field(default_factory=Known)
    queries: Queries = field(default_factory=Queries)
    follows: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.encoder, type) or not callable(getattr(self.encoder, "encode_documents", None)):
            raise InvalidInput(
                f"encoder={shorten(repr(self.encoder))} is not an encoder object; pass for instance HashingEncoder()"
            )
        if not self.legs:
            raise InvalidInput(f"the encoder {self.encoder.name!r} makes neither sparse nor dense vectors")
        if self.create not in (None, True, False):
            raise InvalidInput(f"create={shorten(repr(self.create))} must be None, True or False")

    @property
    def spec(self) -> IndexSpec:
        """What an index for this encoder needs."""
        return IndexSpec(dims=self.encoder.dims, sparse=self.encoder.has_sparse)

    @property
    def legs(self) -> tuple[LegName, ...]:
        """The legs that the encoder can fill."""
        sparse: tuple[LegName, ...] = ("sparse",) if self.encoder.has_sparse else ()
        dense: tuple[LegName, ...] = ("dense",) if self.encoder.dims is not None else ()
        return sparse + dense

    def forget(self) -> None:
        """The index is gone: a new one in its place has another stamp, and no statistics yet."""
        self.stamped[0] = False
        self.tally.restart()
        self.known.restart()

    def encoding(self, queries: QueryEncoding) -> Core:
        """The same index, with queries encoded in another way."""
        return replace(self, queries=Queries(queries))

    def narrowed(self, where: Filter) -> Core:
        """The same index seen through one more filter; it can only get narrower."""
        return replace(self, where=all_of(self.where, where))
