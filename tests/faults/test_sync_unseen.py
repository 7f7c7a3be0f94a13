"""What a killed sync stored a moment ago, which no search sees yet."""

from __future__ import annotations

import json
import urllib.request

from hybrid_search import Document, HashingEncoder, HybridIndex
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.drivers import Driver
from hybrid_search.connectors.registry import connect
from tests.faults.conftest import TWO_SERVERS, Behind
from tests.faults.syncing import HOW, stored


def never_refresh(behind: Behind) -> None:
    """Let writes be seen by searches when somebody asks for that, and not after a second."""
    body = json.dumps({"index.refresh_interval": "-1"}).encode()
    request = urllib.request.Request(
        f"{behind.upstream}/{behind.name}/_settings", body, {"Content-Type": "application/json"}, method="PUT"
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


@TWO_SERVERS
def test_its_chunks_of_a_document_that_is_shorter_now_are_surplus(behind: Behind) -> None:
    ids = [f"a#{n}" for n in range(4)]
    connector = connect(behind.direct, Access())
    killed = Driver(connector)
    with HybridIndex.open(behind.direct, HashingEncoder()) as index:
        index.sync([Document("a", "one | two | three | four")], **HOW)
        rows = killed.run(connector.fetch(ids, vectors=True))
        index.delete(ids)
        never_refresh(behind)
        killed.run(connector.upsert([rows[id] for id in ids[1:]]))  # the first would have been the last
        assert index.count() == 0
        index.sync([Document("a", "one")], **HOW)
    killed.close()
    assert [row["id"] for row in stored(behind.direct)] == ["a#0"]
