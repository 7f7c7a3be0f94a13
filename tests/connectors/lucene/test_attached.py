from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hybrid_search import F
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.lucene.attached import AttachedRows, mapping_at
from hybrid_search.connectors.lucene.legs import Query, SparseField
from hybrid_search.connectors.lucene.names import Names
from hybrid_search.connectors.lucene.schema import Layout
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.filters import Filter

PROPERTIES = {
    "body": {"properties": {"text": {"type": "text", "fields": {"raw": {"type": "keyword"}}}}},
    "flat.name": {"type": "keyword"},
}
URL = "elasticsearch://host/notes"
ROWS = AttachedRows(URL, Fields(sparse="weights"))


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


def test_a_reserved_path_is_refused_and_not_taken_for_a_field_that_is_missing() -> None:
    for where in (F["_hs.parent"] == "a", ~F["_hs.parent"].exists(), F["_hs.hash"].is_in(["x"]), F["_hs.ordinal"] > 1):
        with pytest.raises(Unsupported, match="this one is attached"):
            ROWS.query(where)


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
    rows = AttachedRows(URL, Fields(sparse="weights", id="number"))
    assert rows.candidate({"_id": "x", "_source": {"number": 7}}, 1.0) == ("7", 1.0, "7")
    for source in ({}, {"number": [1, 2]}):
        with pytest.raises(Unsupported, match=r"Fields\(id='number'\)"):
            rows.candidate({"_id": "x", "_source": source}, 1.0)


@pytest.mark.parametrize("weights", [{"apple": 1.0}, [{"1": 2.0}]])
def test_weights_of_other_tokens_than_ids_cannot_be_read(weights: object) -> None:
    layout = Layout(None, SparseField("weights", "sparse_vector"), Names("notes").unnumbered())
    with pytest.raises(Unsupported, match="token ids to weights"):
        ROWS.row({"_id": "x", "_source": {"weights": weights}}, layout, vectors=True)
