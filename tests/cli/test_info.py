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
