from __future__ import annotations

import pytest

from hybrid_search.connectors.elasticsearch.version import check_version
from hybrid_search.errors import WrongServer


@pytest.mark.parametrize(
    "version",
    [
        {"number": "8.19.0"},
        {"number": "9.5.3"},
        {"number": "10.0.0"},
        {"number": "8.11.0", "build_flavor": "serverless"},
        {},
    ],
)
def test_a_version_that_can_be_used(version: dict[str, str]) -> None:
    check_version({"version": version}, "elasticsearch://host/notes")


@pytest.mark.parametrize("number", ["7.17.0", "8.0.0", "8.9.1", "8.18.4"])
def test_an_older_one_is_named_with_the_oldest(number: str) -> None:
    with pytest.raises(WrongServer, match=rf"Elasticsearch {number}, and the oldest that can be used is 8\.19"):
        check_version({"version": {"number": number}}, "elasticsearch://host/notes")
