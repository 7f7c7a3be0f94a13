"""A test collection in memory, with what both protocols need of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.dataset import Dataset, judged
from hybrid_search.eval.runs.run import Qrels


@dataclass(frozen=True, slots=True)
class Collection:
    """Texts and judgements.

    Attributes:
        documents: Document id to text, in the order of the corpus.
        queries: Query id to text, of the judged queries.
        qrels: Query id to (document id to grade), of the same queries.
    """

    documents: Mapping[str, str]
    queries: Mapping[str, str]
    qrels: Qrels

    @classmethod
    def read(cls, dataset: Dataset) -> Collection:
        """Everything of *dataset*.

        Raises:
            InvalidInput: without a query that has judgements.
            InvalidSource: without documents.
        """
        documents = {document.id: document.text for document in dataset.documents()}
        queries, qrels = judged(dataset)
        if not documents:
            raise InvalidSource(f"{dataset.name}: there are no documents, so nothing can be found")
        return cls(documents, queries, qrels)
