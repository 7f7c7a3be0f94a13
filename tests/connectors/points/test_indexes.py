from __future__ import annotations

from datetime import UTC, datetime

from hybrid_search.connectors.points.indexes import wanted
from hybrid_search.connectors.typed_view import view
from tests.fakes import row


def test_each_path_asks_for_the_indexes_of_its_kind() -> None:
    moment = datetime(2021, 1, 1, tzinfo=UTC)
    assert set(wanted([view({"lang": ("en",), "draft": (True,)}), view({"seen": (moment,), "year": (2021,)})])) == {
        "view.string.lang",
        "view.bool.draft",
        "view.date.seen",
        "view.integer.year",
        "view.fraction.year[].high",
    }


def test_hash_and_ordinal_need_none() -> None:
    assert set(wanted([view(row("a").values())])) == {"view.string._5fhs_2eparent"}
