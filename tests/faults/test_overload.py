"""A server that is busy: waited for as it asks, and given up in the end."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import BackendUnavailable
from tests.faults.conftest import Behind, plants


def test_it_is_waited_for_as_long_as_it_asks(behind: Behind) -> None:
    with behind.index() as index:
        index.add(plants(0, 1))
        behind.slept.clear()
        behind.proxy.fail("_bulk", "answer", times=2, status=429, headers={"Retry-After": "3"})
        assert index.add(plants(1, 3)).written == 2
    assert len(behind.slept) == 2
    assert min(behind.slept) >= 3
    assert behind.stored() == {"0000", "0001", "0002"}


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_without_a_hint_the_waits_are_ours(behind: Behind, status: int) -> None:
    with behind.index(RetryPolicy(base_s=0.5, cap_s=4)) as index:
        index.add(plants(0, 1))
        behind.slept.clear()
        behind.proxy.fail("_msearch", "answer", times=3, status=status)
        assert index.search("plants").ids == ("0000",)
    assert len(behind.slept) == 3
    assert all(wait <= bound for wait, bound in zip(behind.slept, [0.5, 1.0, 2.0], strict=True))


def test_it_is_given_up_with_the_reason(behind: Behind) -> None:
    with behind.index(RetryPolicy(attempts=3)) as index:
        index.add(plants(0, 1))
        behind.proxy.fail("_msearch", "answer", times=9, status=503, body=b'{"error": {"reason": "out of threads"}}')
        with pytest.raises(BackendUnavailable, match="503"):
            index.search("plants")
        assert len(behind.proxy.faults) == 6
        behind.proxy.faults.clear()
