from __future__ import annotations

from typing import Any

import pytest

from hybrid_search.connectors.lucene.answers import described, listed
from hybrid_search.connectors.lucene.errors import Place
from hybrid_search.errors import BackendError

PLACE = Place("elasticsearch://host/notes", "Elasticsearch", "api_key=")


def test_a_list_is_found_at_its_path() -> None:
    assert listed({"hits": {"hits": [1, 2]}}, "hits", "hits", place=PLACE) == [1, 2]
    assert listed({"items": [1]}, "items", place=PLACE, number=1) == [1]


@pytest.mark.parametrize("answer", [None, "x", [], 7, {}, {"hits": None}, {"hits": []}, {"hits": {"hits": {"a": 1}}}])
def test_anything_else_is_an_error_that_names_the_place(answer: Any) -> None:
    with pytest.raises(BackendError, match=r"elasticsearch://host/notes: the answer of Elasticsearch lacks hits\.hits"):
        listed(answer, "hits", "hits", place=PLACE)


def test_indexes_are_known_by_their_names() -> None:
    answer: dict[str, Any] = {"notes-000001": {"mappings": {}, "aliases": {"notes": {}}}}
    assert described(answer, "mappings", "aliases", place=PLACE) == answer
    assert described({}, "mappings", place=PLACE) == {}


@pytest.mark.parametrize("answer", [None, "x", ["x"], 7, {"a": None}, {"a": "x"}, {"a": {}}, {"a": {"mappings": []}}])
def test_anything_else_is_no_index(answer: Any) -> None:
    with pytest.raises(BackendError, match="the answer of Elasticsearch lacks"):
        described(answer, "mappings", place=PLACE)


def test_a_list_of_another_length_is_none_of_the_answers() -> None:
    with pytest.raises(BackendError, match="a list of 2"):
        listed({"items": [1]}, "items", place=PLACE, number=2)
