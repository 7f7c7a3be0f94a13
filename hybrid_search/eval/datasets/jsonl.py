"""Test collections as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.datasets.columns import DOCUMENT, GRADE, QUERY, id_in
from hybrid_search.eval.datasets.filtered import Filtered
from hybrid_search.eval.datasets.records import Record, record, texts
from hybrid_search.eval.files.checksum import sha256
from hybrid_search.eval.files.lines import objects
from hybrid_search.eval.runs.qrels import Judgement, collect, grade_of
from hybrid_search.eval.runs.run import Qrels

_NEEDED = "a JSONL dataset has corpus.jsonl, queries.jsonl and, if the queries have no relevant ids, qrels.jsonl"


@dataclass(frozen=True, slots=True)
class JsonlDataset(Filtered):
    """Files of one JSON object a line, each plain or ``.gz``.

    Attributes:
        corpus: Objects with ``id``, ``text``, and perhaps ``title`` and ``metadata``.
        query_file: Objects with ``id`` and ``text``, and with ``relevant`` where *judgements* is None: a list of
            document ids, or an object of document id to grade.
        judgements: Objects with ``query``, ``document`` and perhaps ``grade``, which is 1 if it is not there; also
            under the names that BEIR and ir_datasets give them.
        name: What results call it; the name of the corpus' folder if it is not given.
    """

    corpus: Path
    query_file: Path
    judgements: Path | None = None
    name: str = ""
    _read: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "corpus", Path(self.corpus))
        object.__setattr__(self, "query_file", Path(self.query_file))
        if self.judgements is not None:
            object.__setattr__(self, "judgements", Path(self.judgements))
        object.__setattr__(self, "name", self.name or self.corpus.resolve().parent.name)

    @classmethod
    def in_folder(cls, folder: Path) -> JsonlDataset:
        """The files ``corpus.jsonl``, ``queries.jsonl`` and, if it is there, ``qrels.jsonl``."""
        qrels = folder / "qrels.jsonl"
        return cls(folder / "corpus.jsonl", folder / "queries.jsonl", qrels if qrels.exists() else None)

    def records(self) -> Iterator[Record]:
        """The corpus with its empty documents, streamed.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        return (record(*entry) for entry in objects(self.corpus, _NEEDED))

    def all_queries(self) -> dict[str, str]:
        """Query id to text, of all queries.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        return texts(record(*entry) for entry in objects(self.query_file, _NEEDED))

    def qrels(self) -> Qrels:
        """The graded judgements.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        if self.judgements is not None:
            return collect(_judgement(place, entry) for place, entry in objects(self.judgements, _NEEDED))
        return collect(one for place, entry in objects(self.query_file, _NEEDED) for one in _relevant(place, entry))

    def identity(self) -> Mapping[str, str]:
        """Kind, paths, and the SHA-256 of corpus, queries and judgements, one after another; computed once.

        Raises:
            InvalidSource: naming the file that cannot be read.
        """
        files = {"corpus": self.corpus, "queries": self.query_file}
        if self.judgements is not None:
            files["qrels"] = self.judgements
        if not self._read:
            self._read["sha256"] = sha256(files.values())
        return {"kind": "JSONL", **{role: str(path.resolve()) for role, path in files.items()}, **self._read}


def _judgement(place: str, entry: Mapping[str, Any]) -> Judgement:
    grade = next((entry[name] for name in GRADE if name in entry), 1)
    return Judgement(place, id_in(entry, QUERY, place), id_in(entry, DOCUMENT, place), grade_of(grade, place))


def _relevant(place: str, entry: Mapping[str, Any]) -> Iterator[Judgement]:
    query, relevant = record(place, entry).id, entry.get("relevant", [])
    if isinstance(relevant, dict):
        yield from (Judgement(place, query, id, grade_of(grade, place)) for id, grade in relevant.items())
    elif isinstance(relevant, list) and all(isinstance(id, str) for id in relevant):
        yield from (Judgement(place, query, id, 1) for id in relevant)
    else:
        raise InvalidSource(f'{place}: "relevant" must be a list of document ids, or an object of id to grade')
