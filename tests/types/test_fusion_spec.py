"""FusionSpec: a fusion by name."""

from __future__ import annotations

from hybrid_search.types import FusionSpec


def test_reads_as_a_call() -> None:
    assert str(FusionSpec("rrf", {"k": 60})) == "rrf(k=60)"
    assert str(FusionSpec("comb_sum")) == "comb_sum()"
