from __future__ import annotations

from hybrid_search.connectors.lucene.waits import waits


def test_waits_grow_to_a_cap_and_end() -> None:
    *pauses, last = waits()
    assert last is None
    bounds = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4]
    assert all(pause is not None and 0 <= pause <= bound for pause, bound in zip(pauses, bounds, strict=True))
