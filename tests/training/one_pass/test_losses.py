"""Each term against arithmetic by hand."""

import math

import pytest

torch = pytest.importorskip("torch")

from hybrid_search.training.one_pass import losses  # noqa: E402  # torch is an optional package


def test_contrast_is_the_mean_of_the_cross_entropies() -> None:
    scores = torch.tensor([[math.log(3.0), 0.0], [0.0, 0.0]])
    # Shares 3/4 of the first query's passage, 1/2 of the second's.
    expected = (math.log(4 / 3) + math.log(2)) / 2
    assert float(losses.contrast(scores, torch.tensor([0, 1]))) == pytest.approx(expected)


def test_distillation_is_the_divergence_at_the_temperature() -> None:
    scores, teacher = torch.zeros(1, 2), torch.tensor([[2 * math.log(3.0), 0.0]])
    # At temperature 2 the teacher has 3/4 and 1/4, the head 1/2 and 1/2.
    expected = 0.75 * math.log(1.5) + 0.25 * math.log(0.5)
    assert float(losses.distillation(scores, teacher, 2.0)) == pytest.approx(expected)
    assert float(losses.distillation(teacher, teacher, 2.0)) == pytest.approx(0, abs=1e-6)


def test_pairs_that_the_teacher_did_not_score_do_not_count() -> None:
    known = torch.tensor([[True, True, False]])
    scores, teacher = torch.tensor([[0.0, 0.0, 50.0]]), torch.tensor([[math.log(3.0), 0.0, 9.0]])
    expected = 0.75 * math.log(1.5) + 0.25 * math.log(0.5)
    assert float(losses.distillation(scores, teacher, 1.0, known)) == pytest.approx(expected)


def test_own_words_is_a_hinge_over_the_known_tokens() -> None:
    logits, known = torch.tensor([0.5, 2.0, -9.0]), torch.tensor([True, True, False])
    assert float(losses.own_words(logits, known, 0.7)) == pytest.approx(0.2 / 2)
    assert float(losses.own_words(logits, torch.zeros(3, dtype=torch.bool), 0.7)) == 0


def test_flops_is_the_sum_of_squared_means() -> None:
    assert float(losses.flops(torch.tensor([[1.0, 0.0], [3.0, 2.0]]))) == pytest.approx(2**2 + 1**2)


def test_l1_is_the_mean_sum() -> None:
    assert float(losses.l1(torch.tensor([[1.0, 0.0], [3.0, 2.0]]))) == pytest.approx(3)


def test_the_ramp_rises_quadratically_to_one() -> None:
    assert [losses.ramp(step, 10, 0.4) for step in (0, 2, 4, 9)] == [0, 0.25, 1, 1]
    assert losses.ramp(0, 10, 0.0) == 1
