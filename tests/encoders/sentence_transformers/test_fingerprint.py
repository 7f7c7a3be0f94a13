import shutil
from pathlib import Path
from typing import Any

import pytest

from hybrid_search.encoders.sentence_transformers import SentenceTransformersEncoder


def fingerprint(*models: Any, **options: Any) -> dict[str, Any]:
    return dict(SentenceTransformersEncoder(*models, device="cpu", **options).fingerprint)


def test_it_holds_what_documents_depend_on_of_both_halves(splade: Path, dense: Path) -> None:
    found = fingerprint(splade, dense, sparse_document_tokens=8)
    assert found["encoder"] == "sentence-transformers"
    assert found["sparse.pooling"] == "max, relu"
    assert found["sparse.document_tokens"] == 8
    assert found["sparse.document_nonzeros"] == 900
    assert found["dense.pooling"] == "mean"
    assert found["dense.dims"] == 16


def test_a_moved_folder_has_the_same(splade: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(splade, tmp_path / "moved")
    assert fingerprint(moved) == fingerprint(splade)


def test_a_ready_model_has_that_of_its_folder(library: Any, splade: Path) -> None:
    assert fingerprint(library.SparseEncoder(str(splade), device="cpu")) == fingerprint(splade)


def test_a_head_that_is_made_up_on_each_load_does_not_count(bert: Path) -> None:
    assert fingerprint(None, bert) == fingerprint(None, bert)  # saved with a head for words, loaded with BERT's pooler


@pytest.mark.parametrize(
    "options", [{"sparse_query_tokens": 4}, {"query_nonzeros": 9}, {"sparse_query_prompt": "tax"}, {"batch_size": 3}]
)
def test_options_of_queries_do_not_change_it(options: dict[str, Any], splade: Path) -> None:
    assert fingerprint(splade, **options) == fingerprint(splade)


@pytest.mark.parametrize(
    "options", [{"sparse_document_tokens": 4}, {"document_nonzeros": 9}, {"sparse_document_prompt": "tax"}]
)
def test_options_of_documents_change_it(options: dict[str, Any], splade: Path) -> None:
    assert fingerprint(splade, **options) != fingerprint(splade)


def test_other_weights_change_it(library: Any, splade: Path) -> None:
    model = library.SparseEncoder(str(splade), device="cpu")
    next(iter(model.parameters())).data[0] += 1
    changed = fingerprint(model)
    assert {key for key, value in fingerprint(splade).items() if changed[key] != value} == {"sparse.weights"}


def test_another_table_of_query_weights_does_not_change_it(library: Any, inference_free: Path) -> None:
    model = library.SparseEncoder(str(inference_free), device="cpu")
    model[0].sub_modules["query"][0].weight.data += 1
    assert fingerprint(model) == fingerprint(inference_free)
