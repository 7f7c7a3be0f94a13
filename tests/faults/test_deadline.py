"""A server that is slow, against a deadline."""

from __future__ import annotations

import pytest

from hybrid_search import HybridIndex
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import DeadlineExceeded
from tests.fakes import WordEncoder
from tests.faults.conftest import Behind, plants


def test_a_search_ends_with_its_deadline(behind: Behind) -> None:
    with HybridIndex.open(behind.direct, WordEncoder()) as index:
        index.add(plants(0, 1))
    with behind.index(RetryPolicy(deadline_s=0.5)) as index:
        behind.proxy.fail("", "slow", times=20, seconds=2)
        with pytest.raises(DeadlineExceeded, match=r"before the deadline of 0\.5 s"):
            index.search("plants")
        behind.proxy.faults.clear()


def test_a_request_that_takes_too_long_is_sent_again(behind: Behind) -> None:
    with HybridIndex.open(behind.direct, WordEncoder()) as index:
        index.add(plants(0, 2))
    with behind.index(access=Access(timeout_s=3)) as index:
        behind.proxy.fail("_msearch", "slow", seconds=5)
        assert index.search("plants").ids == ("0000", "0001")
        assert behind.proxy.requests("_msearch") == 2
