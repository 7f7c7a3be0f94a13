"""What is measured is a search that encodes its query: no cache makes a configuration look fast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from hybrid_search import HybridIndex
from hybrid_search.encoders import Encoded
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.legs import retrieve
from hybrid_search.eval.comparison.searched import search_alone
from tests.eval.comparison.conftest import QUERIES, Small
from tests.fakes import WordEncoder


class Asked(WordEncoder):
    """Counts how often each query was encoded."""

    def __init__(self) -> None:
        super().__init__()
        self.queries: Counter[str] = Counter()

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        self.queries.update(texts)
        return super().encode_queries(texts)


@pytest.fixture
def encoder() -> Asked:
    return Asked()


@pytest.fixture
def warm(encoder: Asked, dataset: Small) -> Iterator[HybridIndex]:
    """An index that has encoded all queries before."""
    with HybridIndex.open("memory://small", encoder) as index:
        index.add(dataset.documents())
        index.search_many(list(QUERIES.values()))
        encoder.queries.clear()
        yield index


def test_each_leg_of_each_query_is_searched_with_an_encoding_of_its_own(warm: HybridIndex, encoder: Asked) -> None:
    retrieve(warm, QUERIES, [Configuration("hybrid")], lambda *_: None)
    first, *others = QUERIES.values()
    assert encoder.queries == {first: 3, **dict.fromkeys(others, 2)}  # one search goes before


def test_so_is_a_configuration_with_searches_of_its_own(warm: HybridIndex, encoder: Asked) -> None:
    search_alone(warm, QUERIES, Configuration("alone"), lambda *_: None)
    assert encoder.queries == dict.fromkeys(QUERIES.values(), 1)
