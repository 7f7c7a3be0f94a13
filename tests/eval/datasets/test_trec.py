from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval import TrecCollection

CORPUS = '{"id": "a", "title": "Tides", "text": "The moon pulls."}\n{"id": "b", "text": ""}\n'
TOPICS = "1\twhy tides\n2\tnot judged\n"
QRELS = "1 0 a 2\n1 0 b 0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text(CORPUS)
    (tmp_path / "topics.tsv").write_text(TOPICS)
    (tmp_path / "qrels.txt").write_text(QRELS)
    return tmp_path


def test_a_folder_is_read_by_the_beginnings_of_its_file_names(folder: Path) -> None:
    collection = TrecCollection.in_folder(folder)
    assert [(one.id, one.text) for one in collection.documents()] == [("a", "Tides The moon pulls.")]
    assert collection.queries() == {"1": "why tides"}
    assert collection.qrels() == {"1": {"a": 2, "b": 0}}
    assert collection.name == folder.name


def test_a_corpus_may_be_columns(folder: Path) -> None:
    (folder / "corpus.jsonl").unlink()
    (folder / "collection.tsv").write_text("a\tThe moon pulls.\nb\tTitle\tText\n")
    found = list(TrecCollection.in_folder(folder).documents())
    assert [(one.id, one.text) for one in found] == [("a", "The moon pulls."), ("b", "Title Text")]


def test_the_identity_has_the_checksum_of_corpus_topics_and_judgements(folder: Path) -> None:
    found = TrecCollection.in_folder(folder).identity()
    assert found["sha256"] == hashlib.sha256((CORPUS + TOPICS + QRELS).encode()).hexdigest()
    assert (found["kind"], found["part"]) == ("TREC collection", "title")
    assert [Path(found[role]).name for role in ("corpus", "topics", "qrels")] == [
        "corpus.jsonl",
        "topics.tsv",
        "qrels.txt",
    ]


def test_a_file_that_is_missing_or_there_twice_is_asked_for(folder: Path) -> None:
    (folder / "topics.txt").write_text(TOPICS)
    with pytest.raises(
        InvalidSource, match=r"must hold the topics; there are topics\.tsv, topics\.txt\. Name the three"
    ):
        TrecCollection.in_folder(folder)
    (folder / "topics.txt").unlink()
    (folder / "topics.tsv").unlink()
    with pytest.raises(InvalidSource, match="must hold the topics; there is none"):
        TrecCollection.in_folder(folder)


def test_a_corpus_line_of_other_columns_is_named(folder: Path) -> None:
    (folder / "corpus.tsv").write_text("a\tone\nb\n")
    collection = TrecCollection(folder / "topics.tsv", folder / "qrels.txt", folder / "corpus.tsv")
    with pytest.raises(InvalidSource, match=r"corpus\.tsv:2: expected ID, text, or ID, title, text between tabs"):
        list(collection.documents())
