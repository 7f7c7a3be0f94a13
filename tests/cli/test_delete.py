from pathlib import Path

import pytest

from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.index import HybridIndex
from tests.cli.running import HOSTILE, harmless, run

GERMAN = '{"lang": "de"}'


def ids(notes: Path) -> set[str]:
    with HybridIndex.open(notes, HashingEncoder()) as index:
        return set(index.get(["oak", "beech", "linde"]))


def test_by_id_without_asking(own_notes: Path) -> None:
    outcome = run("delete", own_notes, "--id", "oak", "--id", "beech", "--id", "nobody")
    assert (outcome.code, outcome.out) == (0, f"2 documents deleted from {own_notes}.\n")
    assert ids(own_notes) == {"linde"}


def test_by_filter_after_a_yes(own_notes: Path) -> None:
    outcome = run("delete", own_notes, "--where", GERMAN, typed="y\n")
    assert outcome.code == 0
    assert f"Delete 1 document from {own_notes}?" in outcome.err
    assert ids(own_notes) == {"oak", "beech"}


@pytest.mark.parametrize("what", [("--where", GERMAN), ("--all",)])
@pytest.mark.parametrize("typed", ["n\n", ""])
def test_without_a_yes_nothing_is_deleted(own_notes: Path, what: tuple[str, ...], typed: str) -> None:
    assert run("delete", own_notes, *what, typed=typed).code == 1
    assert ids(own_notes) == {"oak", "beech", "linde"}


def test_by_filter_in_a_script(own_notes: Path) -> None:
    outcome = run("delete", own_notes, "--where", GERMAN, "--yes", "--json")
    assert outcome.json == {"url": str(own_notes), "deleted": 1}


def test_the_whole_index(own_notes: Path) -> None:
    outcome = run("delete", own_notes, "--all", "--yes")
    assert (outcome.code, outcome.out) == (0, f"3 documents deleted from {own_notes}.\n")
    assert run("info", own_notes).code == 1


@pytest.mark.parametrize(
    "what", [(), ("--id", "oak", "--all"), ("--where", GERMAN, "--all"), ("--id", "oak", "--where", GERMAN)]
)
def test_exactly_one_choice_must_be_made(own_notes: Path, what: tuple[str, ...]) -> None:
    outcome = run("delete", own_notes, *what, "--yes")
    assert outcome.code == 2
    assert "--id, --where and --all" in outcome.err
    assert ids(own_notes) == {"oak", "beech", "linde"}


def test_hostile_ids_are_deleted(hostile: Path) -> None:
    outcome = run("delete", hostile, *(word for id in HOSTILE for word in ("--id", id)))
    assert outcome.out.startswith(f"{len(HOSTILE)} documents deleted")
    assert harmless(outcome.out)


def test_a_filter_of_null_is_not_everything(own_notes: Path) -> None:
    assert run("delete", own_notes, "--where", "null", "--yes").code == 2
    assert ids(own_notes) == {"oak", "beech", "linde"}
