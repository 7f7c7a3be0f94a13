import json
import math

import pytest

from hybrid_search.encoders.bm25 import BM25Statistics
from hybrid_search.encoders.bm25.terms import Terms
from hybrid_search.errors import InvalidInput

TERMS = Terms("english")


def term(word: str) -> int:
    (found,) = TERMS.count(word)
    return found


def test_documents_lengths_and_frequencies_are_counted() -> None:
    statistics = BM25Statistics.count(iter(["the cats and a cat", "cat dog", "the"]), TERMS)
    assert statistics.documents == 3
    assert statistics.average_length == (2 + 2 + 0) / 3
    assert statistics.frequencies == {term("cat"): 2, term("dog"): 1}


def test_the_shortest_spelling_of_a_term_is_kept() -> None:
    assert BM25Statistics.count(["running", "runs", "run"], TERMS).words == {term("run"): "run"}
    assert BM25Statistics.count(["running"], TERMS, keep_words=False).words == {}


def test_idf_is_that_of_lucene() -> None:
    statistics = BM25Statistics(documents=10, average_length=1.0, frequencies={1: 3, 2: 10})
    assert statistics.idf(1) == math.log(1 + (10 - 3 + 0.5) / (3 + 0.5))
    assert statistics.idf(2) == math.log(1 + 0.5 / 10.5)
    assert statistics.idf(99) == math.log(1 + 10.5 / 0.5)


def test_they_survive_json() -> None:
    statistics = BM25Statistics.count(["the cats", "dog dog"], TERMS)
    assert BM25Statistics.from_json(json.loads(json.dumps(statistics.to_json()))) == statistics


@pytest.mark.parametrize("texts", [[], ["", "the of"]])
def test_texts_without_a_term_are_refused(texts: list[str]) -> None:
    with pytest.raises(InvalidInput, match=f"the {len(texts)} texts to count hold no term"):
        BM25Statistics.count(texts, TERMS)
