import numpy as np
import numpy.typing as npt
import pytest

from hybrid_search.eval.tuning.cross_validation import cross_validate
from hybrid_search.eval.tuning.folds import folds_of
from hybrid_search.eval.tuning.randomization import p_of_tuning

FOLDS = np.array(list(folds_of([f"q{place}" for place in range(40)], 5, 0).values()))


def decided(gains: npt.NDArray[np.float64]) -> tuple[float, float]:
    observed = float(cross_validate(gains, FOLDS).held_out.mean())
    return observed, p_of_tuning(gains, FOLDS)


def test_a_single_setting_is_the_plain_paired_test() -> None:
    gains = np.array([[1.0] * 4 + [0.0] * 36])
    # The signs of the four that differ are all alike in 2 of 16 ways.
    assert decided(gains)[1] == pytest.approx(2 / 16, abs=0.01)


def test_no_difference_at_all() -> None:
    observed, p = decided(np.zeros((3, 40)))
    assert (observed, p) == (0.0, 1.0)


def test_a_gain_on_every_query() -> None:
    observed, p = decided(np.full((3, 40), 0.1))
    assert observed == pytest.approx(0.1)
    assert p == 1 / 10_000


def test_the_same_input_gives_the_same_number() -> None:
    gains = np.random.default_rng(1).normal(size=(5, 40))
    assert decided(gains) == decided(gains)


def test_work_in_pieces_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    gains = np.random.default_rng(1).normal(size=(5, 40))
    whole = decided(gains)[1]
    monkeypatch.setattr("hybrid_search.eval.tuning.randomization._AT_ONCE", 40 * 1_000)
    assert decided(gains)[1] == pytest.approx(whole, abs=0.02)  # other signs


def test_chance_passes_for_a_gain_no_more_often_than_alpha_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid_search.eval.tuning.randomization.RESAMPLES", 999)
    passed = 0
    for seed in range(200):
        # 20 settings that are no better than the default: half of them differ little from it, half much.
        gains = np.random.default_rng(seed).normal(scale=[[0.02], [0.4]] * 10, size=(20, 40))
        observed, p = decided(gains)
        passed += observed > 0 and p < 0.05
    assert passed <= 10  # 5 % of 200


def test_a_small_steady_gain_is_not_held_against_settings_that_differ_wildly() -> None:
    random = np.random.default_rng(0)
    steady, wild = random.normal(0.02, 0.02, (1, 40)), random.normal(-0.2, 0.5, (9, 40))
    observed, p = decided(np.concatenate([steady, wild]))
    assert observed == pytest.approx(float(steady.mean()))
    assert p < 0.01
