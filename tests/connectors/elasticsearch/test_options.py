from __future__ import annotations

import pytest

from hybrid_search.connectors.elasticsearch.options import Options, options_of
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidName


def options(query: str) -> Options:
    return options_of(parse_url(f"elasticsearch://localhost/notes{query}"))


def test_float32_and_the_server_s_own_shards_without_options() -> None:
    assert options("") == Options(quantization="none", shards=None, replicas=None, m=16, ef_construction=100)


def test_every_option_is_read() -> None:
    assert options("?quantization=bbq&shards=2&replicas=0&m=32&ef_construction=200&client=elasticsearch8") == Options(
        quantization="bbq", shards=2, replicas=0, m=32, ef_construction=200, client="elasticsearch8"
    )


@pytest.mark.parametrize("query", ["?quantisation=int8", "?quantization=int2", "?client=opensearchpy", "?shards=0"])
def test_what_is_unknown_is_refused(query: str) -> None:
    with pytest.raises(InvalidName):
        options(query)
