from __future__ import annotations

from typing import Any

from hybrid_search.connectors.steps import Call
from hybrid_search.errors import PermissionDenied
from tests.connectors.lucene.product import MAPPING, Product, run

GIGABYTE = 2**30


def stats(merging: int = 0, *, size: int = 100, shards: int = 1) -> dict[str, Any]:
    primaries = {"store": {"size_in_bytes": size}, "merges": {"current": merging}, "segments": {"count": 4}}
    return {"_all": {"primaries": primaries}, "_shards": {"successful": shards}, "indices": {"notes-000001": {}}}


def test_each_shard_is_merged_into_segments_of_five_gigabytes() -> None:
    calls: list[Call] = []
    answers = [MAPPING, stats(size=24 * GIGABYTE, shards=2), {}, stats(), stats(), {}]
    run(Product().optimize(), *answers, calls=calls)
    merge = next(call for call in calls if call.method == "indices.forcemerge")
    assert merge.arguments["max_num_segments"] == 3


def test_it_waits_until_no_merge_is_seen_twice() -> None:
    calls: list[Call] = []
    looks = [stats(0), stats(2), stats(1), stats(0), stats(0)]
    run(Product().optimize(), MAPPING, stats(), {}, *looks, {}, calls=calls)
    assert [call.method for call in calls].count("indices.stats") == 1 + len(looks)
    assert calls[-1].method == "indices.refresh"


def test_facts_leave_out_what_the_credentials_do_not_show() -> None:
    facts = run(Product().facts(), MAPPING, {"count": 7}, PermissionDenied("cluster:monitor/main"))
    assert facts["rows"] == 7
    assert facts["dims"] == 3
    assert "version" not in facts


def test_facts_tell_the_version_and_the_size() -> None:
    facts = run(Product().facts(), MAPPING, {"count": 7}, {"version": {"number": "9.5.3"}}, stats())
    assert (facts["version"], facts["bytes"], facts["segments"]) == ("9.5.3", 100, 4)
