import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import HOSTILE, ROOT, harmless, run

MUST_FIND = {"query": "oak", "must": ["oak"], "within": 1}


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text("query,id\noak,oak\nbeech,beech\nlinde,linde\n")
    return path


def written(folder: Path, *must_find: dict[str, Any]) -> Path:
    path = folder / "golden.json"
    path.write_text(json.dumps({"must_find": must_find}))
    return path


def test_what_must_be_found_and_is(notes: Path, tmp_path: Path) -> None:
    outcome = run("check", written(tmp_path, MUST_FIND), "--index", notes)
    assert (outcome.code, outcome.out) == (0, "passed: 1 of 1 must-find queries hold\n")


def test_what_must_be_found_and_is_not_fails(notes: Path, tmp_path: Path) -> None:
    path = written(
        tmp_path, MUST_FIND, {"query": "oak", "must": ["beech", "fir"], "within": 2, "where": {"lang": "en"}}
    )
    outcome = run("check", path, "--index", notes)
    assert outcome.code == 1
    assert "failed: 1 of 2 must-find queries hold\n" in outcome.out
    assert "  'oak': fir is not in the index, wanted among the first 2\n" in outcome.out


def test_frozen_and_checked(notes: Path, pairs: Path, tmp_path: Path) -> None:
    path = tmp_path / "golden.json"
    outcome = run("check", path, "--index", notes, "--freeze", pairs)
    assert outcome.code == 0
    assert "nDCG@10 1.000 frozen; queries: 3, and 0 that must find certain documents" in outcome.out
    outcome = run("check", path, "--index", notes)
    assert outcome.code == 0
    assert outcome.out == "passed: nDCG@10 1.000 -> 1.000 (+0.000, within the tolerance of 0.01; p = 1.000)\n"


def test_a_mean_that_fell_fails_unless_the_tolerance_is_wider(own_notes: Path, pairs: Path, tmp_path: Path) -> None:
    path = tmp_path / "golden.json"
    run("check", path, "--index", own_notes, "--freeze", pairs)
    run("delete", own_notes, "--id", "linde")
    outcome = run("check", path, "--index", own_notes, "--report", tmp_path / "summary.md")
    assert outcome.code == 1
    assert "failed: nDCG@10 1.000 -> 0.667 (-0.333, more than the tolerance of 0.01; p = 1.000)\n" in outcome.out
    assert "  -1.000  1.000 -> 0.000  3: linde\n" in outcome.out
    assert "note: the index has 2 documents, and had 3\n" in outcome.out
    assert (tmp_path / "summary.md").read_text().startswith("**failed: nDCG@10 1.000 -\\> 0.667")
    assert run("check", path, "--index", own_notes, "--tolerance", "0.4").code == 0


def test_json_has_the_verdict_and_still_fails(own_notes: Path, pairs: Path, tmp_path: Path) -> None:
    path = tmp_path / "golden.json"
    frozen = run("check", path, "--index", own_notes, "--freeze", pairs, "--measure", "RR@10", "--json").json
    assert frozen == {"file": str(path), "queries": 3, "measure": "RR@10", "mean": 1.0}
    run("delete", own_notes, "--id", "linde")
    outcome = run("check", path, "--index", own_notes, "--json")
    assert outcome.code == 1
    assert (outcome.json["passed"], outcome.json["measure"]) == (False, "RR@10")


def test_freezing_again_keeps_what_must_be_found_and_how_it_is_searched(
    notes: Path, pairs: Path, tmp_path: Path
) -> None:
    path = written(tmp_path, MUST_FIND)
    run("check", path, "--index", notes, "--freeze", pairs, "--fusion", "rrf:k=5", "--candidates", "20")
    run("check", path, "--index", notes, "--freeze", pairs)
    stored = json.loads(path.read_text())
    assert stored["must_find"] == [MUST_FIND]
    assert stored["search"] == {
        "name": "golden",
        "legs": "both",
        "fusion": {"name": "rrf", "k": 5.0},
        "candidates": 20,
    }
    assert stored["frozen"]["formula"] == "RRF(k=5)"


def test_another_encoder_is_said_and_does_not_fail(notes: Path, pairs: Path, tmp_path: Path) -> None:
    path = tmp_path / "golden.json"
    run("check", path, "--index", notes, "--freeze", pairs)
    stored = json.loads(path.read_text())
    stored["frozen"]["fingerprint"]["dims"] = 7
    path.write_text(json.dumps(stored))
    outcome = run("check", path, "--index", notes)
    assert outcome.code == 0
    assert "note: the encoder's fingerprint changed: dims is " in outcome.out


def test_relevant_documents_that_the_index_lacks_are_said(notes: Path, pairs: Path, tmp_path: Path) -> None:
    pairs.write_text(pairs.read_text() + "fir,fir\n")
    outcome = run("check", tmp_path / "golden.json", "--index", notes, "--freeze", pairs)
    assert outcome.code == 0
    assert "1 relevant document not in the index, for instance 'fir'" in outcome.err


def test_hostile_queries_and_ids_do_no_harm(hostile: Path, tmp_path: Path) -> None:
    path = written(tmp_path, *({"query": f"tree {text}", "must": [text, f"no {text}"]} for text in HOSTILE))
    outcome = run("check", path, "--index", hostile)
    assert outcome.code == 1
    assert harmless(outcome.out + outcome.err)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--tolerance", "-1"), 2, "'--tolerance'"),
        (("--measure", "recall"), 0, "passed"),  # there is no frozen run to measure
        (("--fusion", "rrf"), 2, "--fusion, --candidates and --split belong to it"),
        (("--freeze", "nowhere"), 1, "'nowhere' is no dataset"),
    ],
)
def test_options(notes: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    outcome = run("check", written(tmp_path, MUST_FIND), "--index", notes, *arguments)
    assert outcome.code == code
    assert message in " ".join((outcome.out + outcome.err).split())


def test_a_fault_of_the_file_is_named(notes: Path, tmp_path: Path) -> None:
    outcome = run("check", written(tmp_path, {"query": "oak"}), "--index", notes)
    assert outcome.code == 1
    assert "golden.json: must_find[0]: the field 'must' is missing" in outcome.err


def test_a_file_that_is_not_there(notes: Path, tmp_path: Path) -> None:
    outcome = run("check", tmp_path / "gone.json", "--index", notes)
    assert outcome.code == 1
    assert "gone.json: cannot be read" in outcome.err


def test_a_missing_index_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    outcome = run("check", written(tmp_path, MUST_FIND), "--index", tmp_path / "gone")
    assert outcome.code == 1
    assert "there is no index" in outcome.err
    assert not (tmp_path / "gone").exists()


def test_the_workflow_of_the_documentation_runs(
    notes: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text()
    (text,) = [
        block for block in re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL) if "hybrid-search check" in block
    ]
    written(tmp_path, MUST_FIND)
    monkeypatch.chdir(tmp_path)
    steps = [step["run"] for step in yaml.safe_load(text)["jobs"]["check"]["steps"] if "run" in step]
    commands = [shlex.split(step.replace("$GITHUB_STEP_SUMMARY", "summary.md"))[1:] for step in steps[1:]]
    assert [command[0] for command in commands] == ["index", "check"]
    assert [run(*command).code for command in commands] == [0, 0]
    assert (tmp_path / "summary.md").read_text() == "**passed: 1 of 1 must-find queries hold**\n"


def test_the_file_of_the_documentation_is_one(notes: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "evaluation.md").read_text()
    (text,) = [block for block in re.findall(r"```json\n(.*?)```", page, flags=re.DOTALL) if "must_find" in block]
    (tmp_path / "golden.json").write_text(text)
    outcome = run("check", tmp_path / "golden.json", "--index", notes)
    assert outcome.out.startswith("failed: 0 of 2 must-find queries hold")
