from __future__ import annotations

from pathlib import Path

from hybrid_search.eval import JsonlDataset, Pairs, check_dataset
from hybrid_search.index import Finding


def dataset(folder: Path, *, corpus: str = "ab", queries: str = "12", qrels: str = "1a1 2b1") -> JsonlDataset:
    """A letter is a document, empty if it is a capital; a digit a query; ``1a2``: a has grade 2 for query 1."""
    texts = [f'{{"id": "{one.lower()}", "text": "{"" if one.isupper() else "text"}"}}\n' for one in corpus]
    judged = [f'{{"query": "{one[0]}", "document": "{one[1]}", "grade": {one[2:]}}}\n' for one in qrels.split()]
    (folder / "corpus.jsonl").write_text("".join(texts))
    (folder / "queries.jsonl").write_text("".join(f'{{"id": "{one}", "text": "why"}}\n' for one in queries))
    (folder / "qrels.jsonl").write_text("".join(judged))
    return JsonlDataset.in_folder(folder)


def problems(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.severity, finding.problem) for finding in findings]


def test_a_sound_dataset_has_no_findings(tmp_path: Path) -> None:
    assert check_dataset(dataset(tmp_path)) == []


def test_relevant_documents_that_are_not_in_the_corpus(tmp_path: Path) -> None:
    found = check_dataset(dataset(tmp_path, qrels="1a1 1x1 2y0"))
    assert problems(found) == [
        ("warning", "1 query has no relevant document ('2')"),
        ("error", "1 relevant document is not in the corpus ('x')"),
        ("note", "1 document judged as not relevant, and not in the corpus ('y')"),
    ]


def test_ids_can_be_handed_in_instead_of_the_corpus() -> None:
    found = check_dataset(Pairs([("why", "a"), ("why", "b")]), ids={"a"})
    assert problems(found) == [("error", "1 relevant document is not in the corpus ('b')")]


def test_without_them_pairs_cannot_be_checked_against_a_corpus() -> None:
    (found,) = check_dataset(Pairs([("why", "a")]))
    assert (found.severity, found.fix) == ("note", "pass ids= to check the judgements against")


def test_queries_without_judgements_and_judgements_without_queries(tmp_path: Path) -> None:
    found = check_dataset(dataset(tmp_path, queries="13", qrels="1a1 2b1"))
    assert problems(found) == [
        ("note", "1 query has no judgements ('3')"),
        ("warning", "1 query is judged and not there ('2')"),
    ]


def test_no_query_with_judgements_is_an_error(tmp_path: Path) -> None:
    assert ("error", "no query has judgements") in problems(check_dataset(dataset(tmp_path, queries="89")))


def test_negative_grades(tmp_path: Path) -> None:
    found = check_dataset(dataset(tmp_path, qrels="1a1 1b-2 2b1"))
    assert problems(found) == [("warning", "1 query has negative grades ('1')")]


def test_ids_that_are_there_twice_and_empty_documents(tmp_path: Path) -> None:
    assert problems(check_dataset(dataset(tmp_path, corpus="abaC"))) == [
        ("error", "1 document id is there more than once ('a')"),
        ("warning", "1 document is empty ('c')"),
    ]


def test_an_empty_corpus(tmp_path: Path) -> None:
    assert ("error", "the corpus is empty") in problems(check_dataset(dataset(tmp_path, corpus="")))


def test_only_a_few_ids_are_named(tmp_path: Path) -> None:
    found = check_dataset(dataset(tmp_path, corpus="abABAB"))
    assert "4 document ids are there more than once ('a', 'b', 'a', …)" in [one.problem for one in found]
