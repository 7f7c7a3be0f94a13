from __future__ import annotations

import pytest

from benchmarks.peers.expected import Exact
from benchmarks.peers.place import Place
from benchmarks.peers.plain import Plain
from benchmarks.peers.ready import Ready


@pytest.fixture(scope="module")
def ready() -> Ready:
    return Ready(60, 5)


def test_the_best_by_the_formula_are_what_the_client_finds(ready: Ready) -> None:
    plain = Plain(Place("local mode"), "test", ready, candidates=20)
    plain.index()
    found = {query: plain.search(query) for query in ready.queries}
    plain.drop()
    assert Exact(ready).share(found, candidates=20, constant=1) == 1.0


def test_documents_that_are_not_among_the_best_lower_the_share(ready: Ready) -> None:
    exact = Exact(ready)
    query = ready.queries[0]
    dense, sparse = exact.legs[query]
    last = min(exact.place, key=lambda one: dense[exact.place[one]] + 1000 * (sparse[exact.place[one]] > 0))
    first = max(exact.place, key=lambda one: dense[exact.place[one]])
    assert exact.share({query: [first, last]}, candidates=10, constant=1) == 0.5
