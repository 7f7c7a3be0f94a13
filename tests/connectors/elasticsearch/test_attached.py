"""A foreign index on real servers, searched by its own fields."""

from __future__ import annotations

import pytest

from tests.connectors.elasticsearch.conftest import Place
from tests.connectors.lucene.attached_contract import DIRECTIONS, DOCUMENTS, PROPERTIES, Attach, AttachedContract

SIMILARITIES = {"cosine": "cosine", "unit": "dot_product", "inner": "max_inner_product", "far": "l2_norm"}


def field(similarity: str) -> dict[str, object]:
    options = {"type": "hnsw"}
    return {"type": "dense_vector", "dims": 3, "index": True, "similarity": similarity, "index_options": options}


class TestAttached(AttachedContract):
    @pytest.fixture
    def address(self, place: Place) -> str:
        """The URL of somebody else's index, of three shards."""
        vectors = {name: field(similarity) for name, similarity in SIMILARITIES.items()}
        properties = {**PROPERTIES, "weights": {"type": "sparse_vector"}, **vectors}
        place.admin.indices.create(
            index=place.name, mappings={"properties": properties}, settings={"number_of_shards": 3}
        )
        for id, one in DOCUMENTS.items():
            direction = DIRECTIONS[id]
            dense = {**dict.fromkeys(SIMILARITIES, direction), "inner": [5 * number for number in direction]}
            place.admin.index(index=place.name, id=id, document={**one, **dense, "body": {"text": f"text of {id}"}})
        place.admin.indices.refresh(index=place.name)
        return place.url

    @pytest.mark.parametrize(
        ("field", "expected"),
        [("unit", {"a": 1.0, "b": 0.0, "c": -1.0}), ("inner", {"a": 5.0, "b": 0.0, "c": -5.0})],
    )
    def test_scores_are_those_of_the_field_s_own_metric(
        self, attach: Attach, field: str, expected: dict[str, float]
    ) -> None:
        assert attach(dense=field).dense(0, 0.6, 0.8) == pytest.approx(expected, abs=1e-5)
