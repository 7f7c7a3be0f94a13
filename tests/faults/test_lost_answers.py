"""Connections that break: nothing is lost, and nothing is there twice."""

from __future__ import annotations

from typing import Literal

import pytest

from hybrid_search.connectors.retry import RetryPolicy
from hybrid_search.errors import BackendUnavailable
from tests.faults.conftest import Behind, plants


@pytest.mark.parametrize("kind", ["lost", "torn"])
def test_a_write_whose_answer_did_not_arrive_is_sent_again(behind: Behind, kind: Literal["lost", "torn"]) -> None:
    with behind.index() as index:
        index.add(plants(0, 1))
        sent = behind.proxy.requests("_bulk")
        behind.proxy.fail("_bulk", kind, times=2)
        assert index.add(plants(1, 40)).written == 39
        assert behind.proxy.requests("_bulk") == sent + 3
        assert index.count() == 40
    assert len(behind.stored()) == 40


@pytest.mark.parametrize("kind", ["lost", "torn"])
def test_a_search_is_asked_again(behind: Behind, kind: Literal["lost", "torn"]) -> None:
    with behind.index() as index:
        index.add(plants(0, 3))
        behind.proxy.fail("_msearch", kind)
        assert len(index.search("plants")) == 3


def test_a_deletion_that_was_done_already_is_no_error(behind: Behind) -> None:
    with behind.index() as index:
        index.add(plants(0, 3))
        behind.proxy.fail("_bulk", "lost")
        index.delete(["0000", "0001"])
    assert behind.stored() == {"0002"}


def test_a_server_that_stays_away_is_said_to(behind: Behind) -> None:
    with behind.index(RetryPolicy(attempts=2)) as index:
        index.add(plants(0, 1))
        behind.proxy.fail("_msearch", "lost", times=2)
        with pytest.raises(BackendUnavailable):
            index.search("plants")
