from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval import JsonlDataset
from hybrid_search.types import Document

CORPUS = (
    '{"id": "a", "title": "Tides", "text": "The moon pulls.", "metadata": {"year": 2020}}\n{"id": "b", "text": " "}\n'
)
QUERIES = '{"id": "q1", "text": "why tides"}\n{"id": "q2", "text": "not judged"}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text(CORPUS)
    (tmp_path / "queries.jsonl").write_text(QUERIES)
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        '{"query": "q1", "document": "a", "grade": 2}',
        '{"query-id": "q1", "corpus-id": "a", "score": 2}',
        '{"query_id": "q1", "doc_id": "a", "relevance": 2.0}',
    ],
)
def test_judgements_stand_in_a_file_of_their_own_under_any_of_the_usual_names(folder: Path, line: str) -> None:
    (folder / "qrels.jsonl").write_text(line)
    dataset = JsonlDataset.in_folder(folder)
    assert list(dataset.documents()) == [Document("a", "Tides The moon pulls.", {"year": 2020})]
    assert dataset.queries() == {"q1": "why tides"}
    assert dataset.qrels() == {"q1": {"a": 2}}


@pytest.mark.parametrize(
    ("relevant", "grades"), [('["a", "b"]', {"a": 1, "b": 1}), ('{"a": 3, "b": 0}', {"a": 3, "b": 0})]
)
def test_or_in_the_queries_themselves(folder: Path, relevant: str, grades: dict[str, int]) -> None:
    (folder / "queries.jsonl").write_text(f'{{"id": "q1", "text": "why tides", "relevant": {relevant}}}\n')
    assert JsonlDataset.in_folder(folder).qrels() == {"q1": grades}


def test_the_identity_has_the_checksum_of_the_files_that_were_read(folder: Path) -> None:
    assert JsonlDataset.in_folder(folder).identity() == {
        "kind": "JSONL",
        "corpus": str((folder / "corpus.jsonl").resolve()),
        "queries": str((folder / "queries.jsonl").resolve()),
        "sha256": hashlib.sha256((CORPUS + QUERIES).encode()).hexdigest(),
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"query": "q1", "grade": 1}', r"qrels\.jsonl:1: expected a text under one of document, "),
        ('{"query": true, "document": "a"}', r"qrels\.jsonl:1: expected a text under one of query, "),
        ('{"query": "q1", "document": "a", "grade": "high"}', r"qrels\.jsonl:1: the grade 'high' must be a whole"),
        ('{"query": "q1", "document": "a", "grade": 0.5}', r"qrels\.jsonl:1: the grade 0\.5 must be a whole"),
        ('{"query": "q1", "document": "a", "grade": Infinity}', r"qrels\.jsonl:1: the grade inf must be a whole"),
    ],
)
def test_a_malformed_judgement_is_named_by_file_and_line(folder: Path, line: str, message: str) -> None:
    (folder / "qrels.jsonl").write_text(line)
    with pytest.raises(InvalidSource, match=message):
        JsonlDataset.in_folder(folder).qrels()


def test_relevant_ids_of_another_shape_are_named(folder: Path) -> None:
    (folder / "queries.jsonl").write_text('{"id": "q1", "text": "why tides", "relevant": "a"}\n')
    with pytest.raises(InvalidSource, match=r'queries\.jsonl:1: "relevant" must be a list'):
        JsonlDataset.in_folder(folder).qrels()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "q1", "text": "again"}', r"queries\.jsonl:3: query 'q1' is there twice; keep one"),
        ('{"id": "q3", "text": " "}', r"queries\.jsonl:3: query 'q3' has no text; leave it out"),
    ],
)
def test_a_query_that_is_there_twice_or_empty_is_named(folder: Path, line: str, message: str) -> None:
    (folder / "queries.jsonl").write_text(QUERIES + line)
    with pytest.raises(InvalidSource, match=message):
        JsonlDataset.in_folder(folder).all_queries()


def test_what_is_no_document_is_named_by_file_and_line(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text('{"id": "", "text": "x"}\n')
    with pytest.raises(InvalidSource, match=r"corpus\.jsonl:1: document id '' is empty"):
        list(JsonlDataset.in_folder(folder).documents())
