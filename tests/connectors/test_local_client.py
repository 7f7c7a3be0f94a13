"""Calls on one generation of a client in this process."""

from __future__ import annotations

import threading

import pytest

from hybrid_search.connectors.local_client import LocalClient, method_of
from hybrid_search.connectors.steps import Call


class Client(LocalClient):
    def named_within(self, *, inner: int | None = None) -> list[int | None]:
        """The generation of this call, that of one within it, and this one's again."""
        within = [] if inner is None else self.on(inner, "named_within", {})
        return [self.named, *within, self.named]

    def named_in_a_thread(self) -> int | None:
        found: list[int | None] = []
        thread = threading.Thread(target=lambda: found.append(self.named))
        thread.start()
        thread.join()
        return found[0]

    def fail(self) -> None:
        raise ValueError("no")


def test_a_call_is_on_the_generation_that_it_names() -> None:
    client = Client()
    assert client.named_within() == [None, None]
    assert client.on(2, "named_within", {"inner": 3}) == [2, 3, 3, 2]
    assert client.named is None


def test_a_call_that_fails_leaves_no_generation_behind() -> None:
    client = Client()
    with pytest.raises(ValueError, match="no"):
        client.on(2, "fail", {})
    assert client.named is None


def test_other_threads_are_not_on_it() -> None:
    assert Client().on(2, "named_in_a_thread", {}) is None


def test_the_method_of_a_call_is_known_in_either_form() -> None:
    assert method_of(Call("count", {"where": None})) == "count"
    assert method_of(Call("on", {"number": 2, "method": "count", "arguments": {"where": None}})) == "count"
