"""``hybrid-search migrate``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from hybrid_search import HashingEncoder
from hybrid_search.encoders import Encoded, Encoder, Fingerprint
from tests.cli.running import HOSTILE, ROOT, harmless, run

SAMPLE = ROOT / "examples" / "sample"
SMALL = ("--encoder", "small")


class Blind(HashingEncoder):
    """Sees no difference between documents."""

    @property
    def fingerprint(self) -> Fingerprint:
        return {**super().fingerprint, "blind": True}

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        return super().encode_documents(["the same"] * len(texts))


MAKERS: dict[str, Callable[[], Encoder]] = {
    "hashing": HashingEncoder,
    "small": lambda: HashingEncoder(dims=32),
    "blind": Blind,
}


@pytest.fixture(autouse=True, scope="module")
def encoders() -> Iterator[None]:
    """Encoders without a model."""
    with pytest.MonkeyPatch.context() as patch:
        makers = {name: lambda argument, make=make: make() for name, make in MAKERS.items()}
        patch.setattr("hybrid_search.cli.encoders._MAKERS", makers)
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, encoders: None) -> Path:
    """The sample collection, with a generation by another encoder that is not live."""
    folder = tmp_path_factory.mktemp("migrated")
    assert run("index", SAMPLE / "corpus.jsonl", "--to", folder / "notes").code == 0
    assert run("migrate", folder / "notes", *SMALL).code == 0
    return folder / "notes"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.txt"
    path.write_text("how do trees grow\n\nwhat is a beech\n")
    return path


def generations(folder: Path) -> dict[int, str]:
    found = run("info", folder, "--json")
    if found.code:
        found = run("info", folder, "--json", *SMALL)
    return {one["number"]: one["state"] for one in found.json["generations"]}


def test_it_builds_beside_and_says_the_next_command(own_notes: Path) -> None:
    outcome = run("migrate", own_notes, *SMALL)
    assert outcome.code == 0
    assert "generation 2 beside the live generation 1: 3 rows encoded, 0 there already, 0 deleted." in outcome.out
    assert f"hybrid-search migrate {own_notes} --encoder small --switch" in outcome.err
    assert generations(own_notes) == {1: "live", 2: "unfinished"}
    assert run("search", own_notes, "tree").code == 0


def test_it_switches_and_goes_back(own_notes: Path) -> None:
    outcome = run("migrate", own_notes, *SMALL, "--switch", "--json")
    assert outcome.code == 0
    assert outcome.json["build"]["encoded"] == 3
    assert outcome.json["switch"]["live"] == 2
    assert run("search", own_notes, "tree").code == 1  # by the encoder before
    assert run("search", own_notes, "tree", *SMALL).code == 0
    assert "generation 2 is live and has small" in run("migrate", own_notes, *SMALL, "--switch").out

    outcome = run("migrate", own_notes, "--back")
    assert outcome.code == 0
    assert "generation 1 is live, 2 was." in outcome.out
    assert "Open it with the encoder 'hashing-64'." in outcome.err
    assert run("search", own_notes, "tree").code == 0


def test_the_way_back_says_what_it_lacks(own_notes: Path, tmp_path: Path) -> None:
    run("migrate", own_notes, *SMALL, "--switch")
    (tmp_path / "more.jsonl").write_text('{"id": "elm", "text": "an elm"}\n')
    assert run("index", tmp_path / "more.jsonl", "--to", own_notes, *SMALL).code == 0
    assert "It lacks 1 row that were written to generation 2 since" in run("migrate", own_notes, "--back").err


def test_old_generations_are_deleted_after_a_confirmation(own_notes: Path) -> None:
    run("migrate", own_notes, *SMALL, "--switch")
    outcome = run("migrate", own_notes, "--drop-old", typed="n\n")
    assert outcome.code == 1
    assert "Delete generation 1 (hashing-64, 3 rows)" in outcome.err
    assert generations(own_notes) == {1: "retired", 2: "live"}
    assert run("migrate", own_notes, "--drop-old", "--yes", "--json").json["dropped"] == [1]
    assert generations(own_notes) == {2: "live"}
    assert run("migrate", own_notes, "--back").code == 1


def test_a_dry_run_writes_nothing(own_notes: Path) -> None:
    outcome = run("migrate", own_notes, *SMALL, "--dry-run", "--switch")
    assert outcome.code == 0
    assert "3 rows would be encoded" in outcome.out
    assert "Encoding would take about" in outcome.out
    assert generations(own_notes) == {1: "live"}


def test_ctrl_c_leaves_what_is_safe(own_notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(encoder: HashingEncoder, texts: Sequence[str]) -> Encoded:
        raise KeyboardInterrupt

    monkeypatch.setattr(HashingEncoder, "encode_documents", interrupt)
    outcome = run("migrate", own_notes, *SMALL)
    assert outcome.code == 130
    assert "is safe; repeat the command to go on" in outcome.err


def test_answers_are_compared_by_questions(built: Path, questions: Path) -> None:
    outcome = run("migrate", built, *SMALL, "--queries", questions, "--k", "5", "--json")
    assert outcome.code == 0
    agreement = outcome.json["agreement"]
    assert (agreement["k"], len(agreement["queries"])) == (5, 2)
    assert outcome.json["comparison"] is None
    shown = run("migrate", built, *SMALL, "--queries", questions)
    assert "2 queries: overlap@10 " in shown.out
    assert "ms live" in shown.out


@pytest.mark.parametrize(
    "lines",
    [
        ['"how do trees grow"', '"what is a beech"'],
        ['{"text": "how do trees grow"}', '{"question": "what is a beech"}'],
        ['{"_id": "1", "text": "how do trees grow"}', '{"query": "what is a beech"}'],
    ],
)
def test_questions_may_be_json(built: Path, tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(lines))
    outcome = run("migrate", built, *SMALL, "--queries", path, "--json")
    assert {one["query"] for one in outcome.json["agreement"]["queries"]} == {"how do trees grow", "what is a beech"}


def test_too_little_overlap_refuses_the_switch(built: Path, questions: Path) -> None:
    outcome = run("migrate", built, *SMALL, "--queries", questions, "--min-overlap", "1", "--switch", "--json")
    assert outcome.code == 1
    assert "below 1" in outcome.json["refused"][0]
    assert "Not to be switched: the mean overlap@10 is" in outcome.err
    assert generations(built) == {1: "live", 2: "unfinished"}


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Questions and what answers them; of equal documents, the one that is called beech comes first."""
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"query": "an oak", "id": "oak"}\n{"query": "die Linde", "id": "linde"}\n')
    return path


def test_judgements_measure_both_and_a_better_one_is_switched_to(own_notes: Path, pairs: Path) -> None:
    outcome = run("migrate", own_notes, *SMALL, "--queries", pairs, "--max-loss", "0.01", "--switch", "--json")
    comparison = outcome.json["comparison"]
    assert [row["name"] for row in comparison["rows"]] == ["next", "live"]
    assert comparison["baseline"] == "live"
    assert [row["means"]["nDCG@10"]["mean"] for row in comparison["rows"]] == [1.0, 1.0]
    assert outcome.code == 0
    assert outcome.json["switch"]["live"] == 2


def test_a_loss_refuses_the_switch(own_notes: Path, pairs: Path) -> None:
    options = ("--queries", pairs, "--max-loss", "0.1", "--switch")
    outcome = run("migrate", own_notes, "--encoder", "blind", *options)
    assert outcome.code == 1
    assert "Not to be switched: nDCG@10 falls by" in outcome.err
    assert "next" in outcome.out
    assert generations(own_notes) == {1: "live", 2: "unfinished"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "name what the index is to be encoded with"),
        ([*SMALL, "--min-overlap", "0.5"], "compare by queries"),
        (["--back", "--switch"], "name one of --switch, --back and --drop-old"),
        (["--back", "--dry-run"], "cannot be tried"),
        (["--drop-old", "--yes", "--dry-run"], "cannot be tried"),
        ([*SMALL, "--queries", "QUESTIONS", "--max-loss", "0.1"], "needs judgements"),
        ([*SMALL, "--queries", "nowhere.txt"], "nowhere.txt"),
        ([*SMALL, "--encoder", "nonsense"], "is not known"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    own_notes: Path, questions: Path, options: list[str], message: str
) -> None:
    outcome = run("migrate", own_notes, *(str(questions) if one == "QUESTIONS" else one for one in options))
    assert outcome.code in (1, 2)
    assert message in " ".join(outcome.err.replace("│", " ").split())
    assert generations(own_notes) == {1: "live"}


def test_memory_would_be_gone() -> None:
    assert run("migrate", "memory://notes", *SMALL).code == 2


def test_the_wrong_encoder_of_the_live_one_is_named(built: Path, questions: Path) -> None:
    outcome = run("migrate", built, *SMALL, "--from-encoder", "small", "--queries", questions)
    assert outcome.code == 1
    assert "--from-encoder" in outcome.err


def test_hostile_ids_and_queries_do_no_harm(hostile: Path, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("\n".join(json.dumps(f"tree {text}") for text in HOSTILE))
    outcome = run("migrate", hostile, *SMALL, "--queries", tmp_path / "questions.jsonl")
    assert outcome.code == 0
    assert harmless(outcome.out)
    assert harmless(outcome.err)
