import json
from pathlib import Path

import pytest

from tests.cli.running import HOSTILE, run

LINES = (
    '{"id": "oak", "text": "an oak is a tree", "lang": "en"}\n'
    '{"id": "beech", "text": "a beech is a tree too", "lang": "en"}\n'
    '{"id": "linde", "text": "die Linde ist ein Baum", "lang": "de"}\n'
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three documents: oak (en), beech (en), linde (de)."""
    path = tmp_path / "corpus.jsonl"
    path.write_text(LINES)
    return path


@pytest.fixture
def own_notes(corpus: Path, tmp_path: Path) -> Path:
    """The corpus in an index that the test may change."""
    run("index", corpus, "--to", tmp_path / "notes")
    return tmp_path / "notes"


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same index for all tests that only read."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "corpus.jsonl").write_text(LINES)
    run("index", folder / "corpus.jsonl", "--to", folder / "notes")
    return folder / "notes"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """An index whose ids, texts and metadata are hostile."""
    lines = [json.dumps({"id": text, "text": f"tree {text}", "note": text}) for text in HOSTILE]
    (tmp_path / "hostile.jsonl").write_text("\n".join(lines))
    run("index", tmp_path / "hostile.jsonl", "--to", tmp_path / "hostile")
    return tmp_path / "hostile"
