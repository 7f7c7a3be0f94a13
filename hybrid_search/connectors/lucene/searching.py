"""The legs of a search, in one ``_msearch``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.base import Candidate, LegQuery
from hybrid_search.connectors.checks import checked_leg
from hybrid_search.connectors.lucene.answers import listed
from hybrid_search.connectors.lucene.base import LuceneBase
from hybrid_search.connectors.lucene.errors import answer_of, failed
from hybrid_search.connectors.lucene.legs import LegRequest
from hybrid_search.connectors.lucene.reading import Reading
from hybrid_search.connectors.lucene.rows import Unnamed
from hybrid_search.connectors.lucene.schema import Layout
from hybrid_search.connectors.lucene.waits import waits
from hybrid_search.connectors.steps import Call, Operation, Sleep
from hybrid_search.errors import IndexNotFound, InvalidQuery
from hybrid_search.types import SparseVector

MAX_CANDIDATES = 10_000
"""``index.max_result_window``, and the most that a search of neighbours returns."""


class Searching(Reading, LuceneBase):
    """The operation *search*."""

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        layout = yield from self.layout()
        try:
            requests = [self.request(query, layout) for query in queries]
        except InvalidQuery:
            self.doubt()
            raise
        sent = [(query, request) for query, request in zip(queries, requests, strict=True) if request is not None]
        answers = yield from self._msearch(layout, [self._body(query, request) for query, request in sent])
        found = [
            self._candidates(query, request, listed(answer, "hits", "hits", place=self.place))
            for (query, request), answer in zip(sent, answers, strict=True)
        ]
        legs = iter((yield from self._named(layout, found)))
        return [[] if request is None else next(legs) for request in requests]

    def request(self, query: LegQuery, layout: Layout) -> LegRequest | None:
        """What a leg asks; None for an empty sparse query, which finds nothing.

        Raises:
            InvalidQuery: for a vector that is not one of the leg's field, or too many candidates.
        """
        vector = checked_leg(query, layout.spec)
        if query.limit > MAX_CANDIDATES:
            raise InvalidQuery(f"{query.limit:,} candidates: {self.product} returns at most {MAX_CANDIDATES:,}")
        where = None if query.where is None else self.rows.query(query.where)
        if isinstance(vector, SparseVector):
            assert layout.sparse is not None
            return self.sparse_leg(layout.sparse, vector, query.limit, where) if vector else None
        assert layout.dense is not None
        return self.dense_leg(layout.dense, vector, query.limit, where)

    def _body(self, query: LegQuery, request: LegRequest) -> Mapping[str, Any]:
        return {**request.body, "size": query.limit, "track_total_hits": False, **self.rows.hit}

    def _msearch(self, layout: Layout, bodies: Sequence[Mapping[str, Any]]) -> Operation[Sequence[Mapping[str, Any]]]:
        """The answers, none of them an error; the server says 200 whatever becomes of the single searches."""
        if not bodies:
            return []
        header = {"index": layout.generation.rows.name, "allow_partial_search_results": False}
        lines = [line for body in bodies for line in (header, body)]
        for pause in waits():
            answer = yield Call("msearch", {"body": lines})
            responses = listed(answer, "responses", place=self.place, number=len(bodies))
            failures = [failed(answer_of(one["status"], one), self.place) for one in responses if "error" in one]
            if not failures:
                return responses
            final = next((one for one in failures if not one.retryable), None)
            if final is not None or pause is None:
                error = (final or failures[0]).error
                if isinstance(error, IndexNotFound):
                    self.gone(layout)
                else:
                    self.doubt()
                raise error
            yield Sleep(pause)
        raise AssertionError("the last wait is None")

    def _candidates(
        self, query: LegQuery, request: LegRequest, hits: Sequence[Mapping[str, Any]]
    ) -> list[Candidate | Unnamed]:
        scored = ((hit, request.score(hit["_score"])) for hit in hits)
        return [self.rows.candidate(hit, score) for hit, score in scored if query.leg == "dense" or score > 0]

    def _named(self, layout: Layout, legs: Sequence[Sequence[Candidate | Unnamed]]) -> Operation[list[list[Candidate]]]:
        """The legs, with ids and parents that are too long to come with a hit read from their documents."""
        keys = dict.fromkeys(one.key for leg in legs for one in leg if isinstance(one, Unnamed))
        sources: dict[str, Mapping[str, str]] = {}
        if keys:
            docs = [{"_id": key, "_source": ("id", "parent")} for key in keys]
            sources = {one["_id"]: one["_source"] for one in (yield from self.present(layout, docs))}
        return [[named for one in leg if (named := _with_names(one, sources)) is not None] for leg in legs]


def _with_names(one: Candidate | Unnamed, sources: Mapping[str, Mapping[str, str]]) -> Candidate | None:
    if isinstance(one, Candidate):
        return one
    source = sources.get(one.key)  # none if it was deleted meanwhile
    return None if source is None else Candidate(source["id"], one.score, source["parent"])
