import importlib
from pathlib import Path

import pytest

from hybrid_search import Document, HybridIndex
from tests.cli.running import run
from tests.fakes import AdaptiveWordEncoder


@pytest.fixture
def counted_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two documents and a deleted one, for an encoder that uses statistics."""
    for name in ("recount", "info"):
        module = importlib.import_module(f"hybrid_search.cli.{name}")  # the package shows the command by this name
        monkeypatch.setattr(module, "encoder_from", lambda _: AdaptiveWordEncoder())
    with HybridIndex.open(tmp_path / "notes", AdaptiveWordEncoder()) as index:
        index.add([Document("a", "plants light"), Document("b", "plants"), Document("c", "cats")])
        index.delete("c")
    return tmp_path / "notes"


def test_it_says_what_was_counted(counted_notes: Path) -> None:
    outcome = run("recount", counted_notes)
    assert outcome.code == 0
    assert outcome.out == f"2 documents counted in {counted_notes}, with 2 dimensions; 1 older record removed.\n"


def test_json_is_the_report(counted_notes: Path) -> None:
    assert run("recount", counted_notes, "--json").json == {
        "url": str(counted_notes),
        "documents": 2,
        "dimensions": 2,
        "removed": 1,
    }


def test_info_shows_how_many_documents_the_statistics_cover(counted_notes: Path) -> None:
    assert run("info", counted_notes, "--json").json["statistics_documents"] == 3
    run("recount", counted_notes)
    lines = [line for line in run("info", counted_notes).out.splitlines() if "statistics_documents" in line]
    assert [line.split("│")[2].strip() for line in lines] == ["2"]


def test_an_encoder_without_statistics_is_an_error_with_the_way_out(notes: Path) -> None:
    outcome = run("recount", notes)
    assert outcome.code == 1
    assert "does not use collection statistics" in outcome.err


def test_a_missing_index_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    assert run("recount", tmp_path / "gone").code == 1
    assert not (tmp_path / "gone").exists()
