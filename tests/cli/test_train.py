from pathlib import Path

import pytest

from hybrid_search.cli.train_progress import Shown
from hybrid_search.training import one_pass
from hybrid_search.training.one_pass import HeadShape, Plan, Report
from tests.cli.running import run

FIGURES = {
    "sparse_ndcg": 0.5,
    "sparse_rr": 0.25,
    "hybrid_ndcg": 0.75,
    "hybrid_rr": 1.0,
    "document_nonzeros": 140.4,
    "query_nonzeros": 30.0,
}


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """What the command asks training to do; nothing is trained."""
    asked: list[Plan] = []

    def train(plan: Plan, **_: object) -> Report:
        asked.append(plan)
        return Report(finished_before=False, figures={"held out": {"after": FIGURES}})

    monkeypatch.setattr(one_pass, "train", train)
    return asked


def test_options_become_a_plan(plans: list[Plan], tmp_path: Path) -> None:
    options = ["--steps", "7", "--seed", "3", "--layers", "0,2,6", "--mlp", "8", "--teacher", "splade:x"]
    outcome = run("train", "one-pass", "--texts", "a.jsonl", "--texts", "debian", "--out", tmp_path / "head", *options)
    assert outcome.code == 0
    (plan,) = plans
    assert plan.texts == ("a.jsonl", "debian")
    assert plan.work == tmp_path / "head.work"
    assert plan.teacher == "splade:x"
    assert (plan.settings.steps, plan.settings.seed) == (7, 3)
    assert plan.settings.shape == HeadShape((0, 2, 6), 8)
    assert f"--encoder one-pass:{tmp_path / 'head'}" in outcome.out
    assert "held out, after: nDCG@10 0.5000 sparse, 0.7500 hybrid" in outcome.out


def test_json_holds_the_figures(plans: list[Plan], tmp_path: Path) -> None:
    outcome = run("train", "one-pass", "--texts", "debian", "--out", tmp_path / "head", "--minutes", "5", "--json")
    assert outcome.json["figures"]["held out"]["after"] == FIGURES
    assert plans[0].minutes == 5


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--steps", "2", "--minutes", "1"], "--minutes"),
        (["--layers", "0,x"], "--layers"),
        (["--mlp", "8"], "--mlp"),
    ],
)
def test_options_that_do_not_fit_are_usage_errors(plans: list[Plan], options: list[str], named: str) -> None:
    outcome = run("train", "one-pass", "--texts", "debian", "--out", "head", *options)
    assert outcome.code == 2
    assert named in outcome.err
    assert plans == []


def test_too_few_texts_end_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="needs the extra train")
    (tmp_path / "a.jsonl").write_text('{"text": "one passage"}\n')
    outcome = run("train", "one-pass", "--texts", tmp_path / "a.jsonl", "--out", tmp_path / "head")
    assert outcome.code == 1
    assert "1 different passages; training needs 64" in outcome.err


def test_without_a_terminal_a_stage_says_a_line_at_its_end(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    with Shown().stage("training", 2) as advance:
        advance(1, "loss 2")
        advance(2, "loss 1")
    assert capsys.readouterr().err == "training: 2 of 2, loss 1, about 0:00:00 left\n"
