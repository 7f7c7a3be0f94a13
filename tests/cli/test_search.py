import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import ENVIRONMENT, HOSTILE, ROOT, harmless, run


def test_the_table_has_rank_score_id_text_and_the_ranks_of_both_legs(notes: Path) -> None:
    outcome = run("search", notes, "oak tree", "-k", "1")
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert [word.strip() for word in lines[1].split("┃")[1:-1]] == ["rank", "rrf", "id", "text", "sparse", "dense"]
    # 2 / (60 + 1): rank 1 in both legs
    assert [word.strip() for word in lines[3].split("│")[1:-1]] == [
        "1",
        "0.0328",
        "oak",
        "an oak is a tree",
        "#1",
        "#1",
    ]
    assert "1 hit, RRF(k=60), " in outcome.out


def test_a_leg_that_did_not_find_a_hit_has_a_dash(notes: Path) -> None:
    outcome = run("search", notes, "oak")
    (row,) = [line for line in outcome.out.splitlines() if "linde" in line]
    assert row.split("│")[-3].strip() == "-"


def test_a_long_text_is_cut_to_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("tree " * 1000)
    run("index", tmp_path / "a.md", "--to", tmp_path / "notes")
    outcome = run("search", tmp_path / "notes", "tree")
    assert max(map(len, outcome.out.splitlines())) == 120
    assert "…" in outcome.out


def test_one_leg_shows_its_raw_score(notes: Path) -> None:
    outcome = run("search", notes, "oak", "--legs", "sparse")
    assert "dot" in outcome.out.splitlines()[1]
    assert "1 hit, one leg, " in outcome.out


@pytest.mark.parametrize(
    ("fusion", "kind"),
    [
        ("rrf", "rrf"),
        ("rrf:k=20", "rrf"),
        ("weighted", "weighted"),
        ("weighted:sparse=1,dense=0", "weighted"),
        ("dbsf", "dbsf"),
    ],
)
def test_fusions_by_name(notes: Path, fusion: str, kind: str) -> None:
    outcome = run("search", notes, "oak", "--fusion", fusion, "--json")
    assert outcome.json["hits"][0]["score_kind"] == kind


def test_where_filters(notes: Path) -> None:
    outcome = run("search", notes, "tree", "--where", '{"lang": "de"}', "--json")
    assert [hit["id"] for hit in outcome.json["hits"]] == ["linde"]


def test_candidates_bound_each_leg(notes: Path) -> None:
    outcome = run("search", notes, "tree", "-k", "1", "--candidates", "1", "--json")
    assert outcome.json["candidates"] == {"sparse": 1, "dense": 1}


def test_explain_prints_each_hits_explanation(notes: Path) -> None:
    outcome = run("search", notes, "oak", "-k", "2", "--explain")
    assert "\noak: rank 1, rrf 0.0327869\n  sparse: rank 1, dot " in outcome.out
    assert "tokens (query weight x document weight):" in outcome.out


def test_json_is_the_whole_result(notes: Path) -> None:
    found = run("search", notes, "oak", "-k", "1", "--explain", "--json").json
    (hit,) = found["hits"]
    assert (found["query"], found["fusion"]) == ("oak", "RRF(k=60)")
    assert (hit["rank"], hit["id"], hit["text"], hit["metadata"]) == (1, "oak", "an oak is a tree", {"lang": "en"})
    assert hit["legs"]["sparse"]["rank"] == 1
    assert len(hit["tokens"]) == 1
    assert set(found["seconds"]) >= {"encode", "legs", "fuse", "total"}


def test_documents_by_the_sum_of_their_chunks(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "An oak is a tree. A beech is a tree. An elm is a tree."}')
    run("sync", tmp_path / "a.jsonl", "--to", tmp_path / "notes", "--chunk", "10", "--overlap", "0")
    command = ("search", tmp_path / "notes", "tree", "--legs", "sparse")
    chunks = run(*command, "--json").json["hits"]
    assert [hit["parent"] for hit in chunks] == ["a", "a", "a"]
    (best,) = run(*command, "--group-by", "document", "--json").json["hits"]
    (total,) = run(*command, "--group-by", "document", "--group-score", "sum", "--json").json["hits"]
    assert (best["score"], best["score_kind"]) == (chunks[0]["score"], "dot")
    assert total["score"] == pytest.approx(sum(hit["score"] for hit in chunks))
    assert total["score_kind"] == "sum-dot"
    assert "sum-dot" in run(*command, "--group-by", "document", "--group-score", "sum").out.splitlines()[1]


def test_nothing_found_is_said(notes: Path) -> None:
    outcome = run("search", notes, "tree", "--where", '{"lang": "fr"}')
    assert (outcome.code, outcome.out) == (0, "No document was found.\n")


def test_hostile_documents_are_shown_escaped(hostile: Path) -> None:
    outcome = run("search", hostile, "tree \x1b[31m", "--explain")
    assert harmless(outcome.out + outcome.err)
    for shown in ("\\x1b[31mred", "[red]x[/red]", "\\u202ecod.exe", "<b>bold</b>", "\\x9b1mC1"):
        assert shown in outcome.out


def test_hostile_documents_in_json_are_escaped_and_come_back(hostile: Path) -> None:
    outcome = run("search", hostile, "tree", "--json")
    assert outcome.out.isascii()
    assert harmless(outcome.out)
    assert {hit["id"] for hit in outcome.json["hits"]} == set(HOSTILE)
    assert {hit["metadata"]["note"] for hit in outcome.json["hits"]} == set(HOSTILE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--legs", "both", "-k", "0"), "Invalid value for '-k'"),
        (("--legs", "neither"), "'neither' is not"),
        (("--group-score", "mean"), "'mean' is not"),
        (("--fusion", "rff"), "there is no fusion 'rff'; known: comb_mnz, comb_sum, dbsf, rrf, weighted"),
        (("--fusion", "rrf:k=0"), "it must be above 0"),
        (("--fusion", "rrf:k"), "'k' is not KEY=VALUE"),
        (("--where", "{"), "it is not valid JSON"),
        (("--where", "[1]"), "a filter is a dict"),
        (("--where", '{"year": {"$near": 1}}'), "unknown operator '$near'"),
        (("--encoder", "one pass"), "'one pass' is not known; known: one-pass, "),
    ],
)
def test_a_wrong_value_is_a_usage_error_that_names_it(notes: Path, arguments: tuple[str, ...], message: str) -> None:
    outcome = run("search", notes, "tree", *arguments)
    assert outcome.code == 2
    assert message in " ".join(outcome.err.split())
    assert arguments[-2] in outcome.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("  ",), "the query is empty"),
        (("tree", "-k", "10", "--candidates", "5"), "candidates=5 is below k=10"),
        (("tree", "--legs", "dense", "--fusion", "rrf"), "nothing to be fused with"),
        (("tree", "--group-score", "sum"), "give group_by='document' with it"),
    ],
)
def test_what_the_library_refuses_is_an_error(notes: Path, arguments: tuple[str, ...], message: str) -> None:
    outcome = run("search", notes, *arguments)
    assert outcome.code == 1
    assert message in outcome.err


def test_a_missing_index_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    outcome = run("search", tmp_path / "gone", "tree")
    assert outcome.code == 1
    assert "there is no index" in outcome.err
    assert not (tmp_path / "gone").exists()


def test_a_terminal_that_knows_ascii_only_is_enough(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("tree na\u00efve \u6728 " * 50, encoding="utf-8")
    run("index", tmp_path / "a.md", "--to", tmp_path / "notes")
    done = subprocess.run(
        [sys.executable, "-m", "hybrid_search", "search", tmp_path / "notes", "tree"],
        env={**os.environ, **ENVIRONMENT, "PYTHONIOENCODING": "ascii"},
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert b"na\\xefve \\u6728" in done.stdout
