from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.errors import InvalidInput, InvalidSource
from hybrid_search.eval import Qrels, Run, mean_measures, per_query, read_qrels, read_run, write_qrels, write_run

IDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\r\n"), min_size=1, max_size=8)
SCORES = st.floats(allow_nan=False, allow_infinity=False)
RUNS = st.dictionaries(IDS, st.dictionaries(IDS, SCORES, min_size=1, max_size=5), min_size=1, max_size=4)
GRADES = st.dictionaries(IDS, st.dictionaries(IDS, st.integers(-2, 4), min_size=1, max_size=5), min_size=1, max_size=4)

RUN = {"q1": {"b": 0.25, "a": 0.5, "x": 0.1}, "q2": {"c": 1 / 3, "d": 1.0}}
QRELS = {"q1": {"a": 2, "b": 1, "y": 3}, "q2": {"c": 1, "d": 0}, "q3": {"e": 1}}
MEASURES = ["nDCG@10", "RR@10", "AP@100", "R@100", "Judged@10"]


@given(RUNS)
def test_reading_gives_the_run_that_was_written(tmp_path_factory: pytest.TempPathFactory, run: Run) -> None:
    path = tmp_path_factory.mktemp("runs") / "run.txt"
    write_run(run, path)
    assert read_run(path) == run


@given(GRADES)
def test_reading_gives_the_judgements_that_were_written(tmp_path_factory: pytest.TempPathFactory, qrels: Qrels) -> None:
    path = tmp_path_factory.mktemp("qrels") / "qrels.txt"
    write_qrels(qrels, path)
    assert read_qrels(path) == qrels


def test_a_run_has_six_columns_by_descending_score(tmp_path: Path) -> None:
    write_run({"q": {"low": 0.5, "high": 2.0}}, tmp_path / "run.txt", tag="mine")
    assert (tmp_path / "run.txt").read_text() == "q Q0 high 1 2.0 mine\nq Q0 low 2 0.5 mine\n"


def test_where_an_id_has_a_blank_the_columns_of_its_line_stand_between_tabs(tmp_path: Path) -> None:
    write_run({"q": {"my notes.md": 2.0, "other": 1.0}}, tmp_path / "run.txt")
    assert (tmp_path / "run.txt").read_text().splitlines()[0] == "q\tQ0\tmy notes.md\t1\t2.0\thybrid-search"
    assert read_run(tmp_path / "run.txt") == {"q": {"my notes.md": 2.0, "other": 1.0}}


def test_a_query_without_hits_has_no_line(tmp_path: Path) -> None:
    write_run({"q": {"a": 1.0}, "none": {}}, tmp_path / "run.txt")
    assert read_run(tmp_path / "run.txt") == {"q": {"a": 1.0}}


def test_ir_measures_computes_the_same_from_the_files(tmp_path: Path) -> None:
    ir_measures = pytest.importorskip("ir_measures", reason="needs the extra eval")
    write_run(RUN, tmp_path / "run.txt")
    write_qrels(QRELS, tmp_path / "qrels.txt")
    theirs = ir_measures.calc_aggregate(
        [ir_measures.parse_measure(name) for name in MEASURES],
        list(ir_measures.read_trec_qrels(str(tmp_path / "qrels.txt"))),
        list(ir_measures.read_trec_run(str(tmp_path / "run.txt"))),
    )
    assert mean_measures(RUN, QRELS, MEASURES) == {str(measure): value for measure, value in theirs.items()}


def test_the_command_line_of_ir_measures_prints_the_same_for_each_query(tmp_path: Path) -> None:
    pytest.importorskip("ir_measures", reason="needs the extra eval")
    write_run(RUN, tmp_path / "run.txt")
    write_qrels(QRELS, tmp_path / "qrels.txt")
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "ir_measures",
        "qrels.txt",
        "run.txt",
        "nDCG@10",
        "-q",
        "-n",
        "-p",
        "8",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    theirs = {query: float(value) for query, _, value in (line.split() for line in done.stdout.splitlines())}
    assert per_query(RUN, QRELS, "nDCG@10") == pytest.approx(theirs, abs=1e-8)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("q Q0 a 1 0.5 tag\nq Q0 b 2 0.4\n", r"run\.txt:2: has 5 columns; expected the 6 of QUERY Q0 DOCUMENT"),
        ("q Q0 a 1 nan tag\n", r"run\.txt:1: the score 'nan' must be a finite number"),
        ("q Q0 a 1 -inf tag\n", r"run\.txt:1: the score '-inf' must be a finite number"),
        ("q Q0 a 1 high tag\n", r"run\.txt:1: the score 'high' must be a finite number"),
        ("q Q0 a 1 2 t\n\nq Q0 a 2 1 t\n", r"run\.txt:3: document 'a' is there twice for query 'q'; keep one"),
        ("\n \n", r"run\.txt: the run is empty"),
    ],
)
def test_a_malformed_run_is_named_by_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "run.txt").write_text(text)
    with pytest.raises(InvalidSource, match=message):
        read_run(tmp_path / "run.txt")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("q 0 a\n", r"qrels\.txt:1: has 3 columns; expected the 4 of QUERY 0 DOCUMENT GRADE"),
        ("q 0 a 1.5\n", r"qrels\.txt:1: the grade '1\.5' must be a whole number"),
        ("q 0 a 1\nq 0 a 2\n", r"qrels\.txt:2: document 'a' has grade 2 for query 'q', and 1 before; keep one"),
        ("", r"qrels\.txt: there are no judgements"),
    ],
)
def test_malformed_judgements_are_named_by_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "qrels.txt").write_text(text)
    with pytest.raises(InvalidSource, match=message):
        read_qrels(tmp_path / "qrels.txt")


@pytest.mark.parametrize(
    ("run", "message"),
    [
        ({}, "the run is empty"),
        ({"q": {}}, "the run is empty"),
        ({"q": {"a": float("nan")}}, "query 'q', document 'a': the score nan is not finite"),
        ({"q": {"a\tb": 1.0}}, r"id 'a\\tb' cannot stand in a TREC file"),
        ({"": {"a": 1.0}}, "id '' cannot stand in a TREC file"),
    ],
)
def test_a_run_that_no_file_can_hold_is_refused_and_nothing_is_written(tmp_path: Path, run: Run, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        write_run(run, tmp_path / "run.txt")
    assert not (tmp_path / "run.txt").exists()


def test_a_tag_is_one_word(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="tag 'my run' must be a word without blanks"):
        write_run(RUN, tmp_path / "run.txt", tag="my run")


def test_a_file_that_is_not_there_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"run\.txt: cannot be read .*; expected lines of QUERY Q0 DOCUMENT"):
        read_run(tmp_path / "run.txt")
