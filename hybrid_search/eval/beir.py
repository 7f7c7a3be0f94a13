"""Test collections in the BEIR folder layout."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.run import Qrels
from hybrid_search.types import Document


@dataclass(frozen=True, slots=True)
class BeirFolder:
    """A folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/SPLIT.tsv``.

    Source of the layout: Thakur et al., "BEIR", NeurIPS Datasets and Benchmarks 2021.

    Attributes:
        path: The folder.
        split: Which judgements to read.
    """

    path: Path
    split: str = "test"

    def documents(self) -> Iterator[Document]:
        """The corpus, streamed; a title, if any, stands before the text. Empty documents are left out.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        for entry in self._lines("corpus.jsonl"):
            text = " ".join(part for part in (entry.get("title", ""), entry.get("text", "")) if part)
            if text.strip():
                yield Document(str(entry["_id"]), text, entry.get("metadata") or {})

    def queries(self) -> dict[str, str]:
        """Query id to text, of the queries that have judgements.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        judged = self.qrels()
        return {str(entry["_id"]): entry["text"] for entry in self._lines("queries.jsonl") if entry["_id"] in judged}

    def query_metadata(self, key: str) -> dict[str, Any]:
        """Query id to the value of *key* in the query's metadata; None where it has none."""
        return {str(entry["_id"]): (entry.get("metadata") or {}).get(key) for entry in self._lines("queries.jsonl")}

    def qrels(self) -> Qrels:
        """The graded judgements.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        path = self.path / "qrels" / f"{self.split}.tsv"
        qrels: dict[str, dict[str, int]] = {}
        with _open(path) as file:
            for number, row in enumerate(csv.DictReader(file, delimiter="\t"), start=2):
                try:
                    qrels.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
                except (KeyError, TypeError, ValueError) as error:
                    raise InvalidSource(
                        f"{path}:{number}: expected query-id, corpus-id and a whole-number score ({error!r})"
                    ) from error
        return qrels

    def _lines(self, name: str) -> Iterator[Mapping[str, Any]]:
        path = self.path / name
        with _open(path) as file:
            for number, line in enumerate(file, start=1):
                try:
                    entry = json.loads(line)
                    _ = entry["_id"], entry["text"]
                except (ValueError, KeyError, TypeError) as error:
                    raise InvalidSource(f"{path}:{number}: expected an object with _id and text ({error!r})") from error
                yield entry


def _open(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise InvalidSource(f"{path}: cannot be read ({error.strerror}); a BEIR folder has this file") from error
