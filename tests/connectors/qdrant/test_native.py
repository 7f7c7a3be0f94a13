from __future__ import annotations

import pytest

from hybrid_search.connectors.qdrant.native import check, formula
from hybrid_search.connectors.qdrant.version import Version
from hybrid_search.errors import Unsupported
from hybrid_search.types import Native

URL = "qdrant://localhost/notes"
WEIGHTS = {"sparse": 0.3, "dense": 0.7}


@pytest.mark.parametrize(
    ("fusion", "version", "said"),
    [
        (Native.rrf(), Version(1, 15, 3), r"needs Qdrant 1\.15\.4, and this is 1\.15\.3; use RRF\(k=60\)"),
        (Native.rrf(60, WEIGHTS), Version(1, 16, 9), r"needs Qdrant 1\.17\.0.*use RRF\(k=60, weights="),
        (
            Native.linear(WEIGHTS, "min_max"),
            Version(1, 19, 0),
            r"use Weighted\(\{.*\}, MinMax\(\)\), or normalizer='none'",
        ),
        (Native.linear(WEIGHTS, "l2"), Version(1, 19, 0), "adds scores as they are"),
    ],
)
def test_what_the_server_does_not_have_is_refused_with_an_alternative(
    fusion: Native, version: Version, said: str
) -> None:
    with pytest.raises(Unsupported, match=said):
        check(fusion, version, URL)


@pytest.mark.parametrize(
    ("fusion", "version"),
    [
        (Native.rrf(), Version(1, 15, 4)),
        (Native.rrf(60, {"sparse": 1, "dense": 1}), Version(1, 15, 4)),
        (Native.rrf(60, WEIGHTS), Version(1, 17, 0)),
        (Native.dbsf(), Version(1, 15, 0)),
        (Native.linear(WEIGHTS), Version(1, 15, 0)),
    ],
)
def test_what_it_has_is_not(fusion: Native, version: Version) -> None:
    check(fusion, version, URL)


@pytest.mark.parametrize(
    ("fusion", "said"),
    [
        (Native.rrf(10), "rrf: sum of 1 / (10 + rank), rank from 1"),
        (
            Native.rrf(10, WEIGHTS),
            "rrf: sum of 1 / (10 + rank / weight), rank from 1; weights sparse 0.3, dense 0.7; 0 adds nothing",
        ),
        (
            Native.linear({"sparse": 1, "dense": 3}),
            "linear: sum of weight x score; weights sparse 0.25, dense 0.75; the scores as they are: dot product and "
            "cosine",
        ),
    ],
)
def test_the_formula_is_the_one_that_runs(fusion: Native, said: str) -> None:
    assert formula(fusion) == said
