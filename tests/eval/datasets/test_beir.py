from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.eval import BeirFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "Tides", "text": "The moon pulls.", "metadata": {"year": 2020}}\n'
        '{"_id": "b", "title": "", "text": "No title."}\n'
        '{"_id": "c", "title": "", "text": ""}\n'
    )
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "why tides", "metadata": {"needs": "meaning"}}\n{"_id": "q2", "text": "not judged"}\n'
    )
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t2\nq1\tb\t0\n")
    return tmp_path


def test_a_title_stands_before_the_text_and_empty_documents_are_left_out(folder: Path) -> None:
    found = list(BeirFolder(folder).documents())
    assert [(document.id, document.text) for document in found] == [("a", "Tides The moon pulls."), ("b", "No title.")]
    assert found[0].metadata == {"year": 2020}


def test_only_judged_queries_are_returned(folder: Path) -> None:
    assert BeirFolder(folder).queries() == {"q1": "why tides"}


def test_query_metadata_is_none_where_it_is_missing(folder: Path) -> None:
    assert BeirFolder(folder).query_metadata("needs") == {"q1": "meaning", "q2": None}


def test_judgements_keep_their_grades(folder: Path) -> None:
    assert BeirFolder(folder).qrels() == {"q1": {"a": 2, "b": 0}}


def test_a_malformed_line_is_named_by_file_and_line(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text('{"_id": "a", "text": "x"}\nnot json\n')
    with pytest.raises(InvalidSource, match=r"corpus\.jsonl:2: expected an object in JSON"):
        list(BeirFolder(folder).documents())


def test_a_judgement_without_a_number_is_named_by_file_and_line(folder: Path) -> None:
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\tyes\n")
    with pytest.raises(InvalidSource, match=r"test\.tsv:2: the grade 'yes' must be a whole number"):
        BeirFolder(folder).qrels()


def test_a_missing_file_says_what_a_beir_folder_has(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"queries\.jsonl: cannot be read .* a BEIR folder has this file"):
        BeirFolder(tmp_path).query_metadata("needs")


def test_the_identity_has_the_split_and_the_checksum_of_the_files_that_were_read(folder: Path) -> None:
    files = ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv")
    content = b"".join((folder / name).read_bytes() for name in files)
    assert BeirFolder(folder).identity() == {
        "kind": "BEIR folder",
        "path": str(folder.resolve()),
        "split": "test",
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_the_checksum_is_computed_once(folder: Path) -> None:
    data = BeirFolder(folder)
    before = data.identity()
    (folder / "corpus.jsonl").unlink()
    assert data.identity() == before


def test_its_name_is_that_of_the_folder(folder: Path) -> None:
    assert BeirFolder(folder).name == folder.name


def test_a_split_that_is_not_there_is_answered_with_those_that_are(folder: Path) -> None:
    with pytest.raises(InvalidSource, match="there is no split 'dev'; there are test"):
        BeirFolder(folder, "dev").qrels()
