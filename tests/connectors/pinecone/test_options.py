"""The options of a Pinecone URL."""

from __future__ import annotations

import pytest

from hybrid_search.connectors.pinecone.options import LONGEST_NAME, Options, read_options
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidName


def read(url: str) -> Options:
    return read_options(parse_url(url))


def test_without_options_everything_has_a_default() -> None:
    assert read("pinecone://notes") == Options(namespace="", cloud="aws", region="us-east-1", host="", layout="pair")


def test_every_option_is_read() -> None:
    url = "pinecone://notes?namespace=tenant-7&cloud=gcp&region=europe-west4&host=api.example.com&layout=single"
    assert read(url) == Options("tenant-7", "gcp", "europe-west4", "https://api.example.com", "single")


def test_the_default_namespace_may_be_written_out() -> None:
    assert read("pinecone://notes?namespace=__default__").namespace == ""


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("regoin=x", "known: namespace, cloud, region, host, layout"),
        ("api_key=hidden", "api_key is not known"),
        ("layout=triple", "must be pair or single"),
        ("namespace=a b", "without spaces"),
        ("namespace=ä", "printable ASCII"),
        ("namespace=a--rows", "must not end in"),
        ("namespace=a--g000002", "must not end in"),
        ("cloud=AWS", "lowercase"),
        ("region=us east", "lowercase"),
        ("host=ftp://x", "must be an address"),
        ("host=http://example.com", "unencrypted"),
        ("host=https://me:hidden@example.com", "holds credentials"),
    ],
)
def test_what_breaks_a_rule_is_named_without_its_value_where_that_may_be_secret(query: str, said: str) -> None:
    with pytest.raises(InvalidName, match=said) as caught:
        read(f"pinecone://notes?{query}")
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize("host", ["http://localhost:5080", "http://127.0.0.1:5080", "http://[::1]:5080/"])
def test_plain_http_is_for_this_machine(host: str) -> None:
    assert read(f"pinecone://notes?host={host}").host == host.rstrip("/")


@pytest.mark.parametrize("name", ["Notes", "a_b", "a.b", "notes-", "x" * (LONGEST_NAME + 1)])
def test_names_that_pinecone_does_not_allow_are_refused_before_anything_is_sent(name: str) -> None:
    with pytest.raises(InvalidName, match="lowercase letters, digits and hyphens"):
        read(f"pinecone://{name}")


def test_the_longest_name_fits_with_what_is_put_behind_it() -> None:
    read(f"pinecone://{'x' * LONGEST_NAME}")
    assert len("x" * LONGEST_NAME + "-sparse") == 45
