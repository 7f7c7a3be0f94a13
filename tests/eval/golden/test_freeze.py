import pytest

from hybrid_search import RRF, Document, HybridIndex
from hybrid_search._version import __version__
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.golden import Golden, MustFind, freeze_golden
from tests.eval.golden.conftest import Questions
from tests.fakes import WordEncoder


def test_every_judged_query_is_kept_with_what_it_found_and_its_score(golden: Golden) -> None:
    assert [(one.id, one.text, one.score) for one in golden.queries] == [
        ("q1", "light", 1.0),
        ("q2", "mice", 1.0),
        ("q3", "rails", 1.0),
    ]
    assert golden.queries[0].found[0] == "plant"
    assert golden.queries[0].grades == {"plant": 2, "cat": 0}


def test_the_circumstances_are_kept_but_not_the_place_of_the_index(golden: Golden) -> None:
    frozen = golden.frozen
    assert frozen is not None
    assert (frozen.library, frozen.formula) == (__version__, "RRF(k=60)")
    assert frozen.fingerprint == {"encoder": "words", "dims": 3}
    assert frozen.index == {"backend": "memory", "documents": "3", "encoder": "words"}
    assert frozen.dataset == {"kind": "test", "name": "questions"}


def test_the_way_to_search_and_what_must_be_found_are_kept(index: HybridIndex) -> None:
    shallow = Configuration("shallow", fusion=RRF(5), candidates=2)
    entry = MustFind("light", ("plant",), 1)
    golden = freeze_golden(index, Questions(), configuration=shallow, must_find=[entry])
    assert (golden.configuration, golden.must_find) == (shallow, (entry,))
    assert all(len(one.found) <= 2 for one in golden.queries)


def test_an_index_of_something_else_is_refused() -> None:
    with HybridIndex.open("memory://else", WordEncoder()) as other:
        other.add([Document("x", "milk")])
        with pytest.raises(InvalidInput, match="every query scores 0 on memory://else; check that the index holds"):
            freeze_golden(other, Questions())


def test_a_dataset_without_judged_queries(index: HybridIndex) -> None:
    class Unjudged(Questions):
        def queries(self) -> dict[str, str]:
            return {}

    with pytest.raises(InvalidInput, match="there is nothing to freeze"):
        freeze_golden(index, Unjudged())


def test_an_unknown_measure_fails_before_the_searches(index: HybridIndex) -> None:
    with pytest.raises(InvalidInput, match="'recall' is not one of ir_measures"):
        freeze_golden(index, Questions(), measure="recall")
