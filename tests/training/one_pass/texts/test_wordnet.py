from pathlib import Path

import pytest

from hybrid_search.training.one_pass.queries import Thesaurus
from hybrid_search.training.one_pass.seeds import seeded
from hybrid_search.training.one_pass.texts.wordnet import WordNet

LICENCE = "  1 This software and database is being provided to you\n"
NOUNS = (
    LICENCE + "00000001 06 n 02 dog 0 domestic_dog 0 001 @ 00000002 n 0000 | a member of the genus Canis that has been "
    'domesticated by man since prehistoric times; "the dog barked all night"  \n'
    "00000002 06 n 01 animal 0 001 ~ 00000001 n 0000 | a living organism  \n"
)
VERBS = LICENCE + "00000003 30 v 01 bake 0 000 01 + 08 00 | cook in an oven  \n"


@pytest.fixture
def wordnet(tmp_path: Path) -> WordNet:
    """Two nouns and a verb in the database's own format."""
    files = {"data.noun": NOUNS, "data.verb": VERBS, "data.adj": LICENCE, "data.adv": LICENCE}
    files["index.noun"] = LICENCE + "dog n 1 1 @ 1 1 00000001  \nanimal n 1 1 ~ 1 0 00000002  \n"
    files["index.verb"] = LICENCE + "bake v 1 0 1 0 00000003  \n"
    files |= {"index.adj": LICENCE, "index.adv": LICENCE}
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="latin-1")
    return WordNet.read(tmp_path)


def test_synsets_and_senses_are_read(wordnet: WordNet) -> None:
    dog = wordnet.synsets["n", "00000001"]
    assert dog.terms == ("dog", "domestic dog")
    assert dog.definition.startswith("a member")
    assert dog.definition.endswith("times")
    assert dog.related("@") == [("n", "00000002")]
    assert wordnet.senses["dog"] == [(("n", "00000001"), 1)]


def test_a_passage_is_a_gloss_of_some_length_with_its_terms_as_titles(wordnet: WordNet) -> None:
    (passage,) = [p for p in wordnet.passages(0) if p.titles[0] == "dog"]
    assert passage.titles == ("dog", "domestic dog")
    assert passage.text.startswith("a member of the genus Canis")
    assert list(wordnet.passages(0)) == list(wordnet.passages(0))


def test_another_word_is_a_synonym_or_what_it_is_a_kind_of(wordnet: WordNet) -> None:
    found = {Thesaurus(wordnet).other("Dogs", seeded(number)) for number in range(30)}
    assert found == {"domestic dog", "animal"} | ({"dog"} & found)
    assert Thesaurus(wordnet).other("unheard", seeded(0)) is None
    assert Thesaurus(None).other("dog", seeded(0)) is None


def test_a_gerund_becomes_its_verb(wordnet: WordNet) -> None:
    assert Thesaurus(wordnet).infinitive("Baking bread") == "bake bread"
    assert Thesaurus(wordnet).infinitive("Building walls") is None
    assert Thesaurus(wordnet).infinitive("Bread") is None
