"""What an index object counts itself, and when it is stored."""

from __future__ import annotations

import threading

from hybrid_search.index.statistics.record import from_bytes
from hybrid_search.index.statistics.tally import Tally, new_key
from hybrid_search.types import SparseVector
from tests.fakes import frequencies

VECTOR = SparseVector.from_pairs({1: 1.0, 2: 1.0})


def saved(tally: Tally) -> int:
    """Store, and say how many documents the record holds."""
    snapshot = tally.begin_save()
    assert snapshot is not None
    tally.end_save(snapshot, stored=True)
    return snapshot.documents


def test_keys_differ() -> None:
    assert len({new_key() for _ in range(100)}) == 100
    assert new_key().startswith("stats/")


def test_one_percent_and_at_least_one_document_is_due() -> None:
    tally = Tally()
    assert not tally.due
    tally.count([VECTOR])
    assert tally.due
    assert saved(tally) == 1
    assert not tally.due
    tally.count([VECTOR] * 299)
    assert saved(tally) == 300
    tally.count([VECTOR] * 2)
    assert not tally.due  # 1 % of 300 are 3
    assert tally.unsaved == 2
    tally.count([VECTOR])
    assert tally.due


def test_a_snapshot_holds_what_was_counted() -> None:
    tally = Tally()
    tally.count([VECTOR, SparseVector.empty()])
    snapshot = tally.begin_save()
    assert snapshot is not None
    found = from_bytes(snapshot.record)
    assert (snapshot.key, found.documents, frequencies(found)) == (tally.key, 2, {1: 1, 2: 1})


def test_only_one_saves_at_a_time_and_nothing_is_saved_twice() -> None:
    tally = Tally()
    assert tally.begin_save() is None
    tally.count([VECTOR])
    snapshot = tally.begin_save()
    assert snapshot is not None
    assert tally.begin_save() is None
    tally.end_save(snapshot, stored=True)
    assert tally.begin_save() is None
    assert tally.unsaved == 0


def test_what_was_refused_is_tried_again_with_the_next_percent() -> None:
    tally = Tally()
    tally.count([VECTOR] * 200)
    snapshot = tally.begin_save()
    assert snapshot is not None
    tally.end_save(snapshot, stored=False)
    assert (tally.unsaved, tally.due) == (200, False)
    tally.count([VECTOR] * 2)
    assert tally.due
    assert saved(tally) == 202


def test_after_a_restart_it_is_another_record() -> None:
    tally = Tally()
    tally.count([VECTOR])
    before = tally.begin_save()
    assert before is not None
    tally.restart()
    tally.end_save(before, stored=True)  # the one before the restart, late
    assert tally.key != before.key
    assert (tally.statistics.documents, tally.unsaved) == (0, 0)
    tally.count([VECTOR])
    assert tally.unsaved == 1


def test_threads_lose_no_document() -> None:
    tally = Tally()

    def work() -> None:
        for _ in range(50):
            tally.count([VECTOR])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert frequencies(tally.statistics) == {1: 200, 2: 200}
