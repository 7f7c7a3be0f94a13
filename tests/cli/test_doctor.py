from pathlib import Path

import pytest

from hybrid_search import errors
from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.index import Finding, HybridIndex
from tests.cli.running import harmless, run


def test_a_healthy_index_has_no_findings(notes: Path) -> None:
    outcome = run("doctor", notes)
    assert (outcome.code, outcome.out) == (0, "No problem was found.\n")
    assert run("doctor", notes, "--json").json == {"findings": [], "ok": True}


def test_a_missing_index_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    outcome = run("doctor", tmp_path / "gone")
    assert outcome.code == 1
    assert outcome.out.startswith("error: there is no index at")
    assert "\n  fix: " in outcome.out
    assert not (tmp_path / "gone").exists()


def test_another_encoder_is_a_finding(tmp_path: Path) -> None:
    HybridIndex.open(tmp_path / "notes", HashingEncoder(dims=8), create=True).close()
    outcome = run("doctor", tmp_path / "notes", "--json")
    assert outcome.code == 1
    assert outcome.json["ok"] is False
    (finding,) = outcome.json["findings"]
    assert finding["severity"] == "error"
    assert "--encoder" in finding["fix"]


def test_a_locked_index_is_a_finding(notes: Path) -> None:
    with HybridIndex.open(notes, HashingEncoder()):
        outcome = run("doctor", notes)
    assert outcome.code == 1
    assert "fix: end the other process" in outcome.out


def test_a_folder_of_something_else_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    outcome = run("doctor", tmp_path)
    assert outcome.code == 1
    assert "fix: name the folder of an index" in outcome.out


def test_a_damaged_index_is_a_finding(own_notes: Path) -> None:
    (own_notes / "hybrid-search.json").write_text("{")
    outcome = run("doctor", own_notes)
    assert outcome.code == 1
    assert "fix: restore the folder from a backup" in outcome.out


@pytest.mark.parametrize(
    "error",
    [
        errors.PermissionDenied("no"),
        errors.BackendUnavailable("no"),
        errors.CorruptWeights("no"),
        errors.MissingExtra("The scheme x://", "x", "y"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_keeps_an_index_from_opening_is_a_finding_with_a_fix(
    monkeypatch: pytest.MonkeyPatch, error: errors.HybridSearchError
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(HybridIndex, "open", fail)
    outcome = run("doctor", "notes", "--json")
    assert outcome.code == 1
    (finding,) = outcome.json["findings"]
    assert finding["problem"] == str(error)
    assert finding["fix"]


def test_warnings_do_not_fail_and_are_escaped(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Finding("warning", "\x1b[31m", "\u202e"), Finding("note", "[red]", "<b>")]
    monkeypatch.setattr(HybridIndex, "doctor", lambda _: found)
    outcome = run("doctor", notes)
    assert outcome.code == 0
    assert harmless(outcome.out)
    assert outcome.out == "warning: \\x1b[31m\n  fix: \\u202e\nnote: [red]\n  fix: <b>\n"
