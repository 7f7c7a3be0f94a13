from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from hybrid_search.encoders.anchored import StaticTable
from hybrid_search.encoders.exact_words import FIRST_EXACT
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.errors import CorruptWeights, InvalidInput


def statistics(documents: int, frequencies: dict[int, int], unlisted: int = 0) -> CollectionStatistics:
    return CollectionStatistics(
        documents, np.array([*frequencies], np.uint32), np.array([*frequencies.values()], np.int64), unlisted
    )


def share(table: StaticTable, *dimensions: int) -> list[float]:
    return [float(found) for found in table.probability(np.array(dimensions, np.uint32))]


def test_it_holds_the_share_of_documents() -> None:
    table = StaticTable.of(statistics(8, {3: 8, 5: 1, 7: 2}))
    assert share(table, 3, 4, 5, 7, 9) == [1.0, 0.0, 0.125, 0.25, 0.0]


def test_the_most_frequent_are_kept_and_the_others_share_their_average() -> None:
    table = StaticTable.of(statistics(8, {1: 1, 2: 8, 3: 3, 4: 4}), size=2)
    assert table.dimensions.tolist() == [2, 4]
    assert share(table, 1, 2, 3, 4, 5) == [0.25, 1.0, 0.25, 0.5, 0.25]  # (1 + 3) / 2 of 8


def test_where_all_are_kept_the_others_have_half_of_the_bound() -> None:
    assert share(StaticTable.of(statistics(8, {1: 8}, unlisted=4)), 2) == [0.25]


def test_an_empty_table_knows_nothing() -> None:
    assert share(StaticTable.empty(), 0, FIRST_EXACT) == [0.0, 0.0]
    assert not StaticTable.empty().knows_learned


def test_it_knows_whether_it_lists_learned_dimensions() -> None:
    assert StaticTable.of(statistics(8, {7: 1, FIRST_EXACT: 1})).knows_learned
    assert not StaticTable.of(statistics(8, {FIRST_EXACT: 1})).knows_learned


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    table = StaticTable.of(statistics(3, {1: 1, 2: 2, FIRST_EXACT: 3}), size=2)
    table.save(tmp_path / "table")
    loaded = StaticTable.load((tmp_path / "table").read_bytes())
    assert loaded.dimensions.tolist() == table.dimensions.tolist()
    assert loaded.probabilities.tolist() == table.probabilities.tolist()
    assert loaded.unlisted == table.unlisted == 1 / 3


def test_a_share_below_float16_is_not_lost() -> None:
    assert share(StaticTable.of(statistics(10**9, {1: 1})), 1)[0] > 0


def npz(**arrays: npt.NDArray[Any]) -> bytes:
    file = BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # its stub takes the names for those of its own options
    return file.getvalue()


DIMENSIONS, SHARES = np.array([1, 2], np.uint32), np.array([0.5, 1], np.float16)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 no zip",
        b"no npz",
        npz(dimensions=DIMENSIONS, probabilities=SHARES),
        npz(dimensions=DIMENSIONS[::-1], probabilities=SHARES, unlisted=np.array(0.0)),
        npz(dimensions=DIMENSIONS, probabilities=SHARES, unlisted=np.array(["x"])),
        npz(dimensions=DIMENSIONS, probabilities=SHARES, unlisted=np.array([None], dtype=object)),
    ],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(CorruptWeights, match=r"no table written by StaticTable\.save"):
        StaticTable.load(data)


@pytest.mark.parametrize(
    ("dimensions", "shares", "unlisted", "rule"),
    [
        (DIMENSIONS.astype(np.int64), SHARES, 0, "int64 .* must be uint32 and float16"),
        (DIMENSIONS, SHARES.astype(np.float32), 0, "float32; they must be uint32 and float16"),
        (DIMENSIONS[:1], SHARES, 0, "of one length"),
        (DIMENSIONS[:, None], SHARES[:, None], 0, "one-dimensional"),
        (DIMENSIONS[[0, 0]], SHARES, 0, "sorted and unique"),
        (DIMENSIONS, SHARES * np.float16(2), 0, "above 0 and at most 1"),
        (DIMENSIONS, SHARES * np.float16(0), 0, "above 0 and at most 1"),
        (DIMENSIONS, SHARES * np.float16("nan"), 0, "above 0 and at most 1"),
        (DIMENSIONS, SHARES, 1.5, "unlisted from 0 to 1"),
        (DIMENSIONS, SHARES, float("nan"), "unlisted from 0 to 1"),
    ],
)
def test_a_broken_rule_is_named(
    dimensions: npt.NDArray[Any], shares: npt.NDArray[Any], unlisted: float, rule: str
) -> None:
    with pytest.raises(InvalidInput, match=rule):
        StaticTable(dimensions, shares, unlisted)


@pytest.mark.parametrize(("documents", "size"), [(0, 5), (3, 0)])
def test_a_table_of_nothing_is_refused(documents: int, size: int) -> None:
    with pytest.raises(InvalidInput, match=f"{documents} documents and a size of {size}"):
        StaticTable.of(statistics(documents, {}), size)
