import importlib
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hybrid_search.cli.comparing import measures_from
from hybrid_search.encoders import Encoded
from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.eval import BeirFolder, write_qrels
from hybrid_search.eval.comparison.result import ComparisonResult
from tests.cli.running import ENVIRONMENT, HOSTILE, ROOT, harmless, run

SAMPLE = ROOT / "examples" / "sample"


@pytest.fixture(scope="session")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with the index, the saved result and the report of the sample collection; and what was printed."""
    folder = tmp_path_factory.mktemp("evaluated")
    outcome = run(
        "eval", SAMPLE, "--keep", folder / "kept", "--save", folder / "saved", "--report", folder / "report.html"
    )
    assert outcome.code == 0
    return folder, outcome.out


def test_the_table_has_every_row_and_the_verdict_is_last(evaluated: tuple[Path, str]) -> None:
    folder, out = evaluated
    for name in ("sparse", "dense", "rrf", "weighted", "bm25"):
        assert f"\n {name} " in out
    verdict = ComparisonResult.load(folder / "saved").verdict()
    assert " ".join(out.split()).endswith(f"Verdict: {verdict}.")


def test_the_figures_are_those_of_ir_measures_on_the_saved_runs(evaluated: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = evaluated
    result = ComparisonResult.load(folder / "saved")
    write_qrels(BeirFolder(SAMPLE).qrels(), tmp_path / "qrels")
    files = sorted((folder / "saved").glob("*.run"))
    assert len(files) == len(result.rows) == 5
    for row, file in zip(result.rows, files, strict=True):
        files_of_row = (str(tmp_path / "qrels"), str(file))
        command = [sys.executable, "-m", "ir_measures", *files_of_row, *result.measures, "-p", "10"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = dict(line.split("\t") for line in done.stdout.splitlines())
        assert {name: float(value) for name, value in found.items()} == {
            name: pytest.approx(mean.mean, abs=1e-9) for name, mean in row.means.items()
        }


def test_in_80_columns_no_figure_is_cut(evaluated: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    (kept,) = (evaluated[0] / "kept").iterdir()
    monkeypatch.setitem(ENVIRONMENT, "COLUMNS", "80")
    out = run("eval", SAMPLE, "--index", kept).out
    result = ComparisonResult.load(evaluated[0] / "saved")
    assert "…" not in out
    for row in result.rows:
        (line,) = (line for line in out.splitlines() if line.startswith(f" {row.name} "))
        assert f"{row.means['nDCG@10'].mean:.3f}" in line
        assert row.difference is None or f"{row.difference.p_holm:.3f}" in line or "< 0.001" in line
        assert row.cost is None or re.search(r"[\d.]+/[\d.]+$", line.rstrip())


def test_the_report_is_a_page(evaluated: tuple[Path, str]) -> None:
    page = (evaluated[0] / "report.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "sweep" in page or "weight of the sparse leg" in page


def test_a_report_in_markdown(evaluated: tuple[Path, str], tmp_path: Path) -> None:
    outcome = run("eval", SAMPLE, "--keep", evaluated[0] / "kept", "--report", tmp_path / "report.md")
    assert outcome.code == 0
    assert (tmp_path / "report.md").read_text().startswith("**")


def test_the_index_is_kept_and_json_has_everything(evaluated: tuple[Path, str]) -> None:
    folder, _ = evaluated
    (kept,) = (folder / "kept").iterdir()
    outcome = run("eval", SAMPLE, "--index", kept, "--bm25", "none", "--measures", "AP@100", "--json")
    assert outcome.code == 0
    assert [row["name"] for row in outcome.json["rows"]] == ["sparse", "dense", "rrf", "weighted"]
    assert outcome.json["measures"] == ["AP@100"]
    assert outcome.json["collection"]["document_truncation"] is None
    assert len(outcome.json["sweep"]["points"]) == 11


class Interrupted(HashingEncoder):
    """Ctrl-C in the third batch."""

    batches = 0

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        type(self).batches += 1
        if type(self).batches == 3:
            raise KeyboardInterrupt
        return super().encode_documents(texts)


def test_ctrl_c_keeps_what_is_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("hybrid_search.cli.eval")
    monkeypatch.setattr(module, "encoder_from", lambda _: Interrupted())
    stopped = run("eval", SAMPLE, "--keep", tmp_path)
    assert stopped.code == 130
    assert "Stopped with 128 documents in " in stopped.err
    assert run("eval", SAMPLE, "--keep", tmp_path).code == 0
    # 64 each in batches 1 and 2; after the interrupted one only the other 52 are encoded.
    assert Interrupted.batches == 4


def test_hostile_documents_and_queries_do_no_harm(tmp_path: Path) -> None:
    lines = [json.dumps({"_id": f"d{place}", "text": f"tree {text}"}) for place, text in enumerate(HOSTILE)]
    queries = [json.dumps({"_id": f"q{place}", "text": f"tree {text}"}) for place, text in enumerate(HOSTILE)]
    (tmp_path / "data" / "qrels").mkdir(parents=True)
    (tmp_path / "data" / "corpus.jsonl").write_text("\n".join(lines))
    (tmp_path / "data" / "queries.jsonl").write_text("\n".join(queries))
    judged = "".join(f"q{place}\td{place}\t1\n" for place in range(len(HOSTILE)))
    (tmp_path / "data" / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + judged)
    outcome = run("eval", tmp_path / "data", "--keep", tmp_path / "kept", "--report", tmp_path / "report.html")
    assert outcome.code == 0
    assert harmless(outcome.out + outcome.err + (tmp_path / "report.html").read_text())


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("gone",), 1, "'gone' is no dataset: there is nothing"),
        ((SAMPLE, "--baseline", "other"), 2, "'other' is none of the rows: sparse, dense, rrf, weighted, bm25"),
        ((SAMPLE, "--measures", "nDCG@ten"), 1, "measure 'nDCG@ten' is not one of ir_measures"),
        ((SAMPLE, "--index", "gone"), 1, "there is no index"),
        ((SAMPLE, "--bm25", "klingon"), 1, "klingon"),
        ((SAMPLE, "--encoder", "none"), 2, "'none' is not known"),
    ],
)
def test_bad_input(
    arguments: tuple[Any, ...], code: int, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run("eval", *arguments)
    assert outcome.code == code
    assert message in " ".join(outcome.err.replace("│", " ").split())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nDCG@10,RR@10", ["nDCG@10", "RR@10"]),
        ("nDCG@10 , RR@10 ", ["nDCG@10", "RR@10"]),
        ("nDCG(gains={0:0,1:3})@10,P(rel=2)@5", ["nDCG(gains={0:0,1:3})@10", "P(rel=2)@5"]),
    ],
)
def test_measures_stand_between_commas(text: str, names: list[str]) -> None:
    assert measures_from(text) == names


def test_pairs_are_evaluated_on_an_index_that_has_the_documents(evaluated: tuple[Path, str], tmp_path: Path) -> None:
    (kept,) = (evaluated[0] / "kept").iterdir()
    (tmp_path / "own.csv").write_text(
        "query,id\nwhat keeps the moon in orbit,tides\nhow do plants eat,photosynthesis\n"
    )
    outcome = run("eval", tmp_path / "own.csv", "--index", kept, "--json")
    assert outcome.code == 0
    assert [row["name"] for row in outcome.json["rows"]] == ["sparse", "dense", "rrf", "weighted"]
    assert "pass ids=" not in outcome.err


def test_pairs_without_an_index_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("query,id\nhow do plants eat,photosynthesis\n")
    outcome = run("eval", tmp_path / "own.csv", "--keep", tmp_path / "kept")
    assert outcome.code == 2
    assert "pairs of queries and ids have no documents; name the index that has them" in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["own.csv"]


def test_a_deeper_measure_searches_deeper(evaluated: tuple[Path, str]) -> None:
    (kept,) = (evaluated[0] / "kept").iterdir()
    outcome = run("eval", SAMPLE, "--index", kept, "--measures", "nDCG@10,R@180", "--json")
    descriptions = [row["description"] for row in outcome.json["rows"][:-1]]
    assert all(text.endswith("candidates=180") for text in descriptions)
    assert outcome.json["rows"][1]["means"]["R@180"]["mean"] == 1.0  # of 180 documents


def test_an_unknown_language_is_told_before_anything_is_indexed(tmp_path: Path) -> None:
    assert run("eval", SAMPLE, "--bm25", "klingon", "--keep", tmp_path / "kept").code == 1
    assert not (tmp_path / "kept").exists()


def test_ids_that_no_run_file_holds_cost_the_files_and_not_the_result(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"id": "d1", "text": "oak"}\n{"id": "d2", "text": "beech"}\n')
    (tmp_path / "queries.jsonl").write_text('{"id": "q\\t1", "text": "oak", "relevant": ["d1"]}\n')
    outcome = run("eval", tmp_path, "--keep", tmp_path / "kept", "--save", tmp_path / "saved", "--json")
    assert outcome.code == 1
    assert "cannot stand in a TREC file" in outcome.err
    assert len(outcome.json["rows"]) == 5
