from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hybrid_search import F
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.lucene.attached import AttachedRows, mapping_at, metadata_of, value_at
from hybrid_search.connectors.lucene.legs import Query, SparseField
from hybrid_search.connectors.lucene.schema import Layout
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.filters import Filter

PROPERTIES = {
    "body": {"properties": {"text": {"type": "text", "fields": {"raw": {"type": "keyword"}}}}},
    "flat.name": {"type": "keyword"},
}
ROWS = AttachedRows(Fields(sparse="weights"))


@pytest.mark.parametrize(
    ("path", "kind"), [("body.text", "text"), ("body.text.raw", "keyword"), ("flat.name", "keyword")]
)
def test_a_field_is_found_by_its_full_name(path: str, kind: str) -> None:
    assert mapping_at(PROPERTIES, "text", path)["type"] == kind


@pytest.mark.parametrize("path", ["absent", "body.absent", "body.text.absent", "flat"])
def test_a_field_that_is_not_there_is_named_with_those_that_are(path: str) -> None:
    with pytest.raises(InvalidInput, match=r"Fields\(text='[a-z.]+'\): the index has no such field; it has "):
        mapping_at(PROPERTIES, "text", path)


@pytest.mark.parametrize(
    ("source", "value"),
    [({"a": {"b": 1}}, 1), ({"a.b": 1}, 1), ({"a": {"c": 1}}, None), ({"a": 5}, None), ({}, None)],
)
def test_a_value_is_found_whether_dots_nest_or_not(source: dict[str, Any], value: object) -> None:
    assert value_at(source, "a.b") == value


def test_metadata_are_what_the_rules_allow() -> None:
    source = {
        "lang": "en",
        "tags": ["x", "y"],
        "mixed": ["x", 1],
        "objects": [{"a": 1}],
        "_hs": "ours",
        "huge": 2**60,
        "ml": {"vector": [0.5], "model": "m"},
        "text": "shown elsewhere",
    }
    assert dict(metadata_of(source, ["text", "ml.vector"])) == {
        "lang": "en",
        "tags": ("x", "y"),
        "ml": {"model": "m"},
    }


def test_a_path_that_is_said_twice_is_kept_once() -> None:
    assert dict(metadata_of({"a": {"b": 1}, "a.b": 2}, [])) == {"a": {"b": 1}}


@pytest.mark.parametrize(
    ("where", "query"),
    [
        (~(F.lang == "en"), {"bool": {"must_not": [{"term": {"lang": {"value": "en"}}}]}}),
        ((F.lang == "en") | F.lang.is_in(["de"]), {"terms": {"lang": ["en", "de"]}}),
        (F.year >= 2020, {"range": {"year": {"gte": 2020}}}),
        (F.a.b.exists(), {"exists": {"field": "a.b"}}),
        (
            F.seen < datetime(2021, 5, 1, tzinfo=UTC),
            {"range": {"seen": {"lt": "2021-05-01T00:00:00+00:00"}}},
        ),
    ],
)
def test_filters_go_to_the_index_s_own_fields(where: Filter, query: Query) -> None:
    assert ROWS.query(where) == query


def test_pages_that_end_among_documents_of_one_number_begin_there_again() -> None:
    numbers = [1, 2, 2, 2, 3]
    seen: list[int] = []
    after: str | None = None
    while True:
        body = ROWS.page(after, 2)
        start = body.get("search_after", [0])[0]
        hits = [{"sort": [number], "at": at} for at, number in enumerate(numbers) if number > start][: body["size"]]
        fresh, after = ROWS.turn(after, 2, hits)
        seen += [hit["at"] for hit in fresh]
        if after is None:
            break
    assert seen == [0, 1, 2, 3, 4]


def test_an_id_field_without_a_single_value_is_refused() -> None:
    rows = AttachedRows(Fields(sparse="weights", id="number"))
    assert rows.candidate({"_id": "x", "_source": {"number": 7}}, 1.0) == ("7", 1.0, "7")
    for source in ({}, {"number": [1, 2]}):
        with pytest.raises(Unsupported, match=r"Fields\(id='number'\)"):
            rows.candidate({"_id": "x", "_source": source}, 1.0)


@pytest.mark.parametrize("weights", [{"apple": 1.0}, [{"1": 2.0}]])
def test_weights_of_other_tokens_than_ids_cannot_be_read(weights: object) -> None:
    layout = Layout(None, SparseField("weights", "sparse_vector"))
    with pytest.raises(Unsupported, match="token ids to weights"):
        ROWS.row({"_id": "x", "_source": {"weights": weights}}, layout, vectors=True)
