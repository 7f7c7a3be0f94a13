"""Results in a folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hybrid_search import RRF, HybridIndex
from hybrid_search.errors import InvalidSource
from hybrid_search.eval.comparison.compare import Comparison
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.result import ComparisonResult
from hybrid_search.eval.runs.trec_file import read_run
from hybrid_search.types import Truncation
from tests.eval.comparison.conftest import QUERIES, Small


@pytest.fixture
def result(index: HybridIndex, dataset: Small) -> ComparisonResult:
    return Comparison(
        index,
        dataset,
        [Configuration("dense", legs="dense"), Configuration("../RRF & 60", fusion=RRF(60))],
        baseline="dense",
        runs={"partly": {"q1": {"p1": 0.1 + 0.2}, "q2": {}}, "nothing": {query: {} for query in QUERIES}},
        weights=3,
        indexed=Truncation(texts=1, tokens=3),
    ).run()


def test_what_is_loaded_equals_what_was_saved(result: ComparisonResult, tmp_path: Path) -> None:
    result.save(tmp_path / "new" / "folder")
    assert ComparisonResult.load(tmp_path / "new" / "folder") == result


def test_each_row_has_a_run_file_unless_it_found_nothing(result: ComparisonResult, tmp_path: Path) -> None:
    result.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "01-dense.run",
        "02-RRF-60.run",
        "03-partly.run",
        "result.json",
    ]
    assert read_run(tmp_path / "01-dense.run") == result.row("dense").run


def test_the_verdict_can_be_read_in_the_file(result: ComparisonResult, tmp_path: Path) -> None:
    result.save(tmp_path)
    assert json.loads((tmp_path / "result.json").read_text())["verdict"] == result.verdict()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "other"}', "null"])
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "result.json").write_text(content)
    with pytest.raises(InvalidSource, match="this is no result"):
        ComparisonResult.load(tmp_path)


def test_a_folder_without_a_result_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"result\.json"):
        ComparisonResult.load(tmp_path / "gone")


def test_a_run_file_outside_the_folder_is_not_read(result: ComparisonResult, tmp_path: Path) -> None:
    result.save(tmp_path / "a")
    path = tmp_path / "a" / "result.json"
    path.write_text(path.read_text().replace("01-dense.run", "../01-dense.run"))
    with pytest.raises(InvalidSource, match="is not in the folder"):
        ComparisonResult.load(tmp_path / "a")


def test_a_damaged_run_file_is_named_with_its_line(result: ComparisonResult, tmp_path: Path) -> None:
    result.save(tmp_path)
    (tmp_path / "01-dense.run").write_text("q1 Q0 p1\n")
    with pytest.raises(InvalidSource, match=r"01-dense\.run:1"):
        ComparisonResult.load(tmp_path)
