from __future__ import annotations

import pytest

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.qdrant.names import Names, checked_names
from hybrid_search.connectors.qdrant.settings import Settings, read_settings
from hybrid_search.connectors.registry import connect
from hybrid_search.connectors.url import parse_url
from hybrid_search.errors import InvalidName


def read(options: str) -> Settings:
    return read_settings(parse_url(f"qdrant://localhost/notes?{options}"))


def test_without_options_vectors_are_whole_and_in_memory() -> None:
    assert read("") == Settings(quantization="none", on_disk=False, shards=None, replicas=None, m=16)
    assert set(Settings().arguments(IndexSpec(3, sparse=True))) == {"vectors_config", "sparse_vectors_config"}


def test_every_option_is_read() -> None:
    assert read("quantization=binary&on_disk=true&shards=4&replicas=2&m=32&ef_construction=256") == Settings(
        "binary", True, 4, 2, 32, 256
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("quantisation=int8", "option 'quantisation' is not known; known: ef_construction, m, on_disk, quantization"),
        ("quantization=int4", "quantization='int4' must be none, int8 or binary"),
        ("on_disk=yes", "on_disk='yes' must be true or false"),
        ("shards=0", "shards='0' must be a whole number from 1 to 1,000"),
        ("replicas=-1", "replicas='-1' must be a whole number"),
        ("m=1e2", "m='1e2' must be a whole number"),
        (f"m={'9' * 5000}", "must be a whole number"),
        ("m=٣", "must be a whole number"),
    ],
)
def test_what_is_wrong_is_named_with_the_rule(options: str, said: str) -> None:
    with pytest.raises(InvalidName, match=said):
        read(options)


def test_an_index_without_a_field_has_no_such_vector() -> None:
    assert Settings().arguments(IndexSpec(None, sparse=True))["vectors_config"] == {}
    assert Settings().arguments(IndexSpec(3, sparse=False))["sparse_vectors_config"] is None


@pytest.mark.parametrize("name", ["notes-000001", "notes--records", "a-123456"])
def test_a_name_like_those_of_the_parts_is_refused(name: str) -> None:
    with pytest.raises(InvalidName, match="ends as the parts of an index do"):
        checked_names(name)
    with pytest.raises(InvalidName):
        connect(f"qdrant://localhost/{name}")


def test_the_parts_are_named_after_the_index() -> None:
    names = Names("a.b")
    assert (names.at(42).rows, names.at(42).records) == ("a.b-000042", "a.b--records-000042")
    assert (names.unnumbered.rows, names.unnumbered.records) == ("a.b", "a.b--records")
    assert names.number_of("a.b-000042") == 42
    assert names.keeps_records("a.b--records-000042")
    others = ["axb-000001", "a.b-00001", "a.b-0000001", "a.b-000000", "a.b--records", "a.b", "xa.b-000001"]
    assert not any(names.number_of(other) for other in [*others, "a.b--records-000001"])
    assert not any(names.keeps_records(other) for other in [*others, "a.b-000001"])
