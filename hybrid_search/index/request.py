"""The arguments of a search, checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import index
from typing import Literal, SupportsIndex, TypedDict

from hybrid_search.errors import InvalidFilter, InvalidQuery
from hybrid_search.filters import Filter, Where, all_of, parse
from hybrid_search.fusion import Fusion, from_spec
from hybrid_search.index.core import Core
from hybrid_search.index.grouping import GroupScore
from hybrid_search.rerank import AnyReranker, RerankLike, as_reranker, needs_vectors
from hybrid_search.types import LegName, Native, check_id, shorten
from hybrid_search.types.metadata import number_text

MAX_CANDIDATES = 10_000
_DEFAULT_CANDIDATES = 100

LegChoice = Literal["both", "sparse", "dense"]


@dataclass(frozen=True, slots=True)
class Request:
    """A checked search.

    Attributes:
        k: Hits wanted.
        where: The caller's filter and the view's, joined.
        legs: The fields to search.
        fusion: None for a single leg.
        candidates: Hits wanted of each leg.
        reranker: None for none.
        depth: How many of the fused hits the reranker sees.
        explain: Whether to fetch vectors and decode the tokens that matched.
        group: How documents are scored, if k counts them; None if it counts chunks.
    """

    k: int
    where: Filter | None
    legs: tuple[LegName, ...]
    fusion: Fusion | Native | None
    candidates: int
    reranker: AnyReranker | None
    depth: int
    explain: bool
    group: GroupScore | None

    @property
    def wanted(self) -> int:
        """Fused hits that are fetched."""
        return self.k if self.reranker is None else self.depth

    @property
    def vectors(self) -> bool:
        """Whether the reranker scores the stored dense vectors."""
        return self.reranker is not None and needs_vectors(self.reranker)


class SearchOptions(TypedDict, total=False):
    """The keyword arguments of ``HybridIndex.search``, which describes them."""

    k: int
    where: Where | None
    legs: LegChoice
    fusion: Fusion | Native | None
    candidates: int | None
    rerank: RerankLike | None
    depth: int | None
    explain: bool
    group_by: Literal["document"] | None
    group_score: GroupScore | None


def check_request(
    core: Core,
    *,
    k: int = 10,
    where: Where | None = None,
    legs: LegChoice = "both",
    fusion: Fusion | Native | None = None,
    candidates: int | None = None,
    rerank: RerankLike | None = None,
    depth: int | None = None,
    explain: bool = False,
    group_by: Literal["document"] | None = None,
    group_score: GroupScore | None = None,
) -> Request:
    """Check the arguments of ``search`` and fill in the defaults.

    Raises:
        InvalidQuery: naming the argument, the rule and the way out.
    """
    k = _whole("k", k)
    candidates = max(_DEFAULT_CANDIDATES, k) if candidates is None else _whole("candidates", candidates)
    if candidates < k:
        raise InvalidQuery(f"candidates={candidates} is below k={k}; each leg must return at least k candidates")
    chosen = _legs(core, legs)
    depth = min(max(k, _DEFAULT_CANDIDATES), candidates) if depth is None else _whole("depth", depth)
    if depth < k:
        raise InvalidQuery(
            f"depth={depth} is below k={k}; hits that were not reranked are never mixed in, so raise depth"
        )
    return Request(
        k=k,
        where=all_of(core.where, parse(where)),
        legs=chosen,
        fusion=_fusion(core, fusion, chosen),
        candidates=candidates,
        reranker=_reranker(core, rerank),
        depth=depth,
        explain=explain,
        group=_group(group_by, group_score),
    )


def check_query(query: object) -> str:
    """Check a query text.

    Raises:
        InvalidQuery: if it is not a string or has nothing but white space.
    """
    if not isinstance(query, str):
        raise InvalidQuery(f"the query is {type(query).__name__} {shorten(repr(query))}; it must be a string")
    if not query.strip():
        raise InvalidQuery("the query is empty; pass the words to search for (to list documents, use get or count)")
    return query


def check_queries(queries: Sequence[str]) -> list[str]:
    """Check the queries of ``search_many``.

    Raises:
        InvalidQuery: for a single string, whose letters would be searched one by one, and as :func:`check_query`.
    """
    if isinstance(queries, str):
        raise InvalidQuery(
            f"search_many takes a list of queries, not the string {shorten(queries)!r}; use search for one"
        )
    return [check_query(query) for query in queries]


def as_ids(ids: str | Iterable[str]) -> list[str]:
    """One id or several as a list without repetitions.

    Raises:
        InvalidQuery: if it is neither.
        InvalidDocument: for an id that no document can have.
    """
    if not isinstance(ids, Iterable):
        raise InvalidQuery(f"ids is {type(ids).__name__} {shorten(repr(ids))}; it must be an id or a list of ids")
    found = [ids] if isinstance(ids, str) else list(ids)
    for id in found:
        check_id(id)
    return list(dict.fromkeys(found))


def parse_view(where: Where) -> Filter:
    """The filter of a view.

    Raises:
        InvalidFilter: for None: a view of everything is a mistake where it was meant to hold a tenant's documents.
    """
    parsed = parse(where)
    if parsed is None:
        raise InvalidFilter("view(where=None) would see everything; pass a filter, or use the index itself")
    return parsed


def _whole(name: str, value: object) -> int:
    if not isinstance(value, SupportsIndex) or isinstance(value, bool):  # NumPy's whole numbers are welcome
        raise InvalidQuery(f"{name}={value!r} must be a whole number")
    number = index(value)
    if number < 1 or number > MAX_CANDIDATES:
        raise InvalidQuery(f"{name}={number_text(number)} must lie between 1 and {MAX_CANDIDATES:,}")
    return number


def _legs(core: Core, legs: LegChoice) -> tuple[LegName, ...]:
    if legs == "both":
        return core.legs
    if legs not in ("sparse", "dense"):
        raise InvalidQuery(f"legs={legs!r} is not known; use 'both', 'sparse' or 'dense'")
    if legs not in core.legs:
        raise InvalidQuery(
            f"legs={legs!r}: the encoder {core.encoder.name!r} makes only {' and '.join(core.legs)} vectors"
        )
    return (legs,)


def _fusion(core: Core, fusion: Fusion | Native | None, legs: tuple[LegName, ...]) -> Fusion | Native | None:
    if len(legs) == 1:
        if fusion is not None:
            raise InvalidQuery(
                f"fusion={fusion} was given for the single leg {legs[0]!r}, which has nothing to be fused with; "
                "leave fusion out, or search both legs"
            )
        return None
    if fusion is None:
        return from_spec(core.encoder.recommended_fusion)
    if isinstance(fusion, Native):
        return fusion
    if not isinstance(fusion, Fusion) or isinstance(fusion, type):
        raise InvalidQuery(f"fusion={shorten(repr(fusion))} is not a fusion object; pass for instance RRF(k=60)")
    return fusion


def _group(by: Literal["document"] | None, score: GroupScore | None) -> GroupScore | None:
    if by not in (None, "document"):
        raise InvalidQuery(f"group_by={shorten(repr(by))} is not known; use 'document' or None")
    if score not in (None, "best", "sum"):
        raise InvalidQuery(f"group_score={shorten(repr(score))} is not known; use 'best' or 'sum'")
    if by is None:
        if score is not None:
            raise InvalidQuery(
                f"group_score={score!r} says how documents are scored; give group_by='document' with it, or leave it "
                "out"
            )
        return None
    return score or "best"


def _reranker(core: Core, rerank: RerankLike | None) -> AnyReranker | None:
    if rerank is None:
        return None
    reranker = as_reranker(rerank)
    if needs_vectors(reranker) and core.encoder.dims is None:
        raise InvalidQuery(
            f"rerank={shorten(repr(reranker))} compares dense vectors, and the encoder {core.encoder.name!r} makes none"
        )
    return reranker
