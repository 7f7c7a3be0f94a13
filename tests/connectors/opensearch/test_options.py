"""The URL's options."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.opensearch.options import Options, options_of
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidName

URL = "opensearch://localhost/notes"


def test_without_options_the_engine_is_lucene() -> None:
    assert options_of(parse_url(URL)) == Options("lucene", None, None, 16, 100)


def test_every_option_is_read() -> None:
    target = parse_url(f"{URL}?engine=faiss&shards=3&replicas=0&m=32&ef_construction=200")
    assert options_of(target) == Options("faiss", 3, 0, 32, 200)


def test_an_unknown_option_names_the_known_ones() -> None:
    with pytest.raises(InvalidName, match=r"'shard'.*known: engine, shards, replicas, m, ef_construction"):
        options_of(parse_url(f"{URL}?shard=3"))


@pytest.mark.parametrize(
    "option",
    ["shards=0", "shards=-1", "replicas=x", "m=1", "m=1.5", "m=513", "ef_construction=3201", "shards=9999999999999"],
)
def test_a_number_outside_its_range_is_refused_with_the_range(option: str) -> None:
    with pytest.raises(InvalidName, match=rf"{option.partition('=')[0]}=.* must be a whole number from"):
        options_of(parse_url(f"{URL}?{option}"))


def test_another_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidName, match="engine='nmslib' must be one of lucene, faiss"):
        options_of(parse_url(f"{URL}?engine=nmslib"))


def test_messages_show_no_password() -> None:
    with pytest.raises(InvalidName) as raised:
        options_of(parse_url("opensearch://ann:hidden@localhost/notes?x=1"))
    assert "hidden" not in str(raised.value)
