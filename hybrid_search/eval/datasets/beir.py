"""Test collections in the BEIR folder layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.datasets.filtered import Filtered
from hybrid_search.eval.datasets.records import Record, record, texts
from hybrid_search.eval.files.checksum import sha256
from hybrid_search.eval.files.lines import lines, objects
from hybrid_search.eval.runs.qrels import Judgement, collect, grade_of
from hybrid_search.eval.runs.run import Qrels

_COLUMNS = ["query-id", "corpus-id", "score"]


@dataclass(frozen=True, slots=True)
class BeirFolder(Filtered):
    """A folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/SPLIT.tsv``.

    Source of the layout: Thakur et al., "BEIR", NeurIPS Datasets and Benchmarks 2021.

    Attributes:
        path: The folder.
        split: Which judgements to read.
    """

    path: Path
    split: str = "test"
    _read: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path))

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.path.resolve().name

    def records(self) -> Iterator[Record]:
        """The corpus with its empty documents, streamed.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        return (record(*entry) for entry in self._objects("corpus.jsonl"))

    def all_queries(self) -> dict[str, str]:
        """Query id to text, of all queries of all splits.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        return texts(record(*entry) for entry in self._objects("queries.jsonl"))

    def query_metadata(self, key: str) -> dict[str, Any]:
        """Query id to the value of *key* in the query's metadata; None where it has none."""
        return {one.id: one.metadata.get(key) for one in (record(*entry) for entry in self._objects("queries.jsonl"))}

    def qrels(self) -> Qrels:
        """The graded judgements.

        Raises:
            InvalidSource: naming the file and line that cannot be read, and the splits that there are.
        """
        path = self._qrels_path()
        if not path.exists() and (splits := sorted(other.stem for other in path.parent.glob("*.tsv"))):
            raise InvalidSource(
                f"{self.path.as_posix()}: there is no split {self.split!r}; there are {', '.join(splits)}"
            )
        return read_beir_qrels(path)

    def identity(self) -> Mapping[str, str]:
        """Kind, path, split, and the SHA-256 of corpus, queries and judgements, one after another; computed once.

        Raises:
            InvalidSource: naming the file that cannot be read.
        """
        if not self._read:
            files = [self.path / "corpus.jsonl", self.path / "queries.jsonl", self._qrels_path()]
            self._read["sha256"] = sha256(files)
        return {"kind": "BEIR folder", "path": str(self.path.resolve()), "split": self.split, **self._read}

    def _qrels_path(self) -> Path:
        return self.path / "qrels" / f"{self.split}.tsv"

    def _objects(self, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return objects(self.path / name, "a BEIR folder has this file")


def read_beir_qrels(path: Path) -> Qrels:
    """Judgements in BEIR's three columns, with a header or without.

    Raises:
        InvalidSource: naming the file and line that cannot be read.
    """

    def judgements() -> Iterator[Judgement]:
        for number, (place, text) in enumerate(lines(path, "a BEIR folder has this file")):
            columns = [column.strip() for column in text.split("\t")]
            if number == 0 and columns == _COLUMNS:
                continue
            if len(columns) != len(_COLUMNS):
                raise InvalidSource(f"{place}: expected query-id, corpus-id and a whole-number score between tabs")
            yield Judgement(place, columns[0], columns[1], grade_of(columns[2], place))

    return collect(judgements())
