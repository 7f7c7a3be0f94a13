"""The committed graphs are what ``tools/one_pass_graph.py`` builds."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from hybrid_search.encoders.one_pass.model_folder import BUNDLED, HEAD, TRUNK, ModelFolder, graph_file
from hybrid_search.encoders.one_pass.precision import Resolved
from hybrid_search.encoders.one_pass.weights import graph_weights, read_arrays

BUILDER = Path(__file__).parents[3] / "tools" / "one_pass_graph.py"


@pytest.mark.skipif(not BUILDER.exists(), reason="the builder is not in the wheel")
@pytest.mark.parametrize("precision", ["fp32", "int8-head"])
def test_the_committed_graph_is_what_the_builder_builds(precision: Resolved, monkeypatch: pytest.MonkeyPatch) -> None:
    onnx = pytest.importorskip("onnx")
    spec = importlib.util.spec_from_file_location("one_pass_graph", BUILDER)
    assert spec is not None
    assert spec.loader is not None
    builder = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, builder)  # dataclasses look their module up
    spec.loader.exec_module(builder)
    folder = ModelFolder.open(BUNDLED)
    weights = graph_weights(read_arrays(folder.read(TRUNK)), read_arrays(folder.read(HEAD)), precision)
    shape = builder.Shape(layers=6, attention_heads=12, dims=384, mixed=(0, 3, 6))
    built = onnx.ModelProto.FromString(builder.build_graph(weights, shape, precision))
    assert built == onnx.ModelProto.FromString(folder.read(graph_file(precision)))
