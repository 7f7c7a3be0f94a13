from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from hybrid_search.errors import InvalidInput, InvalidSource, Unsupported
from hybrid_search.eval import Pairs


def test_queries_are_numbered_in_order_and_a_pair_without_a_grade_is_relevant() -> None:
    pairs = Pairs([("why tides", "a"), ("who eats", "b", 3), ("why tides", "c", 0)])
    assert pairs.queries() == {"1": "why tides", "2": "who eats"}
    assert pairs.qrels() == {"1": {"a": 1, "c": 0}, "2": {"b": 3}}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("own.csv", 'query,id,grade\n"why, tides",a,2\n\nwho eats,b,\n'),
        ("own.tsv", "query\tid\tgrade\nwhy, tides\ta\t2\nwho eats\tb\t\n"),
        ("own.jsonl", '{"query": "why, tides", "id": "a", "grade": 2}\n{"query": "who eats", "document": "b"}\n'),
    ],
)
def test_pairs_are_read_from_files(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    pairs = Pairs.read(tmp_path / name)
    assert pairs.queries() == {"1": "why, tides", "2": "who eats"}
    assert pairs.qrels() == {"1": {"a": 2}, "2": {"b": 1}}
    assert pairs.identity() == {
        "kind": "pairs",
        "name": "own",
        "path": str((tmp_path / name).resolve()),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def test_pairs_in_memory_have_the_checksum_of_their_json() -> None:
    assert Pairs([("why", "a")]).identity() == {
        "kind": "pairs",
        "name": "pairs",
        "sha256": hashlib.sha256(b'[["why", "a"]]').hexdigest(),
    }


def test_they_have_no_documents_of_their_own() -> None:
    with pytest.raises(Unsupported, match="pairs have no documents of their own; evaluate them on an index"):
        Pairs([("why", "a")]).documents()


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (("why",), r"pair 2: \('why',\) must be \(query, document id\)"),
        ("ab", "pair 2: 'ab' must be"),
        (("", "a"), "pair 2: .* must begin with the query's text"),
        (("why", 7), "pair 2: .* must begin with the query's text"),
        (("why", "b", "high"), "pair 2: the grade 'high' must be a whole number"),
        (("why", "a", 2), "pair 2: document 'a' has grade 2 for query '1', and 1 before"),
    ],
)
def test_what_is_no_pair_is_named_by_its_place(pair: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Pairs([("why", "a"), pair])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("own.csv", "query,id\n\nwhy,a,1\n", r"own\.csv:3: has another number of columns than the header"),
        ("own.csv", "query,id\nwhy\n", r"own\.csv:2: has another number of columns than the header"),
        ("own.csv", "question,id\nwhy,a\n", r"own\.csv:2: expected a text under one of query"),
        ("own.csv", 'query,id\n"why"s,a\n', r"own\.csv:2: is not a CSV record"),
        ("own.csv", "query,id\n", r"own\.csv: there are no pairs in it"),
        ("own.jsonl", '{"query": "why"}\n', r"own\.jsonl:1: expected a text under one of document, "),
        ("own.tsv", "query\tid\tgrade\nwhy\ta\tx\n", r"own\.tsv:2: the grade 'x' must be a whole number"),
    ],
)
def test_a_malformed_file_is_named_by_file_and_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InvalidSource, match=message):
        Pairs.read(tmp_path / name)
