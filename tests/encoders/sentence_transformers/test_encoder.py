import pickle
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from hybrid_search.encoders import Encoded, Encoder, Limits, TokenText
from hybrid_search.encoders.sentence_transformers import SentenceTransformersEncoder
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.types import FusionSpec, Truncation

TEXTS = ["plants eat light", "tax law", "", "sugar", "plants eat light and sugar, not tax law", "unknown 🙂 \ud800"]


def make(*models: Path | None, **options: Any) -> SentenceTransformersEncoder:
    return SentenceTransformersEncoder(*models, device="cpu", **options)


def rows(encoded: Encoded) -> list[dict[int, float]]:
    assert encoded.sparse is not None
    return [vector.to_dict() for vector in encoded.sparse]


def test_it_is_an_encoder(splade: Path, dense: Path) -> None:
    assert isinstance(make(splade, dense), Encoder)


def test_vectors_are_those_of_the_models_in_the_order_of_the_texts(library: Any, splade: Path, dense: Path) -> None:
    texts = TEXTS[:5]
    encoded = make(splade, dense, batch_size=2).encode_documents(texts)
    expected = (
        library.SparseEncoder(str(splade), device="cpu").encode_document(texts, convert_to_sparse_tensor=False).numpy()
    )
    for row, weights in zip(rows(encoded), expected, strict=True):
        assert row == pytest.approx(
            {index: weight for index, weight in enumerate(weights.tolist()) if weight}, rel=1e-4, abs=1e-5
        )
    assert encoded.dense is not None
    assert encoded.dense.dtype == np.float32
    own = library.SentenceTransformer(str(dense), device="cpu").encode_document(texts)
    assert encoded.dense == pytest.approx(own, rel=1e-4, abs=1e-5)


def test_equal_batches_give_equal_bits(splade: Path, dense: Path) -> None:
    encoder = make(splade, dense, batch_size=4)
    one, other = encoder.encode_documents(TEXTS), encoder.encode_documents(TEXTS)
    assert one.sparse == other.sparse
    assert one.dense is not None
    assert other.dense is not None
    assert one.dense.tobytes() == other.dense.tobytes()


def test_any_string_is_encoded(splade: Path, inference_free: Path, dense: Path) -> None:
    for sparse in (splade, inference_free):
        encoder = make(sparse, dense)
        for texts in (TEXTS, [""], ["plants " * 500], []):
            for encoded in (encoder.encode_documents(texts), encoder.encode_queries(texts)):
                assert len(rows(encoded)) == len(texts)
                assert encoded.dense is not None
                assert encoded.dense.shape == (len(texts), 16)


def test_queries_of_a_router_go_through_its_table(inference_free: Path, vocabulary: dict[str, int]) -> None:
    encoded = make(inference_free).encode_queries(["Plants eat plants"])
    plants, eat = vocabulary["plants"], vocabulary["eat"]
    assert rows(encoded) == [{plants: float(plants), eat: float(eat)}]


def test_documents_of_a_router_go_through_its_transformer(inference_free: Path, splade: Path) -> None:
    texts = ["plants eat", "light"]
    for one, other in zip(
        rows(make(inference_free).encode_documents(texts)), rows(make(splade).encode_documents(texts)), strict=True
    ):
        assert one == pytest.approx(other)


def test_a_document_is_read_up_to_its_limit_and_the_rest_counted(splade: Path) -> None:
    encoder = make(splade, sparse_document_tokens=4, sparse_query_tokens=3)  # with [CLS] and [SEP]
    long, short = "plants eat light sugar", "plants eat"
    assert rows(encoder.encode_documents([long])) == rows(encoder.encode_documents([short]))
    assert encoder.encode_documents([long, short]).truncation == Truncation(texts=1, tokens=2)
    assert rows(encoder.encode_queries([long])) == rows(encoder.encode_queries(["plants"]))
    assert encoder.encode_queries([long, short]).truncation == Truncation(texts=2, tokens=3 + 1)


def test_a_query_of_a_table_has_no_special_tokens(inference_free: Path, vocabulary: dict[str, int]) -> None:
    encoder = make(inference_free, sparse_document_tokens=4, sparse_query_tokens=3)
    encoded = encoder.encode_queries(["plants eat light sugar", "tax"])
    assert sorted(rows(encoded)[0]) == [vocabulary[word] for word in ("plants", "eat", "light")]
    assert encoded.truncation == Truncation(texts=1, tokens=1)
    assert encoder.encode_documents(["plants eat light sugar"]).truncation == Truncation(texts=1, tokens=2)


def test_the_own_limit_of_a_model_is_counted_too(splade: Path, dense: Path) -> None:
    truncation = make(splade, dense).encode_documents(["plants " * 20]).truncation
    assert truncation == Truncation(texts=2, tokens=2 * (20 + 2 - 16))  # each half counts its own


def test_token_limits_are_the_lower_of_the_halves(splade: Path, dense: Path) -> None:
    encoder = make(splade, dense, sparse_document_tokens=12, dense_document_tokens=8, document_nonzeros=50)
    assert encoder.limits == Limits(8, 16, document_nonzeros=50)


def test_a_ready_model_is_left_as_it_was(library: Any, splade: Path) -> None:
    model = library.SparseEncoder(str(splade), device="cpu")
    before = (model.max_seq_length, model[0].processing_kwargs)
    encoder = SentenceTransformersEncoder(model, sparse_document_tokens=4)
    assert encoder.encode_documents(["plants " * 9]).truncation.tokens == 9 + 2 - 4
    assert (model.max_seq_length, model[0].processing_kwargs) == before


def test_threads_with_other_limits_do_not_disturb_each_other(library: Any, splade: Path) -> None:
    model = library.SparseEncoder(str(splade), device="cpu")
    encoders = [SentenceTransformersEncoder(model, sparse_document_tokens=tokens) for tokens in (3, 5, 9)]
    texts = ["plants eat light sugar tax law", "law tax sugar light eat plants"]
    expected = [rows(encoder.encode_documents(texts)) for encoder in encoders]
    found: list[list[object]] = [[], [], []]

    def work(number: int) -> None:
        for _ in range(10):
            found[number].append(rows(encoders[number].encode_documents(texts)))

    threads = [Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[row] * 10 for row in expected]


def test_weights_beyond_the_caps_are_dropped_and_counted(splade: Path) -> None:
    full = make(splade)
    (document,) = full.encode_documents(["plants eat"]).sparse or ()
    (query,) = full.encode_queries(["plants eat"]).sparse or ()
    capped = make(splade, document_nonzeros=3, query_nonzeros=2)
    documents, queries = capped.encode_documents(["plants eat"]), capped.encode_queries(["plants eat"])
    assert documents.sparse == [document.capped(3)]
    assert documents.truncation == Truncation(weights=len(document) - 3)
    assert queries.sparse == [query.capped(2)]
    assert queries.truncation == Truncation(weights=len(query) - 2)


def test_the_own_prompt_of_a_model_is_used_and_can_be_replaced(dense: Path) -> None:
    own, none, other = make(None, dense), make(None, dense, dense_query_prompt=""), make(None, dense)
    assert np.allclose(vectors(own.encode_queries(["tax"])), vectors(none.encode_queries(["query: tax"])), atol=1e-6)
    assert not np.allclose(vectors(own.encode_queries(["tax"])), vectors(none.encode_queries(["tax"])), atol=1e-3)
    assert np.allclose(vectors(other.encode_documents(["tax"])), vectors(none.encode_queries(["tax"])), atol=1e-6)


def test_a_prompt_counts_as_tokens(dense: Path) -> None:
    encoder = make(None, dense, dense_query_tokens=6)
    assert encoder.encode_queries(["plants eat"]).truncation.tokens == 0  # [CLS] query : plants eat [SEP]
    assert encoder.encode_queries(["plants eat light"]).truncation.tokens == 1


def test_dense_vectors_can_be_truncated(dense: Path) -> None:
    encoder = make(None, dense, truncate_dim=4)
    assert encoder.dims == 4
    whole, cut = make(None, dense).encode_documents(["tax"]), encoder.encode_documents(["tax"])
    assert np.allclose(vectors(cut), vectors(whole)[:, :4])
    assert make(None, dense, truncate_dim=99).dims == 16


def test_a_missing_half_is_none(splade: Path, dense: Path) -> None:
    sparse_only, dense_only = make(splade), make(None, dense)
    assert sparse_only.dims is None
    assert sparse_only.encode_queries(["tax"]).dense is None
    assert not dense_only.has_sparse
    assert dense_only.encode_queries(["tax"]).sparse is None
    with pytest.raises(Unsupported, match="no sparse half"):
        dense_only.decode([1])


def test_dimensions_are_decoded_to_wordpieces(splade: Path, inference_free: Path, vocabulary: dict[str, int]) -> None:
    for encoder in (make(splade), make(inference_free)):
        assert encoder.decode([vocabulary["plants"], vocabulary["##s"], 999]) == [
            TokenText("plants", "learned"),
            TokenText("##s", "learned"),
            TokenText("#999", "learned"),
        ]


def test_latent_dimensions_have_no_text(csr: Path) -> None:
    encoder = make(csr)
    (row,) = rows(encoder.encode_documents(["plants eat"]))
    assert 0 < len(row) <= 4
    assert encoder.decode([5]) == [TokenText("#5", "learned")]


def test_texts_go_through_the_model_in_batches(library: Any, splade: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = library.SparseEncoder(str(splade), device="cpu")
    own = model.encode_document
    sizes: list[int] = []

    def counting(texts: list[str], **options: Any) -> Any:
        sizes.append(len(texts))
        return own(texts, **options)

    monkeypatch.setattr(model, "encode_document", counting)
    SentenceTransformersEncoder(model, batch_size=2).encode_documents(["plants", "eat", "light", "tax", "law"])
    assert sizes == [2, 2, 1]


def test_the_name_holds_both_models(splade: Path, dense: Path) -> None:
    assert make(splade, dense).name == f"{splade} + {dense}"


def test_the_recommended_fusion_can_be_given(splade: Path) -> None:
    spec = FusionSpec("weighted", {"weights": {"dense": 0.5}})
    assert make(splade).recommended_fusion == FusionSpec("rrf", {"k": 60})
    assert make(splade, recommended_fusion=spec).recommended_fusion == spec


def test_at_least_one_model_is_needed() -> None:
    with pytest.raises(InvalidInput, match="give at least one model"):
        SentenceTransformersEncoder()


@pytest.mark.parametrize("option", ["batch_size", "document_nonzeros", "query_nonzeros"])
def test_numbers_below_one_are_refused_by_name(option: str, splade: Path) -> None:
    with pytest.raises(InvalidInput, match=f"{option} is 0"):
        make(splade, **{option: 0})


@pytest.mark.parametrize(("tokens", "allowed"), [(2, "from 3 to 16"), (17, "from 3 to 16")])
def test_limits_that_the_model_cannot_read_are_refused(tokens: int, allowed: str, splade: Path) -> None:
    with pytest.raises(InvalidInput, match=f"sparse_document_tokens={tokens}: this model reads {allowed}"):
        make(splade, sparse_document_tokens=tokens)


def test_truncate_dim_below_one_is_refused(dense: Path) -> None:
    with pytest.raises(InvalidInput, match="truncate_dim is 0"):
        make(None, dense, truncate_dim=0)


def vectors(encoded: Encoded) -> np.ndarray[Any, np.dtype[np.float32]]:
    assert encoded.dense is not None
    return encoded.dense


def test_it_travels_to_another_process_by_the_names_of_its_models(splade: Path, dense: Path) -> None:
    encoder = SentenceTransformersEncoder(splade, dense, document_nonzeros=3, dense_document_prompt="text: ")
    back: SentenceTransformersEncoder = pickle.loads(pickle.dumps(encoder))
    assert (back.fingerprint, back.limits, back.name) == (encoder.fingerprint, encoder.limits, encoder.name)


def test_a_ready_model_does_not_travel_and_is_named(library: Any, dense: Path) -> None:
    encoder = SentenceTransformersEncoder(dense=library.SentenceTransformer(str(dense)))
    with pytest.raises(InvalidInput, match=r"SentenceTransformer is a ready model.* give the encoder its folder"):
        pickle.dumps(encoder)


def test_it_counts_the_tokens_that_its_longer_reading_half_reads(splade: Path, dense: Path) -> None:
    encoder = SentenceTransformersEncoder(splade, dense, sparse_document_tokens=4, dense_document_tokens=6)
    assert encoder.document_tokens(["", "a " * 50]) == [2, 6]
