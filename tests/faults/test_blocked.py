"""A server that will not be written to: read-only, or full."""

from __future__ import annotations

import json
import urllib.request

import pytest

from hybrid_search.errors import PermissionDenied, StorageFull
from tests.faults.conftest import Behind, plants


def settings(behind: Behind, **values: bool | None) -> None:
    """Change settings of the index, past the library."""
    body = json.dumps({name.replace("__", "."): value for name, value in values.items()}).encode()
    request = urllib.request.Request(
        f"{behind.upstream}/{behind.name}/_settings", body, {"Content-Type": "application/json"}, method="PUT"
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


def test_a_read_only_index_is_searched_and_not_written(behind: Behind) -> None:
    with behind.index() as index:
        index.add(plants(0, 2))
        settings(behind, index__blocks__write=True)
        try:
            with pytest.raises(PermissionDenied, match=r"read-only|write"):
                index.add(plants(2, 4))
            assert len(index.search("plants")) == 2
        finally:
            settings(behind, index__blocks__write=None)
        assert index.add(plants(0, 4)).written == 2


def test_a_full_disk_is_called_so_and_what_was_stored_is_kept(behind: Behind) -> None:
    with behind.index() as index:
        index.add(plants(0, 2))
        settings(behind, index__blocks__read_only_allow_delete=True)  # what the server does to itself at 95 % of a disk
        try:
            with pytest.raises(StorageFull):
                index.add(plants(2, 4))
        finally:
            settings(behind, index__blocks__read_only_allow_delete=None)
        assert index.add(plants(0, 4)).written == 2
    assert len(behind.stored()) == 4
