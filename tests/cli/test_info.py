from pathlib import Path

from tests.cli.running import run


def test_the_table_has_a_line_for_each_fact(notes: Path) -> None:
    outcome = run("info", notes)
    facts = dict([word.strip() for word in line.split("│")[1:3]] for line in outcome.out.splitlines() if "│" in line)
    assert outcome.code == 0
    assert (facts["documents"], facts["encoder"], facts["dims"]) == ("3", "hashing-64", "64")
    assert (facts["backend"], facts["legs"]) == ("embedded", "sparse, dense")


def test_json_is_the_statistics(notes: Path) -> None:
    found = run("info", notes, "--json").json
    assert (found["url"], found["documents"], found["legs"]) == (str(notes), 3, ["sparse", "dense"])
    assert found["facts"]


def test_a_missing_index_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    outcome = run("info", tmp_path / "gone")
    assert outcome.code == 1
    assert not (tmp_path / "gone").exists()


def test_it_says_what_of_the_encoder_runs_here(tmp_path: Path) -> None:
    from hybrid_search import Document, HybridIndex, OnePassEncoder  # noqa: PLC0415  # only here

    with HybridIndex.open(str(tmp_path / "index"), OnePassEncoder(precision="fp32")) as index:
        index.add([Document("1", "Plants turn light into sugar.")])
    found = run("info", tmp_path / "index", "--encoder", "one-pass", "--json").json["encoder_info"]
    assert found["precision"] in {"fp32", "int8-head"}
    assert found["query_precision"] in {"fp32", "int8-head", "int8-blocks"}
    assert found["precision_reason"]
    assert found["threads"] >= 1
    assert "encoder precision_reason" in run("info", tmp_path / "index", "--encoder", "one-pass").out
