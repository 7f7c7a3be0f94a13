"""Rank-biased overlap: how much two rankings agree, their tops more than their ends.

Source: W. Webber, A. Moffat and J. Zobel, "A similarity measure for indefinite rankings", ACM Transactions on
Information Systems 28(4), 2010, equation 32 (extrapolated, for lists of two lengths).
"""

from __future__ import annotations

from collections.abc import Sequence

PERSISTENCE = 0.9
"""The reader's chance to look at the next hit; with 0.9 the first ten ranks carry 86 % of the weight."""


def rank_biased_overlap(ours: Sequence[str], theirs: Sequence[str], persistence: float = PERSISTENCE) -> float:
    """From 0, nothing in common, to 1, the same ids in the same order; 1 also for two empty rankings.

    Args:
        ours: Ids, best first, each once.
        theirs: The same of the other ranking.
        persistence: p of the paper, above 0 and below 1.
    """
    short, long = sorted((list(ours), list(theirs)), key=len)
    if not short:
        return 0.0 if long else 1.0
    p, s, l = persistence, len(short), len(long)  # noqa: E741  # the paper's letters
    common = [len({*short[:depth]} & {*long[:depth]}) for depth in range(1, l + 1)]
    weighted = sum(found / depth * p**depth for depth, found in enumerate(common, 1))
    unseen = sum(common[s - 1] * (depth - s) / (s * depth) * p**depth for depth in range(s + 1, l + 1))
    rest = ((common[-1] - common[s - 1]) / l + common[s - 1] / s) * p**l
    return (1 - p) / p * (weighted + unseen) + rest
