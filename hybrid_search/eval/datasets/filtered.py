"""What is left out of a collection that names all its records: empty documents, and queries without judgements."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator

from hybrid_search.errors import InvalidDocument, InvalidSource
from hybrid_search.eval.datasets.records import Record
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.types import Document


class Filtered(ABC):
    """Documents and judged queries, from records and judgements."""

    __slots__ = ()

    @abstractmethod
    def records(self) -> Iterator[Record]:
        """The corpus with its empty documents, streamed."""

    @abstractmethod
    def all_queries(self) -> dict[str, str]:
        """Query id to text, of those without judgements too."""

    @abstractmethod
    def qrels(self) -> Qrels:
        """The graded judgements."""

    def documents(self) -> Iterator[Document]:
        """The corpus, streamed; a title, if any, stands before the text.

        Empty documents are left out: they could not be found, so they cannot be indexed.

        Raises:
            InvalidSource: naming the place of what cannot be read or is no document.
        """
        for one in self.records():
            if one.text.strip():
                try:
                    yield Document(one.id, one.text, one.metadata)
                except InvalidDocument as error:
                    raise InvalidSource(f"{one.place}: {error}") from None

    def queries(self) -> dict[str, str]:
        """Query id to text, of the queries that have judgements.

        Raises:
            InvalidSource: naming the place of what cannot be read.
        """
        qrels = self.qrels()
        return {query: text for query, text in self.all_queries().items() if qrels.get(query)}
