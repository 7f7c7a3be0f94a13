from pathlib import Path

from hybrid_search.ingest import Rejected
from hybrid_search.training.one_pass.texts import Passage
from hybrid_search.training.one_pass.texts.jsonl import read_jsonl


def read(tmp_path: Path, lines: str) -> list[Passage | Rejected]:
    (tmp_path / "notes.jsonl").write_text(lines)
    return list(read_jsonl(tmp_path / "notes.jsonl"))


def test_a_line_is_a_passage_with_title_and_queries(tmp_path: Path) -> None:
    found = read(tmp_path, '{"text": "Bread is\\nbaked.", "title": " Bread ", "queries": ["how to bake"]}\n')
    assert found == [Passage("Bread is baked.", ("Bread",), "notes", ("how to bake",))]


def test_a_line_of_beir_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, '{"_id": "7", "title": "", "text": "Bread is baked.", "metadata": {}}\n\n')
    assert found == [Passage("Bread is baked.", (), "notes")]


def test_a_long_text_is_cut_unless_it_has_queries_of_its_own(tmp_path: Path) -> None:
    paragraph = "word " * 100
    text = f'"text": "{paragraph}\\n\\n{paragraph}"'
    assert len(read(tmp_path, f"{{{text}}}\n")) == 2
    assert len(read(tmp_path, f'{{{text}, "queries": ["a word"]}}\n')) == 1


def test_what_is_no_passage_is_rejected_with_its_place(tmp_path: Path) -> None:
    lines = ["{", "[1]", '{"text": 1}', '{"text": "…"}', '{"text": "bread", "queries": "how"}']
    found = read(tmp_path, "\n".join(lines))
    place = (tmp_path / "notes.jsonl").as_posix()
    assert [str(entry).split(": ")[0] for entry in found] == [f"{place}:{line}" for line in range(1, 6)]
