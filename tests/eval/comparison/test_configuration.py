"""Configurations: names, and what they say of themselves."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import RRF, FunctionReranker
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration

RERANKER = FunctionReranker(lambda _, texts: [0.0 for _ in texts])


@pytest.mark.parametrize(
    ("configuration", "text"),
    [
        (Configuration("a", legs="sparse"), "sparse, candidates=100"),
        (Configuration("a", fusion=RRF(k=10), candidates=50), "RRF(k=10), candidates=50"),
        (Configuration("a"), "the encoder's fusion, candidates=100"),
        (
            Configuration("a", fusion=RRF(), reranker=RERANKER, depth=20),
            "RRF(k=60), candidates=100, reranked by FunctionReranker, depth=20",
        ),
    ],
)
def test_it_describes_itself_in_a_line(configuration: Configuration, text: str) -> None:
    assert str(configuration) == text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": " "}, "printable text"),
        ({"name": "a\nb"}, "printable text"),
        ({"name": "a", "legs": "all"}, "legs='all'"),
        ({"name": "a", "legs": "sparse", "fusion": RRF()}, "nothing to be fused with"),
        ({"name": "a", "candidates": 0}, "candidates=0 must be a whole number from 1 to 10,000"),
        ({"name": "a", "candidates": -5}, "candidates=-5 must be"),
        ({"name": "a", "candidates": True}, "candidates=True must be"),
        ({"name": "a", "candidates": 10_001}, "candidates=10001 must be"),
        ({"name": "a", "depth": 20}, "depth=20 needs a reranker"),
        ({"name": "a", "depth": 0}, "depth=0 must be"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Configuration(**arguments)


@pytest.mark.parametrize(
    ("arguments", "hits"), [({}, 1_000), ({"reranker": RERANKER}, 100), ({"reranker": RERANKER, "depth": 30}, 30)]
)
def test_it_finds_no_more_than_its_reranker_sees(arguments: dict[str, Any], hits: int) -> None:
    assert Configuration("a", candidates=1_000, **arguments).hits == hits
