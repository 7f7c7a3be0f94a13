import gzip
from pathlib import Path

from hybrid_search.training.one_pass.texts import Passage
from hybrid_search.training.one_pass.texts.dictd import read_dictd

ARTICLE = "bread\n   {Food} made of [OE. bred] flour,\n   water and a little patience, baked in an oven until brown.\n"


def test_an_article_has_its_headwords_as_titles(tmp_path: Path) -> None:
    before = "00-database-info\nabout\n"
    (tmp_path / "food.dict.dz").write_bytes(gzip.compress((before + ARTICLE).encode()))
    # Numbers are written to the base of 64: 23 is X. The article has 104 characters, 1 x 64 + 40, that is Bo.
    assert (len(before), len(ARTICLE)) == (23, 104)
    (tmp_path / "food.index").write_text("00-database-info\tA\tX\nbread\tX\tBo\nloaf\tX\tBo\n")
    text = "Food made of flour, water and a little patience, baked in an oven until brown."
    assert list(read_dictd(tmp_path / "food.index", "food")) == [Passage(text, ("bread", "loaf"), "food")]
