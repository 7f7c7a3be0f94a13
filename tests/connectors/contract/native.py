"""The backend's own fusion, against the formula that it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import pytest

from hybrid_search import F
from hybrid_search.connectors.base import LegQuery, NativeRanking
from hybrid_search.connectors.native import in_place_of
from hybrid_search.errors import Unsupported
from hybrid_search.fusion import DBSF, RRF, Fusion, Weighted
from hybrid_search.fusion.normalize import MinMax, NoNormalization
from hybrid_search.types import Leg, Native
from hybrid_search.types.native import NativeKind
from tests.connectors.contract.base import ConnectorContract
from tests.connectors.contract.legs import dense_leg, falling, scores, sparse_leg
from tests.connectors.contract.opened import Opened
from tests.fakes import row

SPARSE = {"a": 8.0, "b": 4.0, "c": 2.0}
"""The sparse score of each row; d and e share no token with the query."""

DENSE = {"d": 1.0, "b": 0.8, "a": 0.6, "c": 0.28, "e": -0.6}
"""Its cosine, each one of a Pythagorean triple."""

ROWS = [
    row(
        id,
        metadata={"vowel": id in "ae"},
        parent=f"parent of {id}",
        sparse={1: SPARSE[id]} if id in SPARSE else {},
        dense=[cosine, (1 - cosine**2) ** 0.5, 0],
    )
    for id, cosine in DENSE.items()
]

VARIANTS = [
    Native.rrf(),
    Native.rrf(k=10),
    Native.rrf(k=5, weights={"sparse": 0.75, "dense": 0.25}),
    Native.dbsf(),
    Native.linear(),
    Native.linear({"sparse": 0.25, "dense": 0.75}),
    Native.linear({"sparse": 0.3, "dense": 0.7}, normalizer="min_max"),
    Native.linear({"sparse": 0.3, "dense": 0.7}, normalizer="l2"),
]


class NativeContract(ConnectorContract):
    def native_scores(
        self, fusion: Native, sparse: Mapping[str, float], dense: Mapping[str, float]
    ) -> dict[str, float]:
        """The fused score of each row by the formula of this library.

        Override it where the backend's own, as its ranking names it, is another one.

        Args:
            fusion: What was asked for.
            sparse: The dot product of each row that the sparse leg finds.
            dense: The cosine of each row.
        """
        if fusion.kind == "linear" and fusion.normalizer == "l2":
            length = {name: sum(score**2 for score in leg.values()) ** 0.5 for name, leg in legs(sparse, dense).items()}
            return {
                id: sum(
                    fusion.weight(name) * leg.get(id, 0) / length[name] for name, leg in legs(sparse, dense).items()
                )
                for id in {**sparse, **dense}
            }
        weights = {"sparse": fusion.weight("sparse"), "dense": fusion.weight("dense")}
        client_side: dict[str, Fusion] = {
            "rrf": RRF(k=fusion.k, weights=weights),
            "dbsf": DBSF(),
            "linear": Weighted(weights, MinMax() if fusion.normalizer == "min_max" else NoNormalization()),
        }
        joined = client_side[fusion.kind].fuse(
            [Leg.ranked("sparse", sparse.items(), "dot"), Leg.ranked("dense", dense.items(), "cosine")]
        )
        return dict(zip(joined.ids, joined.scores, strict=True))

    def test_the_fused_scores_are_those_of_the_formula(self, made: Opened) -> None:
        made.upsert(ROWS)
        ran = set()
        for fusion in VARIANTS:
            ranking = fused(made, fusion, [sparse_leg({1: 1.0}), dense_leg(1, 0, 0)])
            if ranking is None:
                continue
            ran.add(fusion.kind)
            assert fusion.kind in ranking.formula
            assert fusion.kind != "rrf" or str(fusion.k) in ranking.formula
            expected = self.native_scores(fusion, SPARSE, DENSE)
            found = scores(ranking.candidates)
            assert found == {id: pytest.approx(expected[id], rel=1e-4, abs=1e-6) for id in found}, ranking.formula
            assert falling(ranking.candidates)
            assert set(found) >= {id for id, score in expected.items() if score > 0}, ranking.formula
            assert {one.id: one.parent for one in ranking.candidates} == {id: f"parent of {id}" for id in found}
        assert ran == set(made.connector.capabilities.native_fusion)

    def test_filters_hold(self, made: Opened) -> None:
        made.upsert(ROWS)
        for fusion in VARIANTS:
            where = F.vowel == True  # noqa: E712  # the comparison builds a filter
            ranking = fused(made, fusion, [sparse_leg({1: 1.0}, where=where), dense_leg(1, 0, 0, where=where)])
            assert ranking is None or {"a"} <= set(scores(ranking.candidates)) <= {"a", "e"}

    def test_the_limit_keeps_the_best(self, made: Opened) -> None:
        made.upsert(ROWS)
        for fusion in VARIANTS:
            legs = [sparse_leg({1: 1.0}), dense_leg(1, 0, 0)]
            every, best = fused(made, fusion, legs), fused(made, fusion, legs, limit=2)
            assert (every is None) == (best is None)
            if every is not None and best is not None:
                assert [one.id for one in best.candidates] == [one.id for one in every.candidates][:2]

    def test_a_leg_that_finds_nothing_leaves_the_other(self, made: Opened) -> None:
        made.upsert(ROWS)
        for fusion in VARIANTS:
            for weights in ({}, {77: 1.0}):
                ranking = fused(made, fusion, [sparse_leg(weights), dense_leg(1, 0, 0)], limit=3)
                assert ranking is None or [one.id for one in ranking.candidates] == ["d", "b", "a"], ranking

    def test_a_kind_that_the_backend_does_not_name_is_refused_with_an_alternative(self, made: Opened) -> None:
        for kind in get_args(NativeKind):
            if kind not in made.connector.capabilities.native_fusion:
                with pytest.raises(Unsupported) as caught:
                    made.run(made.connector.native([sparse_leg({1: 1.0}), dense_leg(1, 0, 0)], Native(kind), 5))
                assert in_place_of(Native(kind)) in str(caught.value)


def legs(sparse: Mapping[str, float], dense: Mapping[str, float]) -> dict[str, Mapping[str, float]]:
    return {"sparse": sparse, "dense": dense}


def fused(made: Opened, fusion: Native, queries: Sequence[LegQuery], limit: int = 10) -> NativeRanking | None:
    """What the backend's fusion returns; None if it does not have it, which it then says with an alternative."""
    refusal = ""
    try:
        return made.run(made.connector.native(queries, fusion, limit))
    except Unsupported as error:
        refusal = str(error)
    assert in_place_of(fusion) in refusal
    return None
