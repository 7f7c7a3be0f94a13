from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid_search import Anchored, ExactWords, HashingEncoder
from hybrid_search.encoders import Encoded, Encoder, Limits, TokenText
from hybrid_search.encoders.anchored import Anchoring, StaticTable
from hybrid_search.encoders.exact_words import FIRST_EXACT
from hybrid_search.encoders.exact_words.hashing import dimension
from hybrid_search.encoders.facets import NamesWords
from hybrid_search.encoders.statistics import Adaptive, CollectionStatistics
from hybrid_search.errors import InvalidInput
from hybrid_search.types import SparseVector, Truncation
from tests.fakes import WORDS, WordEncoder

PLANTS, LIGHT = WORDS.index("plants"), WORDS.index("light")
PLANT_WORD, LIGHT_WORD = dimension("plant"), dimension("light")


def sparse(encoded: Encoded) -> list[dict[int, float]]:
    assert encoded.sparse is not None
    return [vector.to_dict() for vector in encoded.sparse]


def vectors(encoded: Encoded) -> Sequence[SparseVector]:
    assert encoded.sparse is not None
    return encoded.sparse


def test_it_is_an_encoder_that_adapts_and_names_words() -> None:
    anchored = Anchored(WordEncoder())
    assert isinstance(anchored, Encoder)
    assert isinstance(anchored, Adaptive)
    assert isinstance(anchored, NamesWords)


def test_a_document_has_the_inner_weights_and_the_term_frequency_part_of_its_words() -> None:
    (found,) = sparse(Anchored(WordEncoder()).encode_documents(["plants plants and light"]))
    norm = 1.0 * (0.6 + 0.4 * 3 / 25)  # 3 words: stop words are not counted
    words = {PLANT_WORD: 2 * 2.0 / (2 + norm), LIGHT_WORD: 2.0 / (1 + norm)}
    assert found == pytest.approx({PLANTS: 2.0, LIGHT: 1.0} | words)


def test_a_query_has_the_inner_weights_and_lambda_times_count_times_idf() -> None:
    (found,) = sparse(Anchored(WordEncoder()).encode_queries(["plants light plants"]))
    idf = math.log(1 + 1000.5 / 0.5)  # in none of the thousand documents that an empty table stands for
    words = {PLANT_WORD: 0.75 * 2 * idf, LIGHT_WORD: 0.75 * idf}
    assert found == pytest.approx({PLANTS: 4.0, LIGHT: 2.0} | words)


def test_the_static_table_weighs_words_before_a_collection_does() -> None:
    table = StaticTable(np.array([PLANT_WORD], np.uint32), np.array([0.25], np.float16))
    (found,) = sparse(Anchored(WordEncoder(), static=table).encode_queries(["plants"]))
    assert found[PLANT_WORD] == pytest.approx(0.75 * math.log(1 + 750.5 / 250.5))


def test_words_are_read_beyond_what_the_inner_encoder_reads() -> None:
    anchored = Anchored(WordEncoder(query_tokens=1))
    encoded = anchored.encode_queries(["cats eat light"])
    assert encoded.truncation == Truncation(texts=1, tokens=2)
    assert {LIGHT_WORD, dimension("eat")} < sparse(encoded)[0].keys()
    assert LIGHT not in sparse(encoded)[0]


def test_the_dense_half_is_the_inner_encoders() -> None:
    texts = ["plants light", "cats"]
    dense, expected = (encoder.encode_documents(texts).dense for encoder in (Anchored(WordEncoder()), WordEncoder()))
    assert np.array_equal(np.asarray(dense), np.asarray(expected))
    assert Anchored(WordEncoder(dense=False)).encode_documents(texts).dense is None
    assert Anchored(WordEncoder(dense=False)).dims is None


def test_caps_drop_the_lowest_weights_and_count_them() -> None:
    plain, capped = (Anchored(WordEncoder(), document_nonzeros=cap, query_nonzeros=min(cap, 256)) for cap in (900, 3))
    text = ["plants light cats eat"]  # 3 learned dimensions and 4 words
    documents, queries = capped.encode_documents(text), capped.encode_queries(text)
    assert vectors(documents) == [vector.capped(3) for vector in vectors(plain.encode_documents(text))]
    assert vectors(queries) == [vector.capped(3) for vector in vectors(plain.encode_queries(text))]
    assert documents.truncation.weights == queries.truncation.weights == 4
    assert capped.limits == Limits(None, 8, 3, 3)


def test_a_document_of_a_thousand_words_is_capped_at_900() -> None:
    encoded = Anchored(WordEncoder()).encode_documents([" ".join(f"word{number}" for number in range(1000))])
    assert len(vectors(encoded)[0]) == 900
    assert encoded.truncation.weights == 100


def test_adapted_words_have_the_idf_of_the_blended_collection() -> None:
    anchored = Anchored(WordEncoder())
    documents = vectors(anchored.encode_documents(["plants", "plants cats", "cats", "milk"]))
    (query,) = anchored.adapt_queries(
        vectors(anchored.encode_queries(["plants light"])), CollectionStatistics.of(documents)
    )
    found = query.to_dict()
    assert found[PLANT_WORD] == pytest.approx(0.75 * math.log(1 + (1004 - 2 + 0.5) / 2.5))
    assert found[LIGHT_WORD] == pytest.approx(0.75 * math.log(1 + (1004 + 0.5) / 0.5))
    assert found[PLANTS] == found[LIGHT] == 2.0  # no table: nothing to compare learned dimensions with


def test_learned_weights_follow_a_table_that_knows_them() -> None:
    table = StaticTable(np.array([PLANTS], np.uint32), np.array([0.25], np.float16))
    anchored = Anchored(WordEncoder(), static=table, constants=Anchoring(gamma=0.5))
    statistics = CollectionStatistics(1000, np.array([PLANTS], np.uint32), np.array([750], np.int64))
    (query,) = anchored.adapt_queries(vectors(anchored.encode_queries(["plants"])), statistics)
    expected = 2.0 * math.sqrt(math.log(2) / math.log(1 + 750.5 / 250.5))
    assert query.to_dict()[PLANTS] == pytest.approx(expected)


@given(st.lists(st.text(), max_size=4))
def test_empty_statistics_leave_the_same_bits(texts: list[str]) -> None:
    table = StaticTable(np.array([PLANTS, PLANT_WORD], np.uint32), np.array([0.3, 0.1], np.float16))
    anchored = Anchored(WordEncoder(), static=table)
    queries = vectors(anchored.encode_queries(["plants light", *texts]))
    assert anchored.adapt_queries(queries, CollectionStatistics.empty()) == queries


def test_a_tiny_weight_stays_above_what_backends_store() -> None:
    anchored = Anchored(WordEncoder())
    query = SparseVector.from_pairs({PLANT_WORD: 1.2e-38})
    statistics = CollectionStatistics(10**9, np.array([PLANT_WORD], np.uint32), np.array([10**9], np.int64))
    (found,) = anchored.adapt_queries([query], statistics)
    assert len(found) == 1


def test_adapt_can_be_switched_off_by_itself() -> None:
    anchored = Anchored(WordEncoder(), adapt=False)
    queries = vectors(anchored.encode_queries(["plants"]))
    statistics = CollectionStatistics(1000, np.array([PLANT_WORD], np.uint32), np.array([750], np.int64))
    assert anchored.adapt_queries(queries, statistics) == queries
    assert PLANT_WORD in queries[0].to_dict()


def test_exact_words_can_be_switched_off_by_themselves() -> None:
    bare, inner = Anchored(WordEncoder(), exact_words=None), WordEncoder()
    assert vectors(bare.encode_documents(["plants"])) == vectors(inner.encode_documents(["plants"]))
    assert bare.fingerprint == inner.fingerprint
    assert bare.limits == inner.limits
    assert bare.exact_texts("plants") == {}
    assert bare.decode([PLANTS]) == inner.decode([PLANTS])


def test_without_exact_words_the_inner_encoder_may_have_any_dimensions() -> None:
    bare = Anchored(HashingEncoder(), exact_words=None, query_nonzeros=2)
    assert len(vectors(bare.encode_queries(["plants turn light into sugar"]))[0]) == 2
    assert bare.limits.query_nonzeros == 2


def test_without_exact_words_every_dimension_is_a_learned_one() -> None:
    bare = Anchored(HashingEncoder(), exact_words=None)
    queries = vectors(bare.encode_queries(["plants turn light into sugar"]))
    assert bare.adapt_queries(queries, CollectionStatistics.of(queries)) == queries


def test_learned_dimensions_are_decoded_by_the_inner_encoder_and_words_by_the_text() -> None:
    anchored = Anchored(WordEncoder())
    assert anchored.decode([LIGHT_WORD, LIGHT, PLANT_WORD, PLANTS]) == [
        TokenText(f"#{LIGHT_WORD}", "exact"),
        TokenText("light", "exact"),  # what the inner encoder says of its own
        TokenText(f"#{PLANT_WORD}", "exact"),
        TokenText("plants", "exact"),
    ]
    assert anchored.exact_texts("Plants, light!") == {PLANT_WORD: "plants", LIGHT_WORD: "light"}


def test_the_fingerprint_has_what_documents_depend_on_and_nothing_of_queries() -> None:
    plain = Anchored(WordEncoder()).fingerprint
    table = StaticTable(np.array([PLANTS], np.uint32), np.array([0.25], np.float16))
    queries = Anchored(
        WordEncoder(), adapt=False, static=table, constants=Anchoring(lambda_exact=2, gamma=1), query_nonzeros=9
    )
    assert queries.fingerprint == plain
    for other in (
        Anchored(WordEncoder(name="other")),
        Anchored(WordEncoder(), exact_words=ExactWords("german")),
        Anchored(WordEncoder(), exact_words=None),
        Anchored(WordEncoder(), document_nonzeros=200),
        Anchored(WordEncoder(), constants=Anchoring(k1=1.2)),
        Anchored(WordEncoder(), constants=Anchoring(b=0.75)),
        Anchored(WordEncoder(), constants=Anchoring(length=50)),
    ):
        assert other.fingerprint != plain


def test_the_rest_is_the_inner_encoders() -> None:
    inner = WordEncoder()
    anchored = Anchored(inner)
    assert (anchored.name, anchored.dims, anchored.has_sparse) == ("words", 3, True)
    assert anchored.recommended_fusion == inner.recommended_fusion


def test_an_inner_encoder_without_a_sparse_half_is_refused() -> None:
    with pytest.raises(InvalidInput, match="inner='words' returns no sparse vectors"):
        Anchored(WordEncoder(sparse=False))


def test_an_inner_encoder_with_dimensions_of_exact_words_is_refused() -> None:
    anchored = Anchored(HashingEncoder())
    with pytest.raises(
        InvalidInput, match=r"inner='hashing-64' has the dimension \d+; from 2\*\*31 on .*exact_words=None"
    ):
        anchored.encode_documents([" ".join(f"word{number}" for number in range(20))])


@pytest.mark.parametrize("option", [{"document_nonzeros": 0}, {"document_nonzeros": 901}, {"query_nonzeros": 257}])
def test_a_cap_outside_its_range_is_refused_by_name(option: dict[str, int]) -> None:
    ((name, value),) = option.items()
    with pytest.raises(InvalidInput, match=f"{name} is {value}; it must lie from 1 to"):
        Anchored(
            WordEncoder(),
            document_nonzeros=option.get("document_nonzeros", 9),
            query_nonzeros=option.get("query_nonzeros", 9),
        )


def test_a_bare_string_is_refused() -> None:
    with pytest.raises(InvalidInput, match="list of strings"):
        Anchored(WordEncoder()).encode_queries("plants")


def test_no_texts_give_no_vectors() -> None:
    assert Anchored(WordEncoder()).encode_documents([]).sparse == []


@given(st.text())
def test_any_text_has_sorted_unique_dimensions_and_the_same_ones_again(text: str) -> None:
    anchored = Anchored(WordEncoder())
    for encode in (anchored.encode_documents, anchored.encode_queries):
        (vector,) = vectors(encode([text]))
        assert (np.diff(vector.indices.astype(np.int64)) > 0).all()
        assert vectors(encode(["another text", text]))[1] == vector
        assert all(index >= FIRST_EXACT or index < len(WORDS) for index in vector.indices.tolist())
