from pathlib import Path

from hybrid_search.training.one_pass.texts import Passage
from hybrid_search.training.one_pass.texts.prose import read_prose


def test_headings_are_the_titles_of_what_follows(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "Before.\n\n# Baking bread\n\nKnead the\ndough.\n\nThen wait.\n\n## Cakes ##\nStir.\n"
    )
    assert list(read_prose(tmp_path / "a.md")) == [
        Passage("Before.", (), "a.md"),
        Passage("Knead the dough. Then wait.", ("Baking bread",), "a.md"),
        Passage("Stir.", ("Cakes",), "a.md"),
    ]
