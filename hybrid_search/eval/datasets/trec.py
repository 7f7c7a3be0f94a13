"""Test collections as TREC hands them out: topics, qrels, and a corpus."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.datasets.filtered import Filtered
from hybrid_search.eval.datasets.records import Record, record, texts
from hybrid_search.eval.datasets.topics import topics
from hybrid_search.eval.files.checksum import sha256
from hybrid_search.eval.files.lines import lines, objects
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.eval.runs.trec_file import read_qrels

_FILES = {"topics": ("topics", "queries"), "qrels": ("qrels",), "corpus": ("corpus", "collection")}
_JSON = re.compile(r"\.(jsonl|ndjson)(\.gz)?$")


@dataclass(frozen=True, slots=True)
class TrecCollection(Filtered):
    r"""Three files, each plain or ``.gz``.

    Attributes:
        topics: The queries: ``<top>`` blocks, ``ID\tTEXT`` lines, or JSON lines with ``id`` and ``text``.
        judgements: Lines of ``QUERY 0 DOCUMENT GRADE``.
        corpus: The documents: JSON lines with ``id``, ``text`` and perhaps ``title``, or ``ID\tTEXT`` or
            ``ID\tTITLE\tTEXT`` lines.
        part: Which part of a ``<top>`` block is the query: "title", "desc" or "narr".
        name: What results call it; the name of the corpus' folder if it is not given.
    """

    topics: Path
    judgements: Path
    corpus: Path
    part: str = "title"
    name: str = ""
    _read: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for attribute in ("topics", "judgements", "corpus"):
            object.__setattr__(self, attribute, Path(getattr(self, attribute)))
        object.__setattr__(self, "name", self.name or self.corpus.resolve().parent.name)

    @classmethod
    def in_folder(cls, folder: Path) -> TrecCollection:
        """The collection whose files begin with "topics" or "queries", "qrels", and "corpus" or "collection".

        Raises:
            InvalidSource: if there is no such file, or more than one.
        """
        found = {role: _only(folder, role, starts) for role, starts in _FILES.items()}
        return cls(found["topics"], found["qrels"], found["corpus"], name=folder.resolve().name)

    def records(self) -> Iterator[Record]:
        """The corpus with its empty documents, streamed.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        if _JSON.search(self.corpus.name):
            yield from (record(*entry) for entry in objects(self.corpus, "it holds the documents"))
            return
        for place, text in lines(self.corpus, "it holds the documents"):
            columns = text.split("\t")
            if len(columns) not in (2, 3) or not columns[0]:
                raise InvalidSource(f"{place}: expected ID, text, or ID, title, text between tabs")
            yield Record(place, columns[0], " ".join(columns[1:]).strip())

    def all_queries(self) -> dict[str, str]:
        """Query id to text, of all topics.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        return texts(topics(self.topics, self.part))

    def qrels(self) -> Qrels:
        """The graded judgements.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        return read_qrels(self.judgements)

    def identity(self) -> Mapping[str, str]:
        """Kind, paths, part, and the SHA-256 of corpus, topics and judgements, one after another; computed once.

        Raises:
            InvalidSource: naming the file that cannot be read.
        """
        files = {"corpus": self.corpus, "topics": self.topics, "qrels": self.judgements}
        if not self._read:
            self._read["sha256"] = sha256(files.values())
        places = {role: str(path.resolve()) for role, path in files.items()}
        return {"kind": "TREC collection", **places, "part": self.part, **self._read}


def _only(folder: Path, role: str, starts: tuple[str, ...]) -> Path:
    found = sorted(path for path in folder.iterdir() if path.is_file() and path.name.lower().startswith(starts))
    if len(found) != 1:
        there = f"there are {', '.join(path.name for path in found)}" if found else "there is none"
        raise InvalidSource(
            f"{folder.as_posix()}: one file whose name begins with {' or '.join(starts)} must hold the {role}; {there}"
            ". Name the three files with TrecCollection(topics=…, judgements=…, corpus=…)"
        )
    return found[0]
