"""The collection that every backend gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from hybrid_search import Document
from hybrid_search.eval import BeirFolder, Qrels

TENTH = "tenth"
"""The key by which documents are dealt out to ten equal parts, for a search with a filter."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A BEIR folder, read.

    Attributes:
        name: Of the folder.
        documents: With their tenth, 0 to 9, as the only metadata.
        queries: Query id to text, judged queries only.
        qrels: The judgements.
    """

    name: str
    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    qrels: Qrels

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read all of it.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        folder = BeirFolder(path)
        documents = (
            Document(document.id, document.text, {TENTH: place % 10})
            for place, document in enumerate(folder.documents())
        )
        return cls(path.resolve().name, tuple(documents), folder.queries(), folder.qrels())
