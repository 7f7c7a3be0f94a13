"""Every argument of search that breaks a rule, with the message that says which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import pytest

from hybrid_search import RRF, F, FunctionReranker, HybridIndex, SparseVector
from hybrid_search.encoders import Encoded
from hybrid_search.errors import InvalidFilter, InvalidQuery, InvalidVector
from tests.fakes import WordEncoder
from tests.index.conftest import documents


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "the query is empty; pass the words to search for"),
        (" \t\n\u3000", "the query is empty"),
        (None, "the query is NoneType None; it must be a string"),
        (b"plants", "the query is bytes"),
        (["plants"], r"the query is list \['plants'\]"),
    ],
)
def test_a_query_is_a_text(index: HybridIndex, query: Any, message: str) -> None:
    with pytest.raises(InvalidQuery, match=message):
        index.search(query)
    with pytest.raises(InvalidQuery, match=message):
        index.search_many(["plants", query])


def test_search_many_takes_no_single_string(index: HybridIndex) -> None:
    with pytest.raises(InvalidQuery, match="search_many takes a list of queries, not the string 'plants'"):
        index.search_many("plants")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 0}, "k=0 must lie between 1 and 10,000"),
        ({"k": -1}, "k=-1 must lie between"),
        ({"k": 10_001}, "k=10001 must lie between 1 and 10,000"),
        ({"k": 10**5000}, "k=a whole number of 16,610 bits must lie between"),
        ({"k": True}, "k=True must be a whole number"),
        ({"k": 5.0}, "k=5.0 must be a whole number"),
        ({"k": "5"}, "k='5' must be a whole number"),
        ({"k": None}, "k=None must be a whole number"),
        ({"k": 10, "candidates": 9}, "candidates=9 is below k=10; each leg must return at least k"),
        ({"candidates": 0}, "candidates=0 must lie between"),
        ({"candidates": 20_000}, "candidates=20000 must lie between"),
        ({"k": 10, "depth": 9}, "depth=9 is below k=10; hits that were not reranked are never mixed in"),
        ({"depth": 0}, "depth=0 must lie between"),
        ({"legs": "all"}, "legs='all' is not known; use 'both', 'sparse' or 'dense'"),
        ({"legs": ["sparse"]}, r"legs=\['sparse'\] is not known"),
        ({"legs": None}, "legs=None is not known"),
        ({"legs": "sparse", "fusion": RRF(k=60)}, "was given for the single leg 'sparse', .* leave fusion out"),
        ({"fusion": "rrf"}, r"fusion='rrf' is not a fusion object; pass for instance RRF\(k=60\)"),
        ({"fusion": RRF}, "is not a fusion object; pass for instance"),
        ({"rerank": 5}, "rerank=5 is neither a Reranker nor a function"),
        ({"rerank": FunctionReranker}, "is neither a Reranker nor a function"),
        ({"group_by": "parent"}, "group_by='parent' is not known; use 'document' or None"),
        ({"group_by": "document", "group_score": "mean"}, "group_score='mean' is not known; use 'best' or 'sum'"),
        ({"group_score": "sum"}, "group_score='sum' says how documents are scored; give group_by='document' with it"),
        ({"group_score": "best"}, "group_score='best' says how documents are scored"),
    ],
)
def test_arguments_out_of_range_are_named(index: HybridIndex, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidQuery, match=message):
        index.search("plants", **options)
    with pytest.raises(InvalidQuery, match=message):
        index.search_many(["plants"], **options)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"n": {"$regex": "x"}}, r"filter on 'n': unknown operator '\$regex'; known: \$eq"),
        ({"n": {"$gt": "x"}}, "gt compares numbers and dates, not the string 'x'; use == or is_in"),
        ({"n": {"$in": list(range(10_000))}}, "is_in has more than 1,000 values"),
        ({"n": float("nan")}, "nan is not a finite number"),
        ({}, "is empty and would match every document; pass None to search without a filter"),
        (True, "a filter is a dict or built with F, not bool True"),
    ],
)
def test_a_bad_filter_is_named(index: HybridIndex, where: Any, message: str) -> None:
    with pytest.raises(InvalidFilter, match=message):
        index.search("plants", where=where)
    with pytest.raises(InvalidFilter, match=message):
        index.count(where)


def test_a_filter_of_ten_thousand_levels_is_refused(index: HybridIndex) -> None:
    deep: Any = {"n": 1}
    for _ in range(10_000):
        deep = {"$not": deep}
    with pytest.raises(InvalidFilter, match="nested deeper than 32 levels"):
        index.search("plants", where=deep)


def test_a_long_chain_of_or_is_refused_with_the_way_out(index: HybridIndex) -> None:
    conditions = [F.n == n for n in range(10_000)]
    with pytest.raises(InvalidFilter, match="at most 1,000 are allowed; is_in joins many"):
        reduce(or_, conditions)


def test_a_leg_that_the_encoder_has_not_is_named() -> None:
    index = HybridIndex.open("memory://notes", WordEncoder(dense=False))
    index.add(documents())
    with pytest.raises(InvalidQuery, match="legs='dense': the encoder 'words' makes only sparse vectors"):
        index.search("plants", legs="dense")
    with pytest.raises(InvalidQuery, match="single leg 'sparse'"):
        index.search("plants", fusion=RRF(k=60))


def test_numpys_whole_numbers_are_whole_numbers(index: HybridIndex) -> None:
    k: Any = np.int64(2)
    assert len(index.search("plants", k=k)) == 2


class BrokenForQueries(WordEncoder):
    """Returns what a test says for queries."""

    answer: Encoded

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        return self.answer


VECTOR = SparseVector.from_pairs({0: 1.0})


@pytest.mark.parametrize(
    ("sparse", "dense", "message"),
    [
        ([VECTOR], [[np.nan, 0, 0]], "dense query vector 'plants' holds NaN or infinity"),
        ([VECTOR], [[0, 0, 0]], "dense query vector 'plants' is all zeros"),
        ([VECTOR], [[1, 0]], "this index takes 3 dimensions"),
        ([VECTOR], None, "the encoder 'words' returned 0 dense vectors for 1 query texts"),
        (None, [[1, 0, 0]], "returned 0 sparse vectors for 1 query texts"),
        ([VECTOR] * 2, [[1, 0, 0]], "returned 2 sparse vectors for 1"),
    ],
)
def test_a_broken_encoder_is_named(sparse: Any, dense: Any, message: str) -> None:
    encoder = BrokenForQueries()
    index = HybridIndex.open("memory://notes", encoder)
    index.add(documents())
    encoder.answer = Encoded(sparse, None if dense is None else np.array(dense, dtype=np.float32))
    with pytest.raises(InvalidVector, match=message):
        index.search("plants")


def test_a_half_that_is_not_searched_is_not_looked_at() -> None:
    encoder = BrokenForQueries()
    index = HybridIndex.open("memory://notes", encoder)
    index.add(documents())
    encoder.answer = Encoded([VECTOR], np.zeros((1, 3), dtype=np.float32))
    assert index.search("plants", legs="sparse").ids == ("b", "a")
