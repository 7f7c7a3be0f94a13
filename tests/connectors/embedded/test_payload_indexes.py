from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hybrid_search.connectors.base import Row
from hybrid_search.connectors.embedded import EmbeddedClient
from hybrid_search.connectors.embedded import payload_indexes as module
from hybrid_search.filters import F

MakeRow = Callable[..., Row]


def test_a_small_index_has_none_and_gets_all_of_them_when_it_has_grown(
    client: EmbeddedClient, make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FROM_ROWS", 2)
    client.upsert([make_row("a", metadata={"lang": "en"})])
    assert client.facts()["payload_indexes"] == 0
    client.upsert([make_row("b", metadata={"topic": "x"})])
    assert client.facts()["payload_indexes"] == len({"lang", "topic", "parent", "paths"})
    assert [client.count(F.lang == "en"), client.count(F.topic.exists())] == [1, 1]


def test_indexes_are_made_once_and_known_after_opening_again(
    client: EmbeddedClient, make_row: MakeRow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FROM_ROWS", 1)
    client.upsert([make_row("a", metadata={"lang": "en"})])
    client.upsert([make_row("b", metadata={"lang": "de"})])
    client.close()
    again = EmbeddedClient(folder)
    again.upsert([make_row("c", metadata={"lang": "en"})])
    assert again.facts()["payload_indexes"] == len({"lang", "parent", "paths"})
    assert again.count(F.lang == "en") == 2
    again.close()


def test_paths_beyond_the_limit_have_none_and_are_filtered_all_the_same(
    client: EmbeddedClient, make_row: MakeRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FROM_ROWS", 1)
    monkeypatch.setattr(module, "MAX_INDEXES", 3)
    client.upsert([make_row("a", metadata={f"key {number}": "x" for number in range(10)})])
    assert client.facts()["payload_indexes"] == 3 + len({"paths"})
    assert [client.count(F[f"key {number}"] == "x") for number in range(10)] == [1] * 10
