"""The doctor: what is wrong, each with its fix."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from hybrid_search import Document, HybridIndex, MemoryClient
from hybrid_search.connectors.memory import MemoryConnector
from hybrid_search.errors import PermissionDenied
from hybrid_search.filters import Filter
from hybrid_search.index import Finding
from hybrid_search.index.stamp import STAMP_KEY, Stamp
from tests.fakes import WordEncoder
from tests.index.conftest import SpyClient

VOLATILE = "the documents live in this process only"


def problems(index: HybridIndex) -> dict[str, str]:
    """Problem to severity."""
    return {finding.problem: finding.severity for finding in index.doctor()}


def test_a_sound_index_has_only_what_memory_is(index: HybridIndex) -> None:
    assert index.doctor() == [Finding("note", VOLATILE, "use a folder or a server to keep them")]


def test_it_leaves_nothing_behind(index: HybridIndex, client: SpyClient) -> None:
    before = client.list_records("")
    index.doctor()
    assert client.list_records("") == before


def test_a_missing_index(empty: HybridIndex, client: SpyClient) -> None:
    assert problems(empty) == {"there is no index at memory://notes": "error"}
    assert not client.exists()


def test_an_empty_index() -> None:
    index = HybridIndex.open("memory://notes", WordEncoder(), create=True)
    assert problems(index) == {"the index is empty, so every search returns nothing": "warning"}


def test_a_missing_stamp(index: HybridIndex, client: SpyClient) -> None:
    client.delete_record(STAMP_KEY)
    assert problems(index)["the index has no stamp"] == "error"


def test_a_damaged_stamp(index: HybridIndex, client: SpyClient) -> None:
    client.put_record(STAMP_KEY, b"{")
    assert [severity for problem, severity in problems(index).items() if "cannot be read" in problem] == ["error"]


def test_an_index_that_was_rebuilt_with_another_encoder(index: HybridIndex, client: SpyClient) -> None:
    client.put_record(STAMP_KEY, Stamp.of(WordEncoder(name="other")).to_bytes())
    (problem,) = [problem for problem, severity in problems(index).items() if severity == "error"]
    assert "built with the encoder 'other'" in problem


@pytest.mark.parametrize(("library", "newer"), [("99.0.0", True), ("0.0.1", False), ("99.0.0rc1", True)])
def test_an_index_of_a_newer_version(index: HybridIndex, client: SpyClient, library: str, newer: bool) -> None:
    client.put_record(STAMP_KEY, replace(Stamp.of(WordEncoder()), library=library).to_bytes())
    assert any("newer than this one" in problem for problem in problems(index)) is newer


def test_an_index_that_cannot_be_written_to() -> None:
    class ReadOnly(SpyClient):
        locked = False

        def put_record(self, key: str, value: bytes) -> None:
            if self.locked:
                raise PermissionDenied("only reading")
            super().put_record(key, value)

    client = ReadOnly()
    index = HybridIndex.open("memory://notes", WordEncoder(), client=client)
    index.add([Document("a", "plants")])
    client.locked = True
    assert problems(index)["the index cannot be written to (only reading)"] == "warning"


def test_an_encoder_with_one_half() -> None:
    index = HybridIndex.open("memory://notes", WordEncoder(dense=False), create=True)
    assert problems(index)["the encoder 'words' makes only sparse vectors, so there is nothing to fuse"] == "note"


def test_an_encoder_that_makes_more_weights_than_the_backend_takes(
    index: HybridIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        MemoryConnector, "capabilities", replace(MemoryConnector.capabilities, max_document_nonzeros=500)
    )
    assert problems(index)["the encoder makes up to 900 non-zeros and memory takes 500"] == "error"


def test_a_large_index_without_a_graph() -> None:
    class Large(MemoryClient):
        indexed = 0

        def count(self, where: Filter | None) -> int:
            return 1_000_000

        def facts(self) -> Mapping[str, Any]:
            return {"indexed_vectors": self.indexed}

    client = Large()
    index = HybridIndex.open("memory://notes", WordEncoder(), create=True, client=client)
    assert "1,000,000 documents are searched one by one, since no graph was built" in problems(index)
    client.indexed = 1_000_000
    assert set(problems(index)) == {VOLATILE}


def test_a_finding_reads_well_and_is_json() -> None:
    finding = Finding("warning", "the index is empty", "add documents")
    assert str(finding) == "warning: the index is empty. Fix: add documents"
    assert json.loads(json.dumps(finding.as_dict()))["fix"] == "add documents"
