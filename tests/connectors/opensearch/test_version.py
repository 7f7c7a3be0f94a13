"""Which servers are taken, and what the others are told."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.opensearch.version import Version, checked_version
from hybrid_search.errors import WrongServer

URL = "opensearch://host/notes"


def info(number: str, **more: str) -> dict[str, object]:
    return {"version": {"distribution": "opensearch", "number": number}, **more}


@pytest.mark.parametrize(("number", "version"), [("2.19.1", (2, 19)), ("3.10.0-SNAPSHOT", (3, 10))])
def test_a_version_is_its_major_and_minor(number: str, version: tuple[int, int]) -> None:
    assert checked_version(info(number), URL) == version


def test_versions_compare_as_numbers() -> None:
    assert Version(3, 10) > Version(3, 9) > Version(2, 19)


@pytest.mark.parametrize("number", ["1.3.0", "2.9.0", "2.18.0"])
def test_an_older_server_is_refused_with_the_oldest_that_would_do(number: str) -> None:
    with pytest.raises(WrongServer, match=rf"OpenSearch {number}, and the oldest .* 2\.19"):
        checked_version(info(number), URL)


def test_elasticsearch_is_refused_with_its_scheme() -> None:
    answer = {"version": {"number": "9.1.0"}, "tagline": "You Know, for Search"}
    with pytest.raises(WrongServer, match=r"Elasticsearch 9\.1\.0; open it as elasticsearch://"):
        checked_version(answer, URL)


@pytest.mark.parametrize(
    "answer",
    [
        *({}, [], "welcome", None),
        *({"version": "3.3"}, {"title": "qdrant", "version": {}}, {"version": {"distribution": "other"}}),
    ],
)
def test_another_product_is_refused(answer: object) -> None:
    with pytest.raises(WrongServer, match="no OpenSearch; check host and port"):
        checked_version(answer, URL)


def test_a_server_that_hides_its_version_is_told_how_to_say_it() -> None:
    with pytest.raises(WrongServer, match="override_main_response_version to false"):
        checked_version(info("7.10.2"), URL)


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(WrongServer, match="does not say its version, but 'latest'"):
        checked_version(info("latest"), URL)
