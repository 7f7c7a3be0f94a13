"""Test collections on the Hugging Face hub: NanoBEIR, BEIR, and others of their layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.datasets.beir import read_beir_qrels
from hybrid_search.eval.datasets.columns import DOCUMENT, GRADE, QUERY, id_in
from hybrid_search.eval.datasets.filtered import Filtered
from hybrid_search.eval.datasets.hub_download import download
from hybrid_search.eval.datasets.hub_tables import table, tables
from hybrid_search.eval.datasets.records import Record, record, texts
from hybrid_search.eval.files.checksum import sha256
from hybrid_search.eval.files.lines import objects
from hybrid_search.eval.runs.qrels import Judgement, collect, grade_of
from hybrid_search.eval.runs.run import Qrels

_NANO = (
    "ArguAna",
    "ClimateFEVER",
    "DBPedia",
    "FEVER",
    "FiQA2018",
    "HotpotQA",
    "MSMARCO",
    "NFCorpus",
    "NQ",
    "QuoraRetrieval",
    "SCIDOCS",
    "SciFact",
    "Touche2020",
)
NANO_BEIR = {name.lower(): f"zeta-alpha-ai/Nano{name}" for name in _NANO}
"""The sets of NanoBEIR, and where they are."""


@dataclass(frozen=True, slots=True)
class HubDataset(Filtered):
    """The tables ``corpus``, ``queries`` and ``qrels`` of a dataset repository.

    Nothing is downloaded before something is read. Scripts in the repository are never run, nor even downloaded.

    Attributes:
        repository: OWNER/NAME.
        split: Which judgements to read. Corpus and queries have that split too, or one only.
        qrels_repository: Where the judgements are, if they are in a repository of their own.
        revision: A branch, tag or commit of the repository; None is its main branch.
        folder: Read the repositories from ``FOLDER/OWNER/NAME`` instead of the hub.
        name: What results call it; the repository if it is not given.
    """

    repository: str
    split: str = "train"
    qrels_repository: str | None = None
    revision: str | None = None
    folder: Path | None = None
    name: str = ""
    _commits: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _folders: dict[str, Path] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or self.repository)
        if self.folder is not None:
            object.__setattr__(self, "folder", Path(self.folder))

    @classmethod
    def nano_beir(cls, name: str, *, revision: str | None = None, folder: Path | None = None) -> HubDataset:
        """A set of NanoBEIR: 50 queries of a BEIR set, with at most 10,000 of its documents.

        Raises:
            InvalidSource: if there is no such set.
        """
        if name.lower() not in NANO_BEIR:
            raise InvalidSource(f"nano-beir:{name}: there is no such set; there are {', '.join(NANO_BEIR)}")
        return cls(NANO_BEIR[name.lower()], revision=revision, folder=folder, name=f"nano-beir:{name.lower()}")

    @classmethod
    def beir(
        cls, name: str, split: str = "test", *, revision: str | None = None, folder: Path | None = None
    ) -> HubDataset:
        """A set of BEIR, under the name it has there: "scifact", "nfcorpus", "trec-covid"."""
        repository = f"BeIR/{name}"
        return cls(repository, split, f"{repository}-qrels", revision, folder, f"beir:{name}")

    def records(self) -> Iterator[Record]:
        """The corpus with its empty documents, streamed.

        Raises:
            BackendUnavailable: if the hub does not answer, after retries.
            InvalidSource: naming what cannot be read.
            MissingExtra: without the extra ``hub``.
        """
        return self._records("corpus")

    def all_queries(self) -> dict[str, str]:
        """Query id to text, of all queries; raises as :meth:`records` does."""
        return texts(self._records("queries"))

    def qrels(self) -> Qrels:
        """The graded judgements; without grades they are 1. Raises as :meth:`records` does."""
        repository = self.qrels_repository or self.repository
        folder = self._folder(repository)
        for file in (folder / f"{self.split}.tsv", folder / "qrels" / f"{self.split}.tsv"):
            if file.exists():
                return read_beir_qrels(file)
        config = "qrels" if "qrels" in tables(folder) else "default"
        return collect(_judgement(place, row) for place, row in table(folder, repository, config, (self.split,)))

    def identity(self) -> Mapping[str, str]:
        """Kind, repositories with their commits (or the SHA-256 of all files of the folder), and split; computed once.

        Raises as :meth:`records` does.
        """
        found = {"kind": "hub", "repository": self.repository, "revision": self._commit(self.repository)}
        if self.qrels_repository is not None:
            found |= {
                "qrels repository": self.qrels_repository,
                "qrels revision": self._commit(self.qrels_repository),
            }
        return {**found, "split": self.split}

    def _records(self, config: str) -> Iterator[Record]:
        folder = self._folder(self.repository)
        for file in (folder / f"{config}.jsonl", folder / f"{config}.jsonl.gz"):
            if (
                file.exists()
            ):  # as BEIR has it, read by ourselves, since "datasets" takes some ids for numbers and dates
                return (record(*entry) for entry in objects(file, "a BEIR repository has this file"))
        rows = table(folder, self.repository, config, (self.split, config, "train"))
        return (record(place, row) for place, row in rows)

    def _folder(self, repository: str) -> Path:
        if repository not in self._folders:
            if self.folder is None:
                revision = self.revision if repository == self.repository else None
                self._folders[repository], self._commits[repository] = download(repository, revision)
            else:
                self._folders[repository] = self.folder / repository
                if not self._folders[repository].is_dir():
                    raise InvalidSource(
                        f"{self._folders[repository].as_posix()}: there is no such folder; it must hold the files of "
                        f"the dataset {repository}, as 'hf download --repo-type dataset {repository}' brings them"
                    )
        return self._folders[repository]

    def _commit(self, repository: str) -> str:
        folder = self._folder(repository)
        if repository not in self._commits:
            files = sorted(path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
            self._commits[repository] = f"sha256:{sha256(files)}"
        return self._commits[repository]


def _judgement(place: str, row: Mapping[str, Any]) -> Judgement:
    grade = next((row[name] for name in GRADE if row.get(name) is not None), 1)
    return Judgement(place, id_in(row, QUERY, place), id_in(row, DOCUMENT, place), grade_of(grade, place))
