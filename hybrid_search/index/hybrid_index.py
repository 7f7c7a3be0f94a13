"""HybridIndex: the synchronous query API."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack, overload

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.encoders import Encoder
from hybrid_search.errors import IndexClosed
from hybrid_search.filters import Where, parse
from hybrid_search.fusion import Fusion
from hybrid_search.index import doctor, lifecycle, maintain, read, sample, search, write
from hybrid_search.index.core import Core
from hybrid_search.index.default_encoder import default_encoder
from hybrid_search.index.finding import Finding
from hybrid_search.index.grouping import GroupScore
from hybrid_search.index.queries import Queries, QueryEncoding
from hybrid_search.index.request import (
    LegChoice,
    SearchOptions,
    as_ids,
    check_queries,
    check_query,
    check_request,
    parse_view,
)
from hybrid_search.index.statistics.recount import RecountProgress, RecountReport, recount
from hybrid_search.index.statistics.save import save
from hybrid_search.rerank import RerankLike
from hybrid_search.types import AddReport, Document, Native, SearchResults, SparseVector

if TYPE_CHECKING:
    from hybrid_search.ingest.sync import Entries, SyncArguments, SyncReport


class HybridIndex:
    """A hybrid index on the vector database of your choice. Get one with :meth:`open`.

    One object may be shared by several threads. :class:`AsyncHybridIndex` has the same methods as coroutines.
    """

    def __init__(self, core: Core, driver: Driver) -> None:
        self._core = core
        self._driver = driver

    @classmethod
    def open(
        cls,
        url: str | Path,
        encoder: Encoder | None = None,
        *,
        create: bool | None = None,
        client: Any = None,
        api_key: str | None = None,
        ca_certs: str | Path | None = None,
        verify_certs: bool = True,
        timeout_s: float = 30.0,
        deadline_s: float | None = 60.0,
        fields: Fields | None = None,
        queries: QueryEncoding | None = None,
    ) -> Self:
        """Open an index, or make ready to create one.

        Args:
            url: A folder for the embedded store (``"./notes"``), or a URL: ``"memory://notes"``,
                ``"qdrant://HOST:6333/notes"``, ``"elasticsearch+https://HOST:9200/notes"``,
                ``"opensearch+https://HOST:9200/notes"``, ``"pinecone://notes"``. What can be chosen when the index is
                created goes behind ``?``; the documentation of each backend lists it.
            encoder: What turns text into vectors; None is the default one-pass encoder, which needs no download.
            create: None: a missing index is made by the first ``add``. True: it is made now. False: it must exist.
            client: A ready client of the backend, used in place of one of ours; it is not closed by :meth:`close`.
            api_key: Goes before credentials in the URL, and those before the backend's environment variables.
            ca_certs: A file of certificates to verify the server by, in place of the system's.
            verify_certs: False accepts any certificate, so anybody on the way can read and change everything.
            timeout_s: Seconds that one request may take.
            deadline_s: Seconds that a read may wait for the backend in all, retries included, and each request of a
                write; None for no limit.
            fields: The fields of an index that somebody else wrote; it is then opened read-only.
            queries: How queries that come at the same time or again are encoded; None is ``QueryEncoding()``.

        Raises:
            InvalidName: if the URL is malformed or its scheme unknown.
            InvalidInput: for an argument that breaks its rule, or that this backend does not know.
            EncoderMismatch: if the index was built with another encoder.
            IndexNotFound: with ``create=False`` and no index.
            IndexLocked: if another process has the embedded folder open.
            NotAnIndex: if the folder holds something else.
            MissingExtra: if the backend's client is not installed.
        """
        access = Access(client, api_key, ca_certs, verify_certs, timeout_s, deadline_s, fields)
        core = Core(connect(url, access), encoder or default_encoder(), create, queries=Queries(queries))
        driver = Driver(core.connector, RetryPolicy(deadline_s=deadline_s))
        try:
            driver.run(lifecycle.open_index(core))
        except BaseException:
            driver.close()
            raise
        return cls(core, driver)

    @property
    def url(self) -> str:
        """Where the index is, with any password masked."""
        return self._core.connector.url

    @property
    def encoder(self) -> Encoder:
        """What turns text into vectors here."""
        return self._core.encoder

    def add(
        self,
        documents: Iterable[Document],
        *,
        batch_size: int = 64,
        skip_unchanged: bool = True,
        progress: write.Progress | None = None,
        wait: bool = True,
    ) -> AddReport:
        """Encode and store documents; those of an id that exists are replaced.

        Work goes on in batches, each acknowledged by the backend before the next is read, so an interrupted call can
        simply be repeated: what is stored already is not encoded again.

        Args:
            documents: Any iterable, read once; a generator of millions is fine.
            batch_size: Documents that are encoded and stored together.
            skip_unchanged: Whether to leave out documents whose content and encoder are the same as stored.
            progress: Called after each acknowledged batch with the report so far.
            wait: Whether to return only when searches find what was added, on backends that take a while.

        Returns:
            How many were written and unchanged, which failed and why, and what the encoder had to cut off.

        Raises:
            InvalidDocument: for what is not a Document, and for an id that comes twice; a list is refused whole.
            EncoderMismatch: if the index was switched to another encoder; searches of this object go on.
            IndexSwitched: if it was switched during the call; repeat it, with the encoder of the new generation.
        """
        return self._driver.run(
            write.add(
                self._core,
                documents,
                batch_size=batch_size,
                skip_unchanged=skip_unchanged,
                progress=progress,
                wait=wait,
            )
        )

    def sync(self, source: Entries, **arguments: Unpack[SyncArguments]) -> SyncReport:
        """Make the index equal to a source: add what is new, store what changed again, skip what did not.

        The hashes stored in the index are all that it goes by. So it can be killed at any moment, and the next call,
        from any machine, goes on; a second call over the same source encodes nothing and writes nothing.

        Args:
            source: Any iterable of Documents, read once and never held: 16 bytes are kept of each id. A document that
                is invalid, cannot be encoded or comes twice is left out and reported, and the rest goes on.
            arguments: ``chunker``: cuts documents into chunks; None stores them whole. ``delete_missing``: whether to
                delete what the source does not have (False). ``max_delete_share``: how much that may delete at most, as
                a share of the rows that were there before (0.1; 1 allows everything). ``dry_run``: whether to write
                nothing and only report what would be done (False). ``batch_size``: rows that are encoded together at
                most (64); fewer if they are long. ``workers``: processes that encode; 0 is this one. ``patience_s``:
                seconds for which each request is tried again while the backend is down (300; None for no limit).
                ``progress``: called with the report so far, in the caller's thread, after each part of the source and
                when something was stored.

        Returns:
            What was added, changed, unchanged, deleted and left out.

        Raises:
            DeletionRefused: if more would be deleted than allowed; everything else is done then.
            SyncInProgress: if another sync writes to this index.
            WorkerFailed: if a process that encodes died, or could not make the encoder.
            InvalidInput: for an argument that breaks its rule, and an encoder that cannot be sent to ``workers``.
            Exception: what the source raised, with a note on how far it came; nothing is deleted as missing then.
        """
        from hybrid_search.ingest.sync.run import run_sync  # noqa: PLC0415  # ingest stands on index

        return run_sync(self._core, self._driver, source, arguments)

    def delete(self, ids: str | Iterable[str] | None = None, *, where: Where | None = None) -> int:
        """Delete documents by id or by filter, not both; returns how many there were.

        Raises:
            InvalidQuery: if neither or both are given.
            IndexNotFound: if there is no index yet.
            EncoderMismatch, IndexSwitched: as :meth:`add`.
        """
        return self._driver.run(write.delete(self._core, None if ids is None else as_ids(ids), parse(where)))

    @overload
    def get(self, ids: str) -> Document | None: ...  # type: ignore[overload-overlap]  # a str is taken as one id
    @overload
    def get(self, ids: Iterable[str]) -> dict[str, Document]: ...
    def get(self, ids: str | Iterable[str]) -> Document | dict[str, Document] | None:
        """The stored document of an id (None if there is none), or of several as a dict without the missing ones."""
        found = self._driver.run(read.get(self._core, as_ids(ids)), whole=True)
        return found.get(ids) if isinstance(ids, str) else found

    def count(self, where: Where | None = None) -> int:
        """How many documents there are, or match the filter."""
        return self._driver.run(read.count(self._core, where), whole=True)

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        where: Where | None = None,
        legs: LegChoice = "both",
        fusion: Fusion | Native | None = None,
        candidates: int | None = None,
        rerank: RerankLike | None = None,
        depth: int | None = None,
        explain: bool = False,
        group_by: Literal["document"] | None = None,
        group_score: GroupScore | None = None,
    ) -> SearchResults:
        """Search the sparse and the dense field, fuse, optionally rerank.

        Args:
            query: The words or question; not empty. What exceeds the encoder's limit is cut and reported.
            k: Hits wanted, 1 to 10,000.
            where: Only documents that match, in either spelling of filters.
            legs: "both", or one of "sparse" and "dense", which then returns its raw score.
            fusion: How the legs are joined; None is what the encoder recommends. ``Native.rrf()`` and its like ask the
                backend to do it.
            candidates: Hits wanted of each leg before fusion; None is max(100, k).
            rerank: A CrossEncoderReranker, a DenseReranker, another Reranker or VectorReranker, one of these Blended
                with the first stage, or a function of (query, texts) that returns scores.
            depth: How many fused hits the reranker sees at most; None is max(100, k), at most *candidates*.
            explain: Whether hits know which tokens matched.
            group_by: "document": at most one chunk of each document, its best, and k counts documents. More candidates
                are asked for until there are k documents or the legs end; of a native fusion only *candidates*.
            group_score: With *group_by*: "best" is the score of the chunk that is shown; "sum" adds up the scores of
                all chunks of the document among the candidates, in a score of the kind ``sum-rrf`` and the like, and
                ranks by it (a cosine may be below 0, and then lowers the sum). None is "best". A reranker scores the
                chunk that is shown, so with one it only decides which *depth* documents are reranked.

        Raises:
            InvalidQuery, InvalidFilter: naming the argument, the rule and the way out.
            IndexNotFound: if there is no index yet.
        """
        request = check_request(
            self._core,
            k=k,
            where=where,
            legs=legs,
            fusion=fusion,
            candidates=candidates,
            rerank=rerank,
            depth=depth,
            explain=explain,
            group_by=group_by,
            group_score=group_score,
        )
        return self._driver.run(search.search(self._core, [check_query(query)], request), whole=True)[0]

    def search_many(self, queries: Sequence[str], **options: Unpack[SearchOptions]) -> list[SearchResults]:
        """:meth:`search` for several queries, with the same keyword arguments; one result list each, in their order.

        The queries are encoded together and their legs travel together.
        """
        request = check_request(self._core, **options)
        return self._driver.run(search.search(self._core, check_queries(queries), request), whole=True)

    def view(self, where: Where) -> Self:
        """The same index through a filter that no operation can widen: one view per tenant, for instance.

        Search, get, count and delete see only what matches. ``add`` refuses documents that do not match, and ids that
        are taken by documents outside. The view shares the connection: closing either closes both.

        Collection statistics, by which some encoders weigh the words of a query, are those of the whole index and
        shared by all its views. So what one tenant adds can change the order of another's hits and the factors in their
        explanations, which tell how frequent a word is in the whole index. Where that is too much, use an index each.
        """
        return type(self)(self._core.narrowed(parse_view(where)), self._driver)

    def with_queries(self, queries: QueryEncoding) -> Self:
        """The same index, with queries encoded in another way: without the cache, for instance, where time is measured.

        It shares the connection, as a view does, and has a cache of its own.
        """
        return type(self)(self._core.encoding(queries), self._driver)

    def stats(self) -> read.IndexStats:
        """Counts, encoder, fields, and what the backend says of the index."""
        return self._driver.run(read.stats(self._core))

    def sample_vectors(self, size: int = 1_000) -> list[SparseVector]:
        """Stored sparse vectors, to look at: those of the first *size* documents in the backend's own order.

        That order is no random one. Empty without a sparse field.

        Raises:
            InvalidQuery: for a size below 1.
            IndexNotFound: if there is no index yet.
        """
        return self._driver.run(sample.sample_vectors(self._core, size))

    def doctor(self) -> list[Finding]:
        """Every misconfiguration that can be seen from here, each with its fix; empty if there is none."""
        return self._driver.run(doctor.examine(self._core))

    def recount(self, *, progress: RecountProgress | None = None) -> RecountReport:
        """Count the collection statistics again from what is stored, and leave one record in place of all others.

        Worth while after many deletions, when :meth:`doctor` says so, or to bring in documents that were added without
        statistics. It reads every stored sparse vector; searches and additions go on meanwhile.

        Args:
            progress: Called after each page of documents with the report so far.

        Raises:
            Unsupported: through a view, and with an encoder that does not use the statistics.
            IndexNotFound: if there is no index yet.
            BackendError: if the new record cannot be stored; the old ones are then still there.
        """
        return self._driver.run(recount(self._core, progress))

    def optimize(self) -> None:
        """Build what makes searches fast (for the embedded store: its HNSW graph); searches wait, and lose nothing."""
        self._driver.run(maintain.optimize(self._core))

    def drop(self) -> bool:
        """Delete the index and its documents; False if there was none. Not possible through a view."""
        return self._driver.run(maintain.drop(self._core))

    def close(self) -> None:
        """Release the connection, or an embedded index's folder; documents stay. Closing twice is harmless.

        The statistics of what was added are stored before, if they are not yet.
        """
        try:
            if self._core.tally.unsaved:
                with suppress(IndexClosed):  # closed already, or by another thread just now
                    self._driver.run(save(self._core))
        finally:
            self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r}, encoder={self.encoder.name!r})"
