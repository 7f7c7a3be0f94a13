"""The terms of the loss, each a function of scores or weights."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def contrast(scores: Tensor, positives: Tensor) -> Tensor:
    """Cross-entropy of each query's own passage among all passages of the step.

    Source: InfoNCE, van den Oord et al. 2018; in-batch negatives as in Karpukhin et al. 2020.

    Args:
        scores: float32[queries, documents].
        positives: int64[queries], the column of each query's own passage.
    """
    return functional.cross_entropy(scores, positives)


def distillation(scores: Tensor, teacher: Tensor, temperature: float, known: Tensor | None = None) -> Tensor:
    """KL(teacher || head) of the softmax over each row, the mean of the rows.

    Source: Hinton et al. 2015, "Distilling the Knowledge in a Neural Network", without its factor temperature^2.

    Args:
        scores: float32[rows, columns], the head's.
        teacher: The same, the teacher's.
        temperature: Both are divided by it.
        known: bool[rows, columns], the pairs that the teacher scored; None is all. Each row has one at least.
    """
    if known is not None:
        # Not -inf: in the divergence it would be multiplied by a probability of 0.
        scores, teacher = (torch.where(known, values, torch.full_like(values, -1e4)) for values in (scores, teacher))
    return functional.kl_div(
        functional.log_softmax(scores / temperature, dim=1),
        functional.softmax(teacher / temperature, dim=1),
        reduction="batchmean",
    )


def own_words(logits: Tensor, known: Tensor, margin: float) -> Tensor:
    """How far the logits of a text's own wordpieces stay below *margin*, the mean over tokens.

    A hinge; without it the regularisers fade out words that no other text of a step needs.

    Args:
        logits: float32[tokens], of each token's own wordpiece at that token.
        known: bool[tokens], the tokens whose wordpiece the head has a dimension for.
        margin: The logit to reach.
    """
    return (functional.relu(margin - logits) * known).sum() / known.sum().clamp(min=1)


def flops(weights: Tensor) -> Tensor:
    """The sum over dimensions of the squared mean weight: how many products a search takes.

    Source: Paria et al. 2020, "Minimizing FLOPs to Learn Efficient Sparse Representations".

    Args:
        weights: float32[texts, dimensions], 0 or above.
    """
    return (weights.mean(dim=0) ** 2).sum()


def l1(weights: Tensor) -> Tensor:
    """The sum of a text's weights, the mean of the texts; it also thins out what FLOPS hardly sees: rare dimensions.

    Args:
        weights: float32[texts, dimensions], 0 or above.
    """
    return weights.sum(dim=1).mean()


def ramp(step: int, steps: int, share: float) -> float:
    """The factor of the regularisers: rising quadratically to 1 over the first *share* of the steps.

    Source: Formal et al. 2021, "SPLADE", section 4.1.
    """
    return min(1.0, step / (steps * share)) ** 2 if share > 0 else 1.0
