"""Tuning on an index: what is chosen, what is reported, and when the default stays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from hybrid_search import RRF, HybridIndex, Weighted
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.eval.tuning import Grid, tune
from hybrid_search.fusion import Fused
from hybrid_search.types import FusionSpec, Leg
from tests.eval.tuning.conftest import Words

SPARSE, DENSE = Configuration("sparse", legs="sparse"), Configuration("dense", legs="dense")
MOSTLY = {weight: Weighted({"sparse": weight, "dense": round(1 - weight, 1)}) for weight in (0.1, 0.9)}


class Shuffled:
    """Noise: each query in another random order."""

    score_kind = "noise"

    def __init__(self, seed: int) -> None:
        self._seed, self._random = seed, np.random.default_rng(seed)

    @property
    def spec(self) -> FusionSpec:
        return FusionSpec("noise", {"seed": self._seed})

    def fuse(self, legs: Sequence[Leg]) -> Fused:
        ids = sorted({id for leg in legs for id in leg.ids})
        self._random.shuffle(ids)
        return Fused(tuple(ids), tuple(1 / rank for rank in range(1, len(ids) + 1)), {})

    def __str__(self) -> str:
        return f"noise {self._seed}"


def test_a_planted_best_setting_is_found_and_recommended(index: HybridIndex, dataset: Words) -> None:
    result = tune(index, dataset, [DENSE, SPARSE], default=DENSE, measure="RR@10")
    assert result.significant
    assert result.recommended is SPARSE
    assert [(choice.configuration, choice.folds) for choice in result.choices] == [(SPARSE, 5)]
    assert result.held_out.mean == 1.0
    # Of three words of a topic, the dense leg has them at ranks 1, 2 and 3.
    assert result.default_mean.mean == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)
    assert result.verdict() == (
        "use sparse, candidates=100: +38.9 points of RR@10 on held-out queries (+27.8 to +49.4), p < 0.001, beside the "
        "default, dense, candidates=100"
    )


def test_without_a_gain_the_default_stays_and_that_is_said(index: HybridIndex, dataset: Words) -> None:
    result = tune(index, dataset, [SPARSE], default=SPARSE, measure="RR@10")
    assert not result.significant
    assert result.recommended is SPARSE
    assert result.verdict() == (
        "keep the default, sparse, candidates=100: choosing another setting gave +0.0 points of RR@10 on held-out "
        "queries (+0.0 to +0.0), p = 1.000; not significant"
    )


def test_what_is_significantly_worse_does_not_replace_the_default(index: HybridIndex, dataset: Words) -> None:
    result = tune(index, dataset, [DENSE], default=SPARSE, measure="RR@10")
    assert result.difference.p < 0.001
    assert not result.significant
    assert result.recommended is SPARSE


def test_a_grid_of_one_has_its_plain_mean(index: HybridIndex, dataset: Words) -> None:
    result = tune(index, dataset, [DENSE], measure="RR@10")
    assert result.held_out.mean == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_on_noise_the_default_is_kept_for_nearly_every_seed(index: HybridIndex) -> None:
    kept = []
    for seed in range(40):
        default, *settings = (
            Configuration(f"{seed} {number}", fusion=Shuffled(5 * seed + number)) for number in range(5)
        )
        kept.append(not tune(index, Words(20), settings, default=default, seed=seed).significant)
    assert sum(kept) >= 36  # 5 % of 40 are 2, and chance has its way with that number too


def test_the_legs_are_retrieved_once(index: HybridIndex, dataset: Words, searches: list[dict[str, Any]]) -> None:
    tune(index, dataset, Grid(candidates=(5, 9), rrf_k=(1, 60), weights=(0.1, 0.9)))
    assert len(searches) == 2 * 27 + 1  # one that only warms up


def test_the_order_of_the_queries_changes_nothing(index: HybridIndex, dataset: Words) -> None:
    class Backwards(Words):
        def queries(self) -> dict[str, str]:
            return dict(reversed(super().queries().items()))

        def qrels(self) -> Qrels:
            return dict(reversed(list(super().qrels().items())))

    one, other = (tune(index, data, list(MOSTLY.values()), measure="RR@10") for data in (dataset, Backwards()))
    assert {**one.as_dict(), "created": ""} == {**other.as_dict(), "created": ""}


def test_rerankers_are_tried_as_well(index: HybridIndex, dataset: Words) -> None:
    class Right:
        score_kind = "right"

        def score(self, query: str, hits: Any) -> list[float]:
            return [float(hit.text == query) for hit in hits]

    right = Configuration("right", reranker=Right())
    result = tune(index, dataset, [DENSE, right], default=DENSE, measure="RR@10")
    assert result.recommended is right
    assert result.as_dict()["recommended"]["description"].startswith("RRF") is False


def test_the_recommended_setting_is_an_argument_of_search(index: HybridIndex, dataset: Words) -> None:
    result = tune(index, dataset, [MOSTLY[0.9]], default=DENSE, measure="RR@10")
    found = index.search("milk", **result.search_options(k=2))
    assert found.fusion == str(MOSTLY[0.9])
    assert len(found) == 2


def test_the_default_of_the_encoder_is_named(index: HybridIndex, dataset: Words) -> None:
    result = tune(index, dataset, [RRF(60)])
    assert "keep the default, RRF(k=60) (the encoder's), candidates=100:" in result.verdict()


def test_text_and_markdown_show_the_held_out_mean_and_how_often_each_was_chosen(
    index: HybridIndex, dataset: Words
) -> None:
    result = tune(index, dataset, [DENSE, SPARSE], default=DENSE, measure="RR@10")
    assert "  tuned, on held-out queries  1.000 (1.000 to 1.000)\n" in str(result)
    assert "  5 of 5  sparse, candidates=100" in str(result)
    assert "| tuned, on held-out queries | 1.000 (1.000 to 1.000) |\n" in result.to_markdown()
    assert "| sparse, candidates=100 | 5 of 5 |\n" in result.to_markdown()


def test_foreign_text_is_escaped_in_markdown(index: HybridIndex) -> None:
    hostile = Words(name="<script>|x")
    result = tune(index, hostile, [Configuration("<b>*|", fusion=RRF(60))])
    assert "<" not in result.to_markdown().replace("\\<", "")
    assert "- name: \\<script\\>\\|x" in result.to_markdown()


def test_plain_values_are_json_and_have_every_query(index: HybridIndex, dataset: Words) -> None:
    result = tune(index, dataset, [MOSTLY[0.1]], measure="RR@10")
    plain = json.loads(json.dumps(result.as_dict()))
    assert plain["settings"][0]["fusion"]["weights"] == {"dense": 0.9, "sparse": 0.1}
    assert plain["queries"]["q00"] == {"fold": result.folds["q00"], "held_out": 1.0, "default": 1.0}
    assert plain["dataset"] == {"kind": "test", "name": "words"}


def test_progress_is_told(index: HybridIndex, dataset: Words) -> None:
    told: list[tuple[str, int, int]] = []
    tune(index, dataset, [RRF(1), RRF(2)], step=lambda *step: told.append(step))
    assert told[-3:] == [("trying settings", 0, 2), ("trying settings", 1, 2), ("trying settings", 2, 2)]


def test_few_queries_are_refused_with_the_reason_unless_that_is_meant(index: HybridIndex) -> None:
    with pytest.raises(InvalidInput, match="tuning on 19 judged queries would fit their noise") as refused:
        tune(index, Words(19), [RRF(1)])
    assert "Judge at least 20, keep the default, or pass small=True (--small)" in str(refused.value)
    assert len(tune(index, Words(19), [RRF(1)], small=True).folds) == 19


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"grid": []}, "there is no setting to choose from"),
        ({"alpha": 0.0}, r"alpha=0.0 must lie between 0 and 1"),
        ({"folds": 28}, "folds=28: 27 queries can be split into 2 to 27 folds"),
        ({"measure": "nDGC@10"}, "'nDGC@10' is not one of ir_measures"),
    ],
)
def test_bad_arguments(index: HybridIndex, dataset: Words, change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        tune(index, dataset, **change)


def test_a_dataset_without_judged_queries(index: HybridIndex) -> None:
    with pytest.raises(InvalidInput, match="words: no query has judgements"):
        tune(index, Words(0))
