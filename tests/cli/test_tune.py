import json
from pathlib import Path

import pytest

from tests.cli.running import HOSTILE, harmless, run

WORDS = ("oak", "beech", "linde", "baum", "tree")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """25 pairs of a word and the document that has it."""
    found = {"oak": "oak", "beech": "beech", "linde": "linde", "baum": "linde", "tree": "oak"}
    rows = [f"{word} {number},{found[word]}" for word in WORDS for number in range(5)]
    (tmp_path / "questions.csv").write_text("\n".join(["query,id", *rows]))
    return tmp_path / "questions.csv"


def test_the_verdict_the_held_out_mean_and_the_choices_are_printed(notes: Path, questions: Path) -> None:
    outcome = run("tune", notes, questions, "--rrf-k", "60", "--weights", "0.5", "--candidates", "100")
    assert outcome.code == 0
    assert "the default, RRF(k=60) (the encoder's), candidates=100" in outcome.out.splitlines()[0]
    assert "nDCG@10, mean and 95 % interval over 25 queries" in outcome.out
    assert "  tuned, on held-out queries  " in outcome.out
    assert "chosen by the folds, among 4 settings" in outcome.out  # RRF, and one weight with three normalisers


def test_json_has_everything(notes: Path, questions: Path) -> None:
    outcome = run(
        "tune", notes, questions, "--rrf-k", "1,60", "--weights", "", "--measure", "RR@10", "--folds", "4", "--json"
    )
    found = outcome.json
    assert [one["fusion"] for one in found["settings"]] == [{"name": "rrf", "k": k} for k in (1, 60, 1, 60)]
    assert (found["measure"], len(found["queries"])) == ("RR@10", 25)
    assert {one["fold"] for one in found["queries"].values()} == {0, 1, 2, 3}


def test_normalisers_by_name(notes: Path, questions: Path) -> None:
    arguments = ("--rrf-k", "", "--weights", "0.3", "--normalizers", "z_score", "--candidates", "50", "--json")
    (setting,) = run("tune", notes, questions, *arguments).json["settings"]
    assert setting["fusion"] == {
        "name": "weighted",
        "weights": {"dense": 0.7, "sparse": 0.3},
        "normalizer": "z_score",
    }


def test_a_report_is_written(notes: Path, questions: Path, tmp_path: Path) -> None:
    run("tune", notes, questions, "--rrf-k", "60", "--weights", "", "--report", tmp_path / "tuning.md")
    assert (tmp_path / "tuning.md").read_text().startswith("**keep the default")


def test_few_queries_are_refused_with_the_way_out(notes: Path, tmp_path: Path) -> None:
    (tmp_path / "few.csv").write_text("query,id\noak,oak\nbeech,beech\n")
    outcome = run("tune", notes, tmp_path / "few.csv")
    assert outcome.code == 1
    assert "tuning on 2 judged queries would fit their noise" in outcome.err
    assert "--small" in outcome.err
    assert (
        run("tune", notes, tmp_path / "few.csv", "--small", "--folds", "2", "--rrf-k", "60", "--weights", "").code == 0
    )


def test_relevant_documents_that_the_index_lacks_are_said(notes: Path, questions: Path) -> None:
    questions.write_text(questions.read_text() + "\nfir,fir\npine,pine")
    outcome = run("tune", notes, questions, "--rrf-k", "60", "--weights", "")
    assert "2 relevant documents not in the index, for instance 'fir': no search can find them" in outcome.err


def test_hostile_names_do_no_harm(notes: Path, tmp_path: Path) -> None:
    lines = [json.dumps({"query": f"tree {number} {text}", "id": "oak"}) for number in range(4) for text in HOSTILE]
    path = tmp_path / "\x1b[31mred.jsonl"
    path.write_text("\n".join(lines))
    outcome = run("tune", notes, path, "--rrf-k", "60", "--weights", "")
    assert outcome.code == 0
    assert harmless(outcome.out + outcome.err)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--weights", "0.1,x"), 2, "could not convert string to float"),
        (("--candidates", "1.5"), 2, "invalid literal for int()"),
        (("--normalizers", "softmax"), 2, "there is no normaliser 'softmax'; known: min_max"),
        (("--weights", "2"), 1, "the weight 2.0 of the sparse leg must lie from 0 to 1"),
        (("--weights", "", "--rrf-k", ""), 1, "there is no setting to choose from"),
        (("--folds", "1"), 2, "'--folds'"),
        (("--folds", "26"), 1, "25 queries can be split into 2 to 25 folds"),
        (("--alpha", "0"), 1, "alpha=0.0 must lie between 0 and 1"),
        (("--measure", "recall"), 1, "'recall' is not one of ir_measures"),
    ],
)
def test_wrong_values_are_named(
    notes: Path, questions: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    outcome = run("tune", notes, questions, *arguments)
    assert outcome.code == code
    assert message in " ".join(outcome.err.split())


def test_a_dataset_that_is_not_there(notes: Path, tmp_path: Path) -> None:
    outcome = run("tune", notes, tmp_path / "gone")
    assert outcome.code == 1
    assert "is no dataset: there is nothing" in outcome.err


def test_a_missing_index_is_an_error_and_nothing_is_made(questions: Path, tmp_path: Path) -> None:
    outcome = run("tune", tmp_path / "gone", questions)
    assert outcome.code == 1
    assert "there is no index" in outcome.err
    assert not (tmp_path / "gone").exists()
