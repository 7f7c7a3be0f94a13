"""The dataset for a name or a path."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.dataset import Dataset
from hybrid_search.eval.datasets.beir import BeirFolder
from hybrid_search.eval.datasets.hub import HubDataset
from hybrid_search.eval.datasets.jsonl import JsonlDataset
from hybrid_search.eval.datasets.pairs import Pairs
from hybrid_search.eval.datasets.trec import TrecCollection

_PAIRS = (".csv", ".tsv", ".jsonl")
_FORMS = """the forms are
  FOLDER with corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv (BEIR)
  FOLDER with corpus.jsonl, queries.jsonl and qrels.jsonl, or "relevant" in each query (JSONL)
  FOLDER with a file each that begins with topics, qrels and corpus (TREC)
  FILE.csv, FILE.tsv or FILE.jsonl with query, id and perhaps grade (your own pairs, on an index that has the documents)
  nano-beir:NAME, such as nano-beir:msmarco
  beir:NAME, such as beir:scifact
  hub:OWNER/NAME, a repository with the tables corpus, queries and qrels"""


def open_dataset(source: str | PathLike[str], *, split: str | None = None, offline: Path | None = None) -> Dataset:
    """The dataset at a path or under a name. Its files are read, or downloaded, when it is used.

    Args:
        source: A path, or a name of one of the forms that the message lists.
        split: Which judgements, where there are several; None is "test" for BEIR and "train" for other repositories.
        offline: For names of the hub: read the repositories from ``OFFLINE/OWNER/NAME``.

    Raises:
        InvalidSource: if it has none of the forms; the message lists them.
    """
    if isinstance(source, str):
        kind, _, name = source.partition(":")
        match kind if name else "":
            case "nano-beir":
                return HubDataset.nano_beir(name, folder=offline)
            case "beir":
                return HubDataset.beir(name, split or "test", folder=offline)
            case "hub":
                return HubDataset(name, split or "train", folder=offline, name=source)
            case _:
                pass
    path = Path(source)
    if path.is_dir():
        return _in_folder(path, split or "test")
    if path.suffix.lower() in _PAIRS and path.exists():
        return Pairs.read(path)
    raise InvalidSource(
        f"{str(source)!r} is no dataset: {'unknown kind of file' if path.exists() else 'there is nothing'}; {_FORMS}"
    )


def _in_folder(folder: Path, split: str) -> Dataset:
    if (folder / "corpus.jsonl").exists() and (folder / "qrels").is_dir():
        return BeirFolder(folder, split)
    if (folder / "corpus.jsonl").exists() and (folder / "queries.jsonl").exists():
        return JsonlDataset.in_folder(folder)
    try:
        return TrecCollection.in_folder(folder)
    except InvalidSource as error:
        raise InvalidSource(f"{str(folder)!r} is no dataset ({error}); {_FORMS}") from None
