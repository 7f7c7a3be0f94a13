import pytest

from hybrid_search.training.one_pass.queries import Frequencies, Known, Thesaurus, kinds, queries_for
from hybrid_search.training.one_pass.seeds import seeded
from hybrid_search.training.one_pass.texts import Passage

TEXTS = ("The oven bakes sourdough bread at night.", "The oven cools slowly.", "The night is long.")
PASSAGE = Passage(TEXTS[0], ("Bread", "The oven handbook"))


@pytest.fixture
def known() -> Known:
    return Known(Thesaurus(None), Frequencies(TEXTS))


def test_real_queries_come_first(known: Known) -> None:
    asked = Passage(TEXTS[0], (), "texts", ("when is bread baked", "who bakes"))
    assert queries_for(asked, known, 1, seed=0) == ["when is bread baked", "who bakes"]
    assert queries_for(asked, known, 3, seed=0)[:2] == ["when is bread baked", "who bakes"]


def test_invented_queries_depend_on_text_and_seed_alone(known: Known) -> None:
    first = queries_for(PASSAGE, known, 6, seed=0)
    queries_for(Passage(TEXTS[1]), known, 6, seed=0)
    assert queries_for(PASSAGE, known, 6, seed=0) == first
    assert queries_for(PASSAGE, known, 2, seed=0) == first[:2]
    assert queries_for(PASSAGE, known, 6, seed=1) != first


def test_a_passage_without_titles_has_queries_too(known: Known) -> None:
    found = queries_for(Passage(TEXTS[1]), known, 30, seed=0)
    assert all(any(word in query.lower() for word in ("oven", "cools", "slowly")) for query in found)


@pytest.mark.parametrize("number", range(20))
def test_salient_words_are_content_words_in_their_order(known: Known, number: int) -> None:
    found = kinds.salient(PASSAGE, known, seeded(number)).split()
    content = ["oven", "bakes", "sourdough", "bread", "night"]
    assert found == [word for word in content if word in found]
    assert 2 <= len(found) <= 5


@pytest.mark.parametrize("number", range(20))
def test_a_title_is_asked_for(known: Known, number: int) -> None:
    found = kinds.from_title(PASSAGE, known, seeded(number))
    assert "Bread" in found or "The oven handbook" in found


def test_idf_is_that_of_its_formula() -> None:
    # "oven" stands in 2 of 3 texts: ln(1 + 1.5 / 2.5); "sourdough" in 1: ln(1 + 2.5 / 1.5).
    assert Frequencies(TEXTS).idf("Oven") == pytest.approx(0.4700, abs=1e-4)
    assert Frequencies(TEXTS).idf("sourdough") == pytest.approx(0.9808, abs=1e-4)
