from __future__ import annotations

from hybrid_search.connectors.lucene.unsettled import Unsettled


def test_nothing_is_to_be_settled_before_a_write() -> None:
    assert Unsettled().begin() is None


def test_a_refresh_settles_what_was_written_before_it() -> None:
    unsettled = Unsettled()
    unsettled.wrote()
    mark = unsettled.begin()
    assert mark is not None
    unsettled.done(mark)
    assert unsettled.begin() is None


def test_a_refresh_that_began_before_a_write_does_not_settle_it() -> None:
    unsettled = Unsettled()
    unsettled.wrote()
    mark = unsettled.begin()
    assert mark is not None
    unsettled.wrote()
    unsettled.done(mark)
    assert unsettled.begin() == mark + 1


def test_a_refresh_that_failed_settles_nothing() -> None:
    unsettled = Unsettled()
    unsettled.wrote()
    unsettled.begin()
    assert unsettled.begin() is not None
