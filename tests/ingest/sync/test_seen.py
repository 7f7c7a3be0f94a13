"""The set of ids that the source has had."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search.ingest.sync import seen
from hybrid_search.ingest.sync.seen import DIGEST_BYTES, Seen


def test_an_id_is_new_once() -> None:
    ids = Seen()
    assert ids.add(["a", "b", "a"]) == [True, True, False]
    assert ids.add(["b", "c"]) == [False, True]
    assert ids.has(["a", "b", "c", "d"]) == [True, True, True, False]


def test_nothing_is_in_an_empty_one() -> None:
    assert Seen().has(["a"]) == [False]
    assert Seen().add([]) == []


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6)))
def test_it_is_a_set_whatever_is_merged(batches: list[list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen, "_RECENT", 2)
        ids, known = Seen(), set[str]()
        for batch in batches:
            assert sum(ids.add(batch)) == len({*batch} - known)
            known |= {*batch}
            assert ids.has("abcdefgh") == [id in known for id in "abcdefgh"]


def test_an_id_takes_16_bytes_once_it_is_sorted_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "_RECENT", 100)
    ids = Seen()
    for start in range(0, 1_000, 100):
        ids.add([str(n) for n in range(start, start + 100)])
    assert sum(array.nbytes for array in ids._sorted) == 1_000 * DIGEST_BYTES
    assert len(ids._sorted) <= 4  # merged: 800 and 200
