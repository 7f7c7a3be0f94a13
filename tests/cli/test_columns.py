from pathlib import Path

import pytest

from hybrid_search.encoders.hashing import HashingEncoder
from hybrid_search.index import HybridIndex
from hybrid_search.types import Document
from tests.cli.running import run

TABLE = "key,head,body,lang,page\noak,Oak,a tree,en,7\n"
NAMED = ("--id-column", "key", "--text-column", "body", "--title-column", "head")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "table.csv").write_text(TABLE)
    return tmp_path / "table.csv"


@pytest.mark.parametrize("command", ["index", "sync"])
@pytest.mark.parametrize(
    ("chosen", "metadata"),
    [
        ((), {"lang": "en", "page": "7"}),
        (("--metadata-column", "page", "--number", "page"), {"page": 7}),
        (("--metadata-column", "page", "--metadata-column", "head"), {"page": "7", "head": "Oak"}),
    ],
)
def test_columns_are_named(
    table: Path, tmp_path: Path, command: str, chosen: tuple[str, ...], metadata: dict[str, object]
) -> None:
    assert run(command, table, "--to", tmp_path / "notes", *NAMED, *chosen).code == 0
    with HybridIndex.open(tmp_path / "notes", HashingEncoder()) as index:
        assert index.get("oak") == Document("oak", "Oak. a tree", metadata)


def test_fields_of_json_lines_are_named_too(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"key": 7, "title": "an oak"}')
    source = (tmp_path / "a.jsonl", "--id-column", "key", "--text-column", "title")
    assert run("index", *source, "--to", tmp_path / "notes").code == 0
    with HybridIndex.open(tmp_path / "notes", HashingEncoder()) as index:
        assert index.get("7") == Document("7", "an oak")


@pytest.mark.parametrize("command", ["index", "sync"])
def test_a_column_that_is_not_there_is_named_with_those_that_are(table: Path, tmp_path: Path, command: str) -> None:
    outcome = run(command, table, "--to", tmp_path / "notes", "--id-column", "kee")
    assert outcome.code == 1
    assert "there is no column 'kee'; there are 'key', 'head', 'body', 'lang', 'page'" in outcome.err
    assert "--id-column, --text-column on the command line" in outcome.err
    assert not (tmp_path / "notes").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--id-column", ""), "'' is no name"),
        (("--metadata-column", " "), "' ' is no name"),
        (("--text-column", "x", "--title-column", "x"), "'x' is named twice"),
    ],
)
def test_a_wrong_name_is_a_usage_error(table: Path, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    outcome = run("sync", table, "--to", tmp_path / "notes", *arguments)
    assert outcome.code == 2
    assert message in outcome.err
    assert arguments[-2] in outcome.err


def test_texts_have_none(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("oak")
    outcome = run("index", tmp_path / "a.md", "--to", tmp_path / "notes", "--text-column", "body")
    assert outcome.code == 1
    assert "text and Markdown files have no columns; leave columns out, or read them by themselves" in outcome.err
