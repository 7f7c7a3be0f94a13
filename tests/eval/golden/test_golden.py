from typing import Any

import pytest

from hybrid_search import F
from hybrid_search.errors import InvalidFilter, InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.golden import FrozenQuery, Golden, MustFind

QUERY = FrozenQuery("q1", "light", {"plant": 1}, ("plant", "cat"))


def test_the_frozen_run_scores_by_rank() -> None:
    golden = Golden(queries=(QUERY,))
    assert golden.run == {"q1": {"plant": 1.0, "cat": 0.5}}
    assert (golden.qrels, golden.texts) == ({"q1": {"plant": 1}}, {"q1": "light"})


def test_both_spellings_of_a_filter_are_one() -> None:
    assert MustFind("light", ("plant",), where={"kind": "p"}) == MustFind("light", ("plant",), where=F.kind == "p")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"query": " "}, "query: the text is empty"),
        ({"must": ()}, "must: .* at least one id"),
        ({"must": ("a", "a")}, "each of them once"),
        ({"must": ("",)}, "at least one id"),
        ({"must": ("a", "b"), "within": 1}, "within: 1 hits cannot hold the 2 documents of must"),
    ],
)
def test_an_entry_that_cannot_be(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        MustFind(**({"query": "light", "must": ("plant",)} | change))


def test_a_filter_that_is_none() -> None:
    with pytest.raises(InvalidFilter, match="unknown operator"):
        MustFind("light", ("plant",), where={"kind": {"$near": 1}})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": ""}, "id and text must not be empty"),
        ({"id": ""}, "id and text must not be empty"),
        ({"grades": {}}, "grades: there are none"),
        ({"found": ("a", "b", "a")}, "found: document 'a' is there twice"),
    ],
)
def test_a_query_that_cannot_be(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        FrozenQuery(**({"id": "q1", "text": "light", "grades": {"a": 1}, "found": ()} | change))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "there is nothing to check"),
        ({"queries": (QUERY, QUERY)}, "the id 'q1' is there twice"),
        (
            {"must_find": (MustFind("a", ("b",), 7),), "configuration": Configuration("c", candidates=6)},
            "within=7 exceeds the 6 candidates",
        ),
    ],
)
def test_a_file_that_cannot_be(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Golden(**arguments)
