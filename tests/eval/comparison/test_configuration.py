"""Configurations: names, and what they say of themselves."""

from __future__ import annotations

from typing import Any

import pytest

from hybrid_search import RRF, FunctionReranker
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration


@pytest.mark.parametrize(
    ("configuration", "text"),
    [
        (Configuration("a", legs="sparse"), "sparse, candidates=100"),
        (Configuration("a", fusion=RRF(k=10), candidates=50), "RRF(k=10), candidates=50"),
        (Configuration("a"), "the encoder's fusion, candidates=100"),
        (
            Configuration(
                "a", fusion=RRF(), reranker=FunctionReranker(lambda _, texts: [0.0 for _ in texts]), depth=20
            ),
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
    ],
)
def test_what_makes_no_sense_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Configuration(**arguments)
