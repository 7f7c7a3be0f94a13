"""Scores equal to those that transformers alone calculates, in any batch, thread and length."""

from __future__ import annotations

import copy
import math
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from hybrid_search import CrossEncoderReranker, Reranker
from hybrid_search.errors import InvalidInput, InvalidQuery, MissingExtra
from tests.rerank.cross_encoder.conftest import Logits, hits

TEXTS = ("plants eat light", "tax", "law law law sugar", "sugar")


def test_scores_are_the_sigmoid_of_the_models_output(cross_encoder: Path, logits: Logits) -> None:
    expected = [1 / (1 + math.exp(-logit)) for logit in logits("plants", TEXTS)]
    reranker = CrossEncoderReranker(cross_encoder, device="cpu")
    assert reranker.score("plants", hits(*TEXTS)) == pytest.approx(expected, abs=1e-6)
    assert isinstance(reranker, Reranker)


@pytest.mark.parametrize("batch_size", [1, 3, 32])
def test_no_score_depends_on_the_batch(cross_encoder: Path, logits: Logits, batch_size: int) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu", activation="identity", batch_size=batch_size)
    assert reranker.score("plants", hits(*TEXTS)) == pytest.approx(logits("plants", TEXTS), abs=1e-5)


def test_sigmoid_can_be_asked_for(cross_encoder: Path) -> None:
    own = CrossEncoderReranker(cross_encoder, device="cpu").score("plants", hits(*TEXTS))
    assert CrossEncoderReranker(cross_encoder, device="cpu", activation="sigmoid").score("plants", hits(*TEXTS)) == own


def test_a_function_can_be_the_activation(cross_encoder: Path, logits: Logits) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu", activation=lambda tensor: 10 * tensor)
    assert reranker.score("plants", hits("tax")) == pytest.approx([10 * logits("plants", ["tax"])[0]], abs=1e-4)


def test_a_pair_is_cut_to_max_length_at_the_end_of_its_longer_side(cross_encoder: Path, logits: Logits) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu", activation="identity", max_length=6)
    long = "sugar light tax law plants eat sugar light"  # [CLS] plants [SEP] sugar light [SEP] are six tokens
    assert reranker.score("plants", hits(long)) == pytest.approx(logits("plants", ["sugar light"]), abs=1e-5)


def test_a_pair_that_is_too_long_for_the_model_is_cut_by_itself(cross_encoder: Path, logits: Logits) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu", activation="identity")
    long = "sugar " * 100
    assert reranker.score("plants", hits(long)) == pytest.approx(logits("plants", ["sugar " * 12]), abs=1e-5)


def test_a_ready_model_is_used_as_it_is(library: Any, cross_encoder: Path) -> None:
    model = library.CrossEncoder(str(cross_encoder), device="cpu")
    scores = CrossEncoderReranker(model).score("plants", hits(*TEXTS))
    assert scores == CrossEncoderReranker(cross_encoder, device="cpu").score("plants", hits(*TEXTS))


def test_a_hit_without_text_is_scored_as_an_empty_text(cross_encoder: Path, logits: Logits) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu", activation="identity")
    assert reranker.score("plants", hits("tax", "")) == pytest.approx(logits("plants", ["tax", ""]), abs=1e-5)


def test_hits_that_all_lack_a_text_are_an_error_with_the_way_out(cross_encoder: Path) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu")
    with pytest.raises(InvalidQuery, match=r"CrossEncoderReranker scores texts, and none of the 2 hits.*Fields\(text="):
        reranker.score("plants", hits("", " \n"))


def test_no_hits_load_no_model() -> None:
    assert CrossEncoderReranker("no/such-model").score("plants", []) == []


def test_lone_surrogates_do_no_harm(cross_encoder: Path) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu")
    broken, repaired = reranker.score("pl\ud800ants", hits("a\udfffb", "a\ufffdb"))
    assert broken == pytest.approx(repaired, abs=1e-6)


def test_threads_share_one_model(cross_encoder: Path) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu")
    alone = CrossEncoderReranker(cross_encoder, device="cpu").score("plants", hits(*TEXTS))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: reranker.score("plants", hits(*TEXTS)), range(32)))
    assert all(scores == pytest.approx(alone, abs=1e-6) for scores in found)


def test_the_model_is_loaded_once(cross_encoder: Path, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    original = library.CrossEncoder

    def count(folder: str, **options: Any) -> Any:
        made.append(folder)
        return original(folder, **options)

    monkeypatch.setattr(library, "CrossEncoder", count)
    reranker = CrossEncoderReranker(cross_encoder, device="cpu")
    assert made == []
    reranker.load()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: reranker.score("plants", hits("tax")), range(4)))
    assert made == [str(cross_encoder)]


def test_it_names_its_scores_and_itself(cross_encoder: Path, library: Any) -> None:
    reranker = CrossEncoderReranker("someone/model", score_kind="monobert")
    assert reranker.score_kind == "monobert"
    assert repr(reranker) == "CrossEncoderReranker('someone/model')"
    assert CrossEncoderReranker("someone/model").score_kind == "cross-encoder"
    assert CrossEncoderReranker(library.CrossEncoder(str(cross_encoder), device="cpu")).name == "CrossEncoder"


def test_it_can_be_copied(cross_encoder: Path) -> None:
    reranker = CrossEncoderReranker(cross_encoder, device="cpu")
    scores = reranker.score("plants", hits(*TEXTS))
    assert copy.deepcopy(reranker).score("plants", hits(*TEXTS)) == scores


def test_a_missing_package_is_named_with_its_pip_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match=r"CrossEncoderReranker needs .*\[models\]"):
        CrossEncoderReranker("some/model")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 0}, "batch_size is 0; it must be at least 1"),
        ({"max_length": 0}, "max_length is 0; it must be at least 1"),
        ({"activation": "tanh"}, "activation='tanh' is not known; use 'sigmoid', 'identity'"),
    ],
)
def test_an_option_outside_its_range_is_refused_at_once(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        CrossEncoderReranker("some/model", **options)


@pytest.mark.parametrize("model", [7, None, object()])
def test_what_is_no_model_is_refused_at_once(library: Any, model: Any) -> None:
    with pytest.raises(InvalidInput, match=r"give a name, a folder or a sentence_transformers\.CrossEncoder"):
        CrossEncoderReranker(cast("str", model))


def test_options_of_loading_are_refused_for_a_ready_model(library: Any, cross_encoder: Path) -> None:
    model = library.CrossEncoder(str(cross_encoder), device="cpu")
    with pytest.raises(InvalidInput, match="max_length and activation cannot be given for a ready model"):
        CrossEncoderReranker(model, max_length=8, activation="identity")
