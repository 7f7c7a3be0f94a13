from __future__ import annotations

from pathlib import Path

import pytest

from examples.two_stage import main, two_stages
from hybrid_search import DenseReranker, Document, HashingEncoder, HybridIndex


def test_the_second_stage_ranks_what_the_first_found_and_nothing_else() -> None:
    with HybridIndex.open("memory://two", HashingEncoder()) as index:
        index.add([Document("a", "plants eat light"), Document("b", "plants"), Document("c", "tax law")])
        first, second = two_stages(index, "plants eat", [DenseReranker()])
        dense = index.search("plants eat", legs="dense")
    assert set(first.ids) == set(second.ids) == {"a", "b"}
    assert second.ids == tuple(id for id in dense.ids if id != "c")
    assert [hit.rerank.rank_before for hit in second if hit.rerank] == [first.ids.index(id) + 1 for id in second.ids]


def test_the_script_shows_both_second_stages_below_the_first(
    cross_encoder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["how do plants eat", "--cross-encoder", str(cross_encoder), "--depth", "20"])
    lines = capsys.readouterr().out.splitlines()
    titles = [line.split(",")[0] for line in lines if not line.startswith("  ")]
    assert titles == ["sparse", "reranked by dense vectors", "reranked by the cross-encoder"]
    assert len(lines) == 3 * (1 + 5)
    assert sum("was " in line for line in lines) == 2 * 5
