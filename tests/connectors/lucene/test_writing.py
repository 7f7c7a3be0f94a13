from __future__ import annotations

import json

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.lucene.writing import to_items
from tests.fakes import row

SPEC = IndexSpec(dims=3, sparse=True)


def test_rows_become_lines_of_a_known_size() -> None:
    lines = to_items([row("a", text="ä")], SPEC)
    (item,) = lines.items
    assert isinstance(item.payload, tuple)
    action, document = item.payload
    assert json.loads(action) == {"index": {"_id": "a"}}
    assert item.size == len(document.encode())


def test_of_several_rows_with_one_id_the_last_is_sent() -> None:
    lines = to_items([row("a", text="first"), row("b"), row("a", text="last")], SPEC)
    assert [item.id for item in lines.items] == ["a", "b"]
    assert isinstance(lines.items[0].payload, tuple)
    assert json.loads(lines.items[0].payload[1])["text"] == "last"


def test_a_row_that_does_not_fit_is_reported() -> None:
    lines = to_items([row("short", dense=[1, 0]), row("good"), row("none", dense=[]), row("bad", text="\ud800")], SPEC)
    assert [item.id for item in lines.items] == ["good"]
    assert [one.id for one in lines.failed] == ["short", "none", "bad"]
    assert all(one.reason for one in lines.failed)
