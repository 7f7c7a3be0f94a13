"""What an index is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.runs.run import Qrels, Run
from hybrid_search.filters import Where, parse
from hybrid_search.types import shorten

PLAIN_SEARCH = Configuration("golden")
"""What a search does without arguments."""


@dataclass(frozen=True, slots=True)
class MustFind:
    """A query with documents that must be among its first hits.

    Attributes:
        query: The text.
        must: Ids of documents; all of them must be found.
        within: Among how many of the first hits.
        where: A filter, in either spelling; None for none.
        comment: Why it must.

    Raises:
        InvalidInput: for an empty query, no id, the same id twice, or *within* below the number of ids.
        InvalidFilter: for a filter that is none.
    """

    query: str
    must: tuple[str, ...]
    within: int = 10
    where: Where | None = None
    comment: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "where", parse(self.where))
        if not self.query.strip():
            raise InvalidInput("query: the text is empty; write the words to search for")
        if not self.must or not all(self.must) or _repeated(self.must) is not None:
            raise InvalidInput(f"must: {list(self.must)!r} must be a list of at least one id, each of them once")
        if self.within < len(self.must):
            raise InvalidInput(f"within: {self.within} hits cannot hold the {len(self.must)} documents of must")


@dataclass(frozen=True, slots=True)
class FrozenQuery:
    """One query of the frozen run.

    Attributes:
        id: Its id.
        text: Its text.
        grades: Document id to grade; a grade above 0 is relevant.
        found: Ids of what was found, best first.
        score: Of the measure, when it was frozen; None if nobody knows.

    Raises:
        InvalidInput: for an empty text, no grades, or a document that was found twice.
    """

    id: str
    text: str
    grades: Mapping[str, int]
    found: tuple[str, ...]
    score: float | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.text.strip():
            raise InvalidInput(f"query {self.id!r}: id and text must not be empty")
        if not self.grades:
            raise InvalidInput("grades: there are none; judge a document, or leave the query out")
        twice = _repeated(self.found)
        if twice is not None:
            raise InvalidInput(f"found: document {shorten(twice)!r} is there twice; keep one")


@dataclass(frozen=True, slots=True)
class Frozen:
    """Under which circumstances the run was frozen, to tell what changed since.

    Attributes:
        created: ISO 8601, UTC.
        library: Version of this library.
        formula: The fusion that ran; empty for a single leg.
        fingerprint: Of the encoder: what document vectors depend on.
        index: Backend, documents, encoder, and what the encoder says of itself.
        dataset: Identity of the collection that the queries are from.
    """

    created: str = ""
    library: str = ""
    formula: str = ""
    fingerprint: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    index: Mapping[str, str] = field(default_factory=dict)
    dataset: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Golden:
    """Queries with what they must find, and a frozen run with its judgements; either may be empty.

    Attributes:
        must_find: Fail when a document is missing.
        queries: Fail when their mean falls.
        measure: A name as ir_measures has it.
        configuration: How to search.
        frozen: When and how the run came about; None without a run.

    Raises:
        InvalidInput: without any query, for an id that two queries have, or a *within* that exceeds the candidates.
    """

    must_find: tuple[MustFind, ...] = ()
    queries: tuple[FrozenQuery, ...] = ()
    measure: str = "nDCG@10"
    configuration: Configuration = PLAIN_SEARCH
    frozen: Frozen | None = None

    def __post_init__(self) -> None:
        if not self.must_find and not self.queries:
            raise InvalidInput("there is nothing to check: neither must_find nor queries has an entry")
        twice = _repeated(one.id for one in self.queries)
        if twice is not None:
            raise InvalidInput(f"queries: the id {shorten(twice)!r} is there twice; give each query its own")
        deepest = max((one.within for one in self.must_find), default=0)
        if deepest > self.configuration.candidates:
            raise InvalidInput(
                f"must_find: within={deepest} exceeds the {self.configuration.candidates} candidates of the search; "
                "raise candidates, or lower within"
            )

    @property
    def texts(self) -> dict[str, str]:
        """Query id to text."""
        return {one.id: one.text for one in self.queries}

    @property
    def qrels(self) -> Qrels:
        """The judgements."""
        return {one.id: one.grades for one in self.queries}

    @property
    def run(self) -> Run:
        """The frozen run; the score of rank r is 1/r."""
        return {one.id: {id: 1 / rank for rank, id in enumerate(one.found, 1)} for one in self.queries}


def _repeated(ids: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            return id
        seen.add(id)
    return None
