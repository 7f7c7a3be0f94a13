"""NoNormalization: the raw scores."""

from __future__ import annotations

from hybrid_search.fusion import NoNormalization
from tests.fusion.examples import dense


def test_leaves_the_scores_alone() -> None:
    assert NoNormalization().normalize(dense(a=0.5, b=-0.25)) == (0.5, -0.25)
    assert NoNormalization().normalize(dense()) == ()
