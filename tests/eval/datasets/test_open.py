from __future__ import annotations

from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval import BeirFolder, HubDataset, JsonlDataset, Pairs, TrecCollection, open_dataset
from hybrid_search.eval.dataset import Dataset


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    return folder


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"), BeirFolder),
        (("corpus.jsonl", "queries.jsonl", "qrels.jsonl"), JsonlDataset),
        (("corpus.jsonl", "queries.jsonl"), JsonlDataset),
        (("collection.tsv", "topics.dl19.txt", "qrels.dl19.txt"), TrecCollection),
    ],
)
def test_a_folder_is_told_by_its_files(tmp_path: Path, names: tuple[str, ...], kind: type) -> None:
    found = open_dataset(str(touch(tmp_path, *names)))
    assert isinstance(found, kind)
    assert isinstance(found, Dataset)
    assert found.name == tmp_path.name


def test_the_split_of_a_folder_can_be_chosen(tmp_path: Path) -> None:
    touch(tmp_path, "corpus.jsonl", "queries.jsonl", "qrels/dev.tsv")
    assert open_dataset(tmp_path, split="dev") == BeirFolder(tmp_path, "dev")


def test_a_file_holds_pairs(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("query,id\nwhy,a\n")
    assert isinstance(open_dataset(tmp_path / "own.csv"), Pairs)


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("nano-beir:NQ", HubDataset("zeta-alpha-ai/NanoNQ", name="nano-beir:nq")),
        ("beir:scifact", HubDataset("BeIR/scifact", "test", "BeIR/scifact-qrels", name="beir:scifact")),
        ("hub:some/set", HubDataset("some/set", name="hub:some/set")),
    ],
)
def test_a_name_leads_to_the_hub_and_nothing_is_downloaded_yet(name: str, dataset: HubDataset) -> None:
    assert open_dataset(name) == dataset


@pytest.mark.parametrize("source", ["nowhere", "nano:msmarco", "nano-beir:", ""])
def test_anything_else_is_answered_with_the_forms(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidSource, match=r"(?s)is no dataset.*the forms are.*nano-beir:NAME.*beir:NAME"):
        open_dataset(source)


def test_a_file_of_another_type_is_answered_with_the_forms(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"(?s)unknown kind of file; the forms are"):
        open_dataset(touch(tmp_path, "a.pdf") / "a.pdf")
