from __future__ import annotations

import subprocess
import sys
import weakref
from typing import Any

import pytest

from hybrid_search.encoders import Encoder, TokenText
from hybrid_search.encoders.one_pass import OnePassNetwork
from hybrid_search.errors import InvalidInput


def test_it_is_an_encoder(fp32: OnePassNetwork) -> None:
    assert isinstance(fp32, Encoder)
    assert (fp32.name, fp32.dims, fp32.has_sparse) == ("one-pass", 384, True)


def test_making_one_loads_no_model() -> None:
    code = (
        "import sys; from hybrid_search.encoders.one_pass import OnePassNetwork; OnePassNetwork().fingerprint;"
        "assert not {'onnxruntime', 'tokenizers'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_dropped_encoder_frees_its_model_at_once() -> None:
    encoder = OnePassNetwork(threads=1)
    encoder.encode_queries(["plants"])
    session = weakref.ref(encoder._queries_model.get().session)
    del encoder
    assert session() is None


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("document_tokens", 1),
        ("document_tokens", 513),
        ("query_tokens", 0),
        ("query_tokens", 513),
        ("document_nonzeros", 0),
        ("document_nonzeros", 901),
        ("query_nonzeros", 0),
        ("query_nonzeros", 257),
        ("threads", 0),
        ("precision", "int4"),
    ],
)
def test_an_option_outside_its_range_is_refused_by_name(option: str, value: object) -> None:
    options: dict[str, Any] = {option: value}
    with pytest.raises(InvalidInput, match=f"{option} .*{value}"):
        OnePassNetwork(**options)


def test_the_fingerprint_changes_with_what_documents_depend_on_and_with_nothing_else() -> None:
    plain = OnePassNetwork()
    assert OnePassNetwork(document_tokens=128).fingerprint != plain.fingerprint
    assert OnePassNetwork(document_nonzeros=128).fingerprint != plain.fingerprint
    other = OnePassNetwork(threads=1, precision="fp32", query_tokens=32, query_nonzeros=32)
    assert other.fingerprint == plain.fingerprint


def test_the_fingerprint_names_weights_dimensions_and_metric(fp32: OnePassNetwork) -> None:
    fingerprint = fp32.fingerprint
    assert fingerprint["trunk"] == "sentence-transformers/all-MiniLM-L6-v2"
    assert (fingerprint["dims"], fingerprint["metric"]) == (384, "cosine")
    assert len(str(fingerprint["weights"])) == 64


def test_info_says_which_arithmetic_runs_and_why() -> None:
    info = OnePassNetwork(threads=3, precision="fp32").info
    assert (info["precision"], info["query_precision"], info["precision_reason"], info["threads"]) == (
        "fp32",
        "fp32",
        "as asked",
        3,
    )


def test_the_recommended_fusion_weighs_both_legs_the_same(fp32: OnePassNetwork) -> None:
    spec = fp32.recommended_fusion
    assert spec.name == "weighted"
    assert spec.parameters == {"weights": {"sparse": 0.5, "dense": 0.5}, "normalizer": "theoretical_min_max"}


def test_a_query_weighs_its_own_words_and_their_relatives(encoder: OnePassNetwork) -> None:
    (vector,) = encoder.encode_queries(["how do plants eat"]).sparse or ()
    words = {token.text for token in encoder.decode(vector.indices.tolist())}
    assert words > {"plants", "plant", "eat", "eating", "ate"}


def test_a_dimension_decodes_to_its_wordpiece(fp32: OnePassNetwork) -> None:
    found = fp32.decode([4264, 1996, 2015])
    assert found == [TokenText("plants", "learned"), TokenText("the", "learned"), TokenText("##s", "learned")]


@pytest.mark.parametrize("index", [-1, 30522, 2**32 - 1])
def test_a_dimension_outside_the_vocabulary_decodes_to_its_number(fp32: OnePassNetwork, index: int) -> None:
    assert fp32.decode([index]) == [TokenText(f"#{index}", "learned")]
