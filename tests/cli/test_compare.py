from pathlib import Path
from typing import Any

import pytest

from hybrid_search.eval import write_run
from tests.cli.running import ROOT, run

SAMPLE = ROOT / "examples" / "sample"


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample collection in an index."""
    folder = tmp_path_factory.mktemp("sample") / "index"
    assert run("index", SAMPLE / "corpus.jsonl", "--to", folder).code == 0
    return folder


def test_configurations_are_compared_with_the_first(sample_index: Path) -> None:
    outcome = run(
        "compare",
        sample_index,
        SAMPLE,
        "--config",
        "dense: legs=dense",
        "--config",
        "rrf10: fusion=rrf:k=10 candidates=50",
        "--measures",
        "nDCG@10",
        "--json",
    )
    assert outcome.code == 0
    assert outcome.json["baseline"] == "dense"
    rows = {row["name"]: row for row in outcome.json["rows"]}
    assert rows["rrf10"]["description"] == "RRF(k=10), candidates=50"
    assert rows["rrf10"]["difference"]["baseline"] == "dense"


def test_a_file_and_a_run_from_elsewhere(sample_index: Path, tmp_path: Path) -> None:
    (tmp_path / "configs.toml").write_text('[sparse]\nlegs = "sparse"\n')
    write_run({"q01": {"x": 1.0}}, tmp_path / "other.run")  # one of 48 queries
    outcome = run(
        "compare",
        sample_index,
        SAMPLE,
        *("--configs", tmp_path / "configs.toml", "--run", f"other={tmp_path / 'other.run'}"),
        *("--baseline", "other", "--json"),
    )
    assert outcome.code == 0
    assert [(row["name"], row["description"]) for row in outcome.json["rows"]] == [
        ("sparse", "sparse, candidates=100"),
        ("other", "a run handed in"),
    ]
    assert outcome.json["rows"][1]["means"]["nDCG@10"]["mean"] == 0.0
    assert "run 'other' has nothing for 47 of 48 judged queries; they count as 0" in outcome.err


def test_relevant_documents_that_the_index_lacks_are_told(notes: Path) -> None:
    outcome = run("compare", notes, SAMPLE, "--config", "dense: legs=dense", "--config", "both")
    assert outcome.code == 0
    assert "relevant documents not in the index, for instance " in outcome.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "at least two rows are needed"),
        (("--config", "a: legs=dense"), 2, "at least two rows are needed"),
        (("--config", "a", "--config", "a"), 1, "a name comes twice"),
        (("--config", "a", "--config", "b", "--baseline", "c"), 1, "the baseline 'c' is none of a, b"),
        (("--config", "a: fusion=rff", "--config", "b"), 2, "there is no fusion 'rff'"),
        (("--config", "a", "--run", "b"), 2, "'b' is not NAME=FILE"),
        (("--config", "a", "--run", "b=gone.run"), 1, "gone.run"),
        (("--config", "a", "--run", "b\x1b[31m=gone.run"), 2, "is not NAME=FILE with a printable name"),
        (("--config", "a: candidates=0", "--config", "b"), 2, "candidates=0 must be a whole number"),
        (("--config", "a: depth=5", "--config", "b"), 2, "depth=5 needs a reranker"),
        (("--config", "a", "--config", "b", "--report", "gone/r.html"), 2, "make it, or name another"),
        (("--config", "a", "--config", "b", "--measures", "alpha_nDCG@10"), 1, "cannot be computed"),
    ],
)
def test_bad_input(sample_index: Path, arguments: tuple[Any, ...], code: int, message: str) -> None:
    outcome = run("compare", sample_index, SAMPLE, *arguments)
    assert outcome.code == code
    assert message in " ".join(outcome.err.replace("│", " ").split())


def test_two_runs_of_one_name_are_refused(sample_index: Path, tmp_path: Path) -> None:
    write_run({"q01": {"x": 1.0}}, tmp_path / "other.run")
    name = f"other={tmp_path / 'other.run'}"
    outcome = run("compare", sample_index, SAMPLE, "--run", name, "--run", name)
    assert outcome.code == 2
    assert "the name 'other' comes twice" in outcome.err


def test_a_search_that_ends_before_the_measure_does_is_told(sample_index: Path) -> None:
    outcome = run("compare", sample_index, SAMPLE, "--config", "few: candidates=20", "--config", "many: candidates=100")
    assert outcome.code == 0
    assert "configuration 'few' finds at most 20 hits, and a measure looks at 100" in outcome.err
    assert "'many' finds" not in outcome.err
