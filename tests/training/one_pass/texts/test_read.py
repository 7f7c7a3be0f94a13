import json
from pathlib import Path

import pytest

from hybrid_search.errors import InvalidInput, InvalidSource
from hybrid_search.training.one_pass.texts import files_of, read_texts


def test_files_of_a_folder_are_read_in_order_without_repetitions(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text("\n".join(json.dumps({"text": f"passage {n % 70}"}) for n in range(140)))
    (tmp_path / "a.md").write_text("# Title\n\nFirst passage.\n")
    (tmp_path / ".hidden.md").write_text("Hidden passage.\n")
    texts = read_texts([str(tmp_path)], tmp_path / "cache", 0, print)
    assert [passage.text for passage in texts.passages[:2]] == ["First passage.", "passage 0"]
    assert len(texts.passages) == 71
    assert texts.wordnet is None


def test_too_few_passages_are_refused_and_rejections_said(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "one passage"}\n' + "{\n" * 7)
    said: list[str] = []
    with pytest.raises(InvalidInput, match=r"a\.jsonl: 1 different passages; training needs 64"):
        read_texts([str(tmp_path / "a.jsonl")], tmp_path, 0, said.append)
    assert len(said) == 6
    assert said[-1] == "… and 2 more left out"


def test_a_path_without_texts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    for path in (tmp_path, tmp_path / "a.pdf", tmp_path / "missing.jsonl"):
        with pytest.raises(InvalidSource, match="there is nothing to read"):
            files_of(path)
