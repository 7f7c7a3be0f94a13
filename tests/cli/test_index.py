import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hybrid_search import ingest
from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.errors import StorageFull
from hybrid_search.index import HybridIndex
from hybrid_search.ingest import PopulateProgress
from hybrid_search.types import Truncation
from tests.cli.running import HOSTILE, harmless, run


def test_documents_are_stored_and_counted(corpus: Path, tmp_path: Path) -> None:
    outcome = run("index", corpus, "--to", tmp_path / "notes")
    assert outcome.code == 0
    assert outcome.out.startswith(f"3 documents stored in {tmp_path / 'notes'}, 0 unchanged; ")
    with HybridIndex.open(tmp_path / "notes", HashingEncoder()) as index:
        assert index.count() == 3


def test_a_repetition_says_that_nothing_changed(corpus: Path, notes: Path) -> None:
    outcome = run("index", corpus, "--to", notes)
    assert (outcome.code, outcome.out) == (0, f"3 documents in {notes}: all unchanged, nothing to do.\n")


def test_json_is_the_report(corpus: Path, tmp_path: Path) -> None:
    outcome = run("index", corpus, "--to", tmp_path / "notes", "--json")
    assert outcome.json.pop("seconds") > 0
    assert {key: value for key, value in outcome.json.items() if key != "seconds"} == {
        "url": str(tmp_path / "notes"),
        "written": 3,
        "unchanged": 0,
        "failed": [],
        "rejected": [],
        "truncation": {"texts": 0, "tokens": 0, "weights": 0},
    }


def test_several_sources_of_several_kinds(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.md").write_text("ash")
    (tmp_path / "b.csv").write_text("id,text,year\nb,birch,2020\n")
    sources = corpus, tmp_path / "folder", tmp_path / "b.csv"
    assert run("index", *sources, "--to", tmp_path / "notes", "--number", "year").code == 0
    with HybridIndex.open(tmp_path / "notes", HashingEncoder()) as index:
        assert set(index.get(["oak", "a.md", "b"])) == {"oak", "a.md", "b"}
        assert index.count({"year": {"$gte": 2020}}) == 1


def test_what_is_left_out_is_listed_and_the_exit_code_is_3(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{\n" * 25)
    outcome = run("index", corpus, tmp_path / "bad.jsonl", "--to", tmp_path / "notes")
    assert outcome.code == 3
    assert outcome.out.startswith("3 documents stored")
    lines = outcome.err.splitlines()
    assert "25 left out:" in lines
    assert sum(line.startswith(f"- {tmp_path}/bad.jsonl:") for line in lines) == 20
    assert lines[-1] == "… and 5 more; --json lists all"


def test_json_lists_all_that_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{\n" * 25)
    outcome = run("index", tmp_path / "bad.jsonl", "--to", tmp_path / "notes", "--json")
    assert outcome.code == 3
    assert [entry["place"] for entry in outcome.json["rejected"]] == [
        f"{tmp_path}/bad.jsonl:{line}" for line in range(1, 26)
    ]


def test_what_a_source_holds_reaches_no_terminal(tmp_path: Path) -> None:
    lines = [json.dumps({"id": text, "text": text}) for text in (*HOSTILE, *HOSTILE)]
    (tmp_path / "twice.jsonl").write_text("\n".join(lines))
    outcome = run("index", tmp_path / "twice.jsonl", "--to", tmp_path / "notes")
    assert outcome.code == 3
    assert harmless(outcome.out + outcome.err)
    assert "[red]x[/red]" in outcome.err


def test_a_missing_source_is_an_error_before_anything_is_made(corpus: Path, tmp_path: Path) -> None:
    outcome = run("index", corpus, tmp_path / "gone.csv", "--to", tmp_path / "notes")
    assert outcome.code == 1
    assert (
        "gone.csv: cannot be opened (No such file or directory); known sources: a folder, .arrow, .csv" in outcome.err
    )
    assert not (tmp_path / "notes").exists()


def test_an_index_in_memory_is_refused_since_nothing_would_be_left(corpus: Path) -> None:
    outcome = run("index", corpus, "--to", "memory://notes")
    assert outcome.code == 2
    assert "would be gone when the command ends" in outcome.err


def test_a_folder_that_is_no_index_is_an_error(corpus: Path, tmp_path: Path) -> None:
    outcome = run("index", corpus, "--to", tmp_path)
    assert outcome.code == 1
    assert "is not an index" in outcome.err


@pytest.mark.parametrize("arguments", [(), ("--batch-size", "0"), ("--batch-size", "many")])
def test_a_wrong_command_line_is_a_usage_error(corpus: Path, arguments: tuple[str, ...]) -> None:
    assert run("index", corpus, *arguments, *(["--to", "notes"] if arguments else [])).code == 2


def test_optimize_is_called_at_the_end(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    monkeypatch.setattr(HybridIndex, "optimize", lambda index: counts.append(index.count()))
    run("index", corpus, "--to", tmp_path / "notes", "--optimize")
    assert counts == [3]


def test_lost_tokens_are_said(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    populate = ingest.populate

    def cut(*arguments: object, **options: object) -> object:
        report = populate(*arguments, **options)  # type: ignore[arg-type]  # passed on as they came
        object.__setattr__(report, "truncation", Truncation(texts=2, tokens=1_500))
        return report

    monkeypatch.setattr(ingest, "populate", cut)
    outcome = run("index", corpus, "--to", tmp_path / "notes")
    assert "2 texts longer than the encoder reads: 1,500 tokens at the end cannot be found." in outcome.out


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (StorageFull("the disk is full"), 1)])
def test_whatever_ends_it_what_is_stored_is_said(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def stop(index: object, sources: object, *, batch_size: int, progress: Callable[[PopulateProgress], None]) -> None:
        progress(PopulateProgress(written=1000, unchanged=2, left_out=0, bytes_read=5, bytes_total=10))
        raise error

    monkeypatch.setattr(ingest, "populate", stop)
    outcome = run("index", corpus, "--to", tmp_path / "notes")
    assert outcome.code == code
    assert (
        "Stopped with 1,000 documents stored and 2 unchanged. They are safe; repeat the command to go on."
        in outcome.err
    )


def test_an_interruption_before_the_first_batch_says_so(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ingest, "populate", stop)
    outcome = run("index", corpus, "--to", tmp_path / "notes")
    assert (outcome.code, outcome.err) == (130, "Stopped before anything was stored.\n")
