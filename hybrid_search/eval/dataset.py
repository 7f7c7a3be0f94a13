"""What a test collection must supply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol, runtime_checkable

from hybrid_search.errors import InvalidInput
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.types import Document


@runtime_checkable
class Dataset(Protocol):
    """Documents, queries, and judgements of which documents are relevant to which queries."""

    @property
    def name(self) -> str:
        """What results call it."""
        ...

    def documents(self) -> Iterator[Document]:
        """The corpus, streamed."""
        ...

    def queries(self) -> dict[str, str]:
        """Query id to text, of the queries that have judgements."""
        ...

    def qrels(self) -> Qrels:
        """The graded judgements; a grade above 0 is relevant."""
        ...

    def identity(self) -> Mapping[str, str]:
        """What was read, to be recorded with every result: kind, place, split, and a checksum or a revision."""
        ...


def judged(dataset: Dataset) -> tuple[dict[str, str], Qrels]:
    """The queries that have judgements, and their judgements, both in the order of the queries.

    Raises:
        InvalidInput: if there is none.
    """
    qrels = dataset.qrels()
    queries = {query: text for query, text in dataset.queries().items() if qrels.get(query)}
    if not queries:
        raise InvalidInput(f"{dataset.name}: no query has judgements, so nothing can be measured")
    return queries, {query: qrels[query] for query in queries}
