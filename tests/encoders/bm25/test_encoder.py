import json
import math
from pathlib import Path
from threading import Thread

import pytest

from hybrid_search.encoders import Encoder, Limits, TokenText
from hybrid_search.encoders.bm25 import BM25Encoder
from hybrid_search.encoders.bm25.terms import Terms
from hybrid_search.errors import InvalidInput, InvalidSource
from hybrid_search.types import FusionSpec, Truncation

TEXTS = ["cat cat dog", "cat bird", "the fish"]  # lengths 3, 2 and 1: 2 on average


def term(word: str) -> int:
    (found,) = Terms("english").count(word)
    return found


def test_it_is_an_encoder_without_a_dense_half() -> None:
    encoder = BM25Encoder()
    assert isinstance(encoder, Encoder)
    assert encoder.dims is None
    assert encoder.has_sparse
    assert encoder.encode_documents(["cat"]).dense is None
    assert encoder.limits == Limits()


def test_documents_carry_the_term_frequency_part() -> None:
    (vector,) = BM25Encoder.fit(TEXTS, k1=0.9, b=0.4).encode_documents(["cat cat dog"]).sparse or ()
    norm = 0.9 * (1 - 0.4 + 0.4 * 3 / 2)
    assert vector.to_dict() == pytest.approx({term("cat"): 2 / (2 + norm), term("dog"): 1 / (1 + norm)})


def test_queries_carry_idf_times_count() -> None:
    (vector,) = BM25Encoder.fit(TEXTS).encode_queries(["cat cat unicorn"]).sparse or ()
    assert vector.to_dict() == pytest.approx(
        {term("cat"): 2 * math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)), term("unicorn"): math.log(1 + 3.5 / 0.5)}
    )


def test_the_dot_product_is_the_score_of_bm25() -> None:
    encoder = BM25Encoder.fit(TEXTS, k1=1.2, b=0.75)
    (query,) = encoder.encode_queries(["bird"]).sparse or ()
    scores = [query.dot(document) for document in encoder.encode_documents(TEXTS).sparse or ()]
    assert scores == pytest.approx([0.0, math.log(1 + 2.5 / 1.5) * 1 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2)), 0.0])


def test_without_statistics_the_length_is_256_and_query_weights_are_counts() -> None:
    encoder = BM25Encoder()
    (document,) = encoder.encode_documents(["cat"]).sparse or ()
    (query,) = encoder.encode_queries(["cat cat dog"]).sparse or ()
    assert document.to_dict() == pytest.approx({term("cat"): 1 / (1 + 0.9 * (0.6 + 0.4 * 1 / 256))})
    assert query.to_dict() == {term("cat"): 2.0, term("dog"): 1.0}


def test_the_average_length_can_be_kept_when_the_collection_is_counted_again() -> None:
    before = BM25Encoder.fit(TEXTS)
    after = BM25Encoder.fit([*TEXTS, "cat dog bird fish"], average_length=2.0)
    assert after.fingerprint == before.fingerprint
    assert after.encode_documents(["cat"]).sparse == before.encode_documents(["cat"]).sparse
    assert after.encode_queries(["cat"]).sparse != before.encode_queries(["cat"]).sparse


def test_stop_words_alone_give_an_empty_vector() -> None:
    (vector,) = BM25Encoder().encode_queries(["who is the"]).sparse or ()
    assert len(vector) == 0


def test_any_string_is_encoded() -> None:
    assert len(BM25Encoder().encode_documents(["", "\x00", "\ud800 cat", "🙂", "a" * 10_000]).sparse or ()) == 5


def test_weights_beyond_the_cap_are_dropped_and_counted() -> None:
    words = " ".join(f"w{number}" for number in range(1000))
    assert BM25Encoder().encode_documents([words]).truncation == Truncation(weights=100)
    assert BM25Encoder().encode_queries([words]).truncation == Truncation(weights=1000 - 256)


def test_terms_are_decoded_to_a_word_of_the_collection() -> None:
    encoder = BM25Encoder.fit(["running dogs"])
    assert encoder.decode([term("run"), 7]) == [TokenText("running", "exact"), TokenText("#7", "exact")]
    assert BM25Encoder().decode([7]) == [TokenText("#7", "exact")]


def test_the_fingerprint_holds_what_document_weights_depend_on() -> None:
    fingerprint = BM25Encoder().fingerprint
    assert fingerprint == {
        "encoder": "bm25",
        "hash": "murmur3-31",
        "language": "english",
        "k1": 0.9,
        "b": 0.4,
        "average_length": 256.0,
        "document_nonzeros": 900,
    }


def test_it_is_saved_and_loaded_whole(tmp_path: Path) -> None:
    encoder = BM25Encoder.fit(["Katzen jagen Mäuse", "Hunde"], language="german", k1=1.2, b=0.75)
    encoder.save(tmp_path / "bm25.json")
    loaded = BM25Encoder.load(tmp_path / "bm25.json")
    assert loaded.fingerprint == encoder.fingerprint
    assert loaded.statistics == encoder.statistics
    assert loaded.encode_queries(["Katze"]).sparse == encoder.encode_queries(["Katze"]).sparse


def test_an_unfitted_one_is_saved_too(tmp_path: Path) -> None:
    BM25Encoder().save(tmp_path / "bm25.json")
    assert BM25Encoder.load(tmp_path / "bm25.json").statistics is None


@pytest.mark.parametrize("content", ["", "[]", "{}", json.dumps({"format": "other"}), '{"format": '])
def test_another_file_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    with pytest.raises(InvalidSource, match=r"other\.json does not hold a BM25Encoder"):
        BM25Encoder.load(path)


@pytest.mark.parametrize("parameter", [{"k1": -0.1}, {"b": 1.1}, {"b": -0.1}, {"average_length": 0.0}])
def test_parameters_out_of_range_are_refused(parameter: dict[str, float]) -> None:
    with pytest.raises(InvalidInput, match="k1 must be 0 or above"):
        BM25Encoder(**parameter)  # type: ignore[arg-type]  # one keyword at a time


def test_threads_get_the_same_vectors() -> None:
    encoder = BM25Encoder.fit(TEXTS)
    expected = encoder.encode_documents(TEXTS * 50).sparse
    results: list[object] = []
    threads = [Thread(target=lambda: results.append(encoder.encode_documents(TEXTS * 50).sparse)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4


def test_it_recommends_reciprocal_rank_fusion() -> None:
    assert BM25Encoder().recommended_fusion == FusionSpec("rrf", {"k": 60})
