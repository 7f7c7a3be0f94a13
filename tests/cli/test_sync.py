import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.index import HybridIndex
from tests.cli.running import ENVIRONMENT, HOSTILE, ROOT, harmless, run
from tests.cli.test_interrupt import LISTENING


def write(path: Path, **texts: str) -> Path:
    path.write_text("".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in texts.items()))
    return path


def test_what_is_new_changed_and_gone(corpus: Path, own_notes: Path) -> None:
    write(corpus, oak="an oak is a tree", linde="lime", elm="an elm is a tree")
    outcome = run("sync", corpus, "--to", own_notes, "--delete-missing", "--max-delete-share", "0.5")
    assert outcome.code == 0
    assert outcome.out.startswith(f"{own_notes}: 1 added, 2 changed, 0 unchanged, 1 row deleted; ")
    with HybridIndex.open(own_notes, HashingEncoder()) as index:
        assert set(index.get(["oak", "beech", "linde", "elm"])) == {"oak", "linde", "elm"}


def test_json_is_the_report(corpus: Path, tmp_path: Path) -> None:
    report = run("sync", corpus, "--to", tmp_path / "notes", "--json").json
    assert (report["added"], report["written"], report["failed"]) == (3, 3, [])
    assert report["url"] == str(tmp_path / "notes")


def test_with_json_the_progress_is_events_and_the_report_has_the_stages(corpus: Path, tmp_path: Path) -> None:
    outcome = run("sync", corpus, "--to", tmp_path / "notes", "--json")
    events = [json.loads(line) for line in outcome.err.splitlines()]
    assert {event["event"] for event in events} == {"progress"}
    assert outcome.json["stages"]["encode"]["items"] == 3
    assert outcome.json["limit"]["stage"] in ("read", "encode", "write")


def test_the_limit_is_named_at_the_end(corpus: Path, tmp_path: Path) -> None:
    lines = run("sync", corpus, "--to", tmp_path / "notes").out.splitlines()
    assert " was the limit, at work " in lines[1]
    assert " (the limit)" in lines[1]


def test_workers_store_the_same(corpus: Path, tmp_path: Path) -> None:
    assert run("sync", corpus, "--to", tmp_path / "notes", "--workers", "1", "--json").json["added"] == 3
    assert run("sync", corpus, "--to", tmp_path / "notes", "--json").json["unchanged"] == 3


def test_a_dry_run_says_what_would_be_done_and_makes_nothing(corpus: Path, tmp_path: Path) -> None:
    outcome = run("sync", corpus, "--to", tmp_path / "notes", "--dry-run")
    lines = outcome.out.splitlines()
    assert lines[0].startswith(
        f"{tmp_path / 'notes'}: 3 would be added, 0 changed, 0 unchanged, 0 rows would be deleted"
    )
    assert lines[1] == "added: 'oak', 'beech', 'linde'"
    assert lines[2].startswith("Encoding would take about ")
    assert not (tmp_path / "notes").exists()


def test_too_many_deletions_are_refused_unless_it_is_said(corpus: Path, own_notes: Path) -> None:
    write(corpus, oak="an oak is a tree")
    outcome = run("sync", corpus, "--to", own_notes, "--delete-missing")
    assert outcome.code == 1
    assert "2 stored rows of 3 are not in the source, and at most 10% may be deleted" in outcome.err
    assert "--yes" in outcome.err
    assert run("sync", corpus, "--to", own_notes, "--delete-missing", "--yes", "--json").json["deleted"] == 2


def test_chunks(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", a=" ".join(f"Tree number {n} is an oak." for n in range(20)))
    report = run("sync", source, "--to", tmp_path / "notes", "--chunk", "32", "--overlap", "8", "--json").json
    assert report["added"] == 1
    assert report["written"] > 2
    assert run("sync", source, "--to", tmp_path / "notes", "--chunk", "32", "--overlap", "8", "--json").json[
        "unchanged"
    ]


@pytest.mark.parametrize(
    "wrong", [("--overlap", "5"), ("--batch-size", "0"), ("--max-delete-share", "2"), ("--workers", "-1")]
)
def test_a_wrong_command_line_is_a_usage_error(corpus: Path, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    assert run("sync", corpus, "--to", tmp_path / "notes", *wrong).code == 2


def test_an_index_in_memory_is_refused(corpus: Path) -> None:
    assert run("sync", corpus, "--to", "memory://notes").code == 2


def test_what_is_left_out_is_listed_and_reaches_no_terminal(tmp_path: Path) -> None:
    lines = [json.dumps({"id": text, "text": text}) for text in (*HOSTILE, *HOSTILE)]
    (tmp_path / "twice.jsonl").write_text("\n".join(lines))
    outcome = run("sync", tmp_path / "twice.jsonl", "--to", tmp_path / "notes")
    assert outcome.code == 3
    assert "6 left out:" in outcome.err
    assert harmless(outcome.out + outcome.err)
    assert harmless(run("sync", tmp_path / "twice.jsonl", "--to", tmp_path / "other", "--dry-run").out)


@pytest.mark.skipif(os.name == "nt", reason="a single process cannot be sent Ctrl-C there")
def test_ctrl_c_leaves_what_is_stored_and_a_repetition_goes_on(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.jsonl", **{str(n): f"tree {n}" for n in range(2_000)})
    process = subprocess.Popen(
        [sys.executable, "-c", LISTENING, "sync", corpus, "--to", tmp_path / "notes", "--batch-size", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **ENVIRONMENT},
        cwd=ROOT,
    )
    assert process.stderr is not None
    process.stderr.readline()  # comes after the first acknowledged batch
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "repeat the command to go on" in err
    assert "Traceback" not in err
    report = run("sync", corpus, "--to", tmp_path / "notes", "--json").json
    assert report["unchanged"] >= 1
    assert report["added"] + report["unchanged"] == 2_000
