from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

from hybrid_search.encoders import Encoder, Limits
from hybrid_search.encoders.anchored import StaticTable
from hybrid_search.encoders.exact_words.hashing import dimension
from hybrid_search.encoders.one_pass import OnePassEncoder, OnePassNetwork
from hybrid_search.encoders.one_pass.model_folder import BUNDLED
from hybrid_search.encoders.statistics import Adaptive, CollectionStatistics
from hybrid_search.errors import CorruptWeights, InvalidInput
from hybrid_search.index.default_encoder import default_encoder
from hybrid_search.types import SparseVector

WORD = dimension("plant")


def queries(encoder: OnePassEncoder, text: str) -> list[SparseVector]:
    sparse = encoder.encode_queries([text]).sparse
    assert sparse is not None
    return list(sparse)


def test_it_is_the_default_and_an_adaptive_encoder() -> None:
    encoder = default_encoder()
    assert isinstance(encoder, OnePassEncoder)
    assert isinstance(encoder, Encoder)
    assert isinstance(encoder, Adaptive)
    assert (encoder.name, encoder.dims, encoder.has_sparse) == ("one-pass", 384, True)


def test_making_one_loads_no_model() -> None:
    code = (
        "import sys; from hybrid_search.encoders.one_pass import OnePassEncoder; OnePassEncoder().fingerprint;"
        "assert not {'onnxruntime', 'tokenizers', 'qdrant_edge'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_dropped_encoder_frees_its_model_at_once() -> None:
    encoder = OnePassEncoder(threads=1)
    encoder.encode_queries(["plants"])
    session = weakref.ref(encoder._network._queries_model.get().session)
    del encoder
    assert session() is None


def test_it_is_the_network_with_exact_words_on_top(fp32: OnePassNetwork) -> None:
    text = ["Plants turn light into sugar."]
    encoded = OnePassEncoder(precision="fp32", threads=2, document_nonzeros=192).encode_documents(text)
    network = fp32.encode_documents(text)
    assert encoded.sparse is not None
    assert network.sparse is not None
    learned = network.sparse[0].to_dict()
    words = {dimension(stem) for stem in ("plant", "turn", "light", "sugar")}
    assert encoded.sparse[0].to_dict().keys() == learned.keys() | words
    assert np.array_equal(np.asarray(encoded.dense), np.asarray(network.dense))


def test_its_caps_are_of_learned_non_zeros_and_those_of_both_are_the_librarys() -> None:
    encoder = OnePassEncoder(threads=2, document_nonzeros=5, query_nonzeros=3, document_tokens=64, query_tokens=32)
    assert encoder.limits == Limits(64, 32, 900, 256)
    (vector,) = queries(encoder, "how do plants eat light")
    assert len(vector) == 3 + 3


def test_both_layers_can_be_switched_off(fp32: OnePassNetwork) -> None:
    bare = OnePassEncoder(
        precision="fp32", threads=2, document_nonzeros=192, query_nonzeros=64, exact_words=None, adapt=False
    )
    assert bare.fingerprint == fp32.fingerprint
    assert bare.limits == fp32.limits
    assert queries(bare, "plants") == fp32.encode_queries(["plants"]).sparse


def test_the_fingerprint_tells_it_from_the_bare_network() -> None:
    assert OnePassEncoder().fingerprint != OnePassEncoder(exact_words=None).fingerprint
    assert OnePassEncoder(adapt=False, query_nonzeros=9).fingerprint == OnePassEncoder().fingerprint


def test_info_says_which_arithmetic_runs() -> None:
    assert OnePassEncoder(threads=3, precision="fp32").info["precision"] == "fp32"


def test_an_option_outside_its_range_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="query_tokens is 0"):
        OnePassEncoder(query_tokens=0)


@pytest.fixture
def with_table(tmp_path: Path) -> Path:
    """The bundled model with a table in which every second document has the word."""
    for file in BUNDLED.iterdir():
        if file.name not in {"manifest.json", "statistics.npz"}:
            (tmp_path / file.name).symlink_to(file)
    StaticTable(np.array([WORD], np.uint32), np.array([0.5], np.float16)).save(tmp_path / "statistics.npz")
    manifest = json.loads((BUNDLED / "manifest.json").read_text())
    manifest["sha256"]["statistics.npz"] = hashlib.sha256((tmp_path / "statistics.npz").read_bytes()).hexdigest()
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


def test_the_static_table_of_a_model_folder_is_used(with_table: Path) -> None:
    (vector,) = queries(OnePassEncoder(with_table, threads=2), "plants")
    assert vector.to_dict()[WORD] == pytest.approx(0.75 * np.log(2))  # in 500 of the 1,000 documents


def test_the_static_table_is_not_in_the_fingerprint(with_table: Path) -> None:
    assert OnePassEncoder(with_table).fingerprint == OnePassEncoder().fingerprint


def test_a_changed_static_table_is_refused_by_name(with_table: Path) -> None:
    (with_table / "statistics.npz").write_bytes(b"changed")
    with pytest.raises(CorruptWeights, match=r"statistics\.npz has SHA-256"):
        OnePassEncoder(with_table)


def test_query_weights_follow_the_collection() -> None:
    encoder = OnePassEncoder(threads=2)
    (query,) = queries(encoder, "plants")
    statistics = CollectionStatistics(1000, np.array([WORD], np.uint32), np.array([1000], np.int64))
    (adapted,) = encoder.adapt_queries([query], statistics)
    assert adapted.to_dict()[WORD] < query.to_dict()[WORD]
