"""The committed graphs are what ``hybrid_search.training.one_pass.graph`` builds."""

from __future__ import annotations

from typing import get_args

import pytest

from hybrid_search.encoders.one_pass.model_folder import BUNDLED, HEAD, STATES, TRUNK, ModelFolder, graph_file
from hybrid_search.encoders.one_pass.precision import Resolved
from hybrid_search.encoders.one_pass.weights import graph_weights, read_arrays, trunk_weights
from hybrid_search.training.one_pass.shape import HeadShape, TrunkShape

onnx = pytest.importorskip("onnx")


@pytest.mark.parametrize("precision", get_args(Resolved))
def test_the_committed_graph_is_what_the_builder_builds(precision: Resolved) -> None:
    from hybrid_search.training.one_pass.graph import build_graph  # noqa: PLC0415  # needs onnx

    folder = ModelFolder.open(BUNDLED)
    trunk, head = read_arrays(folder.read(TRUNK)), read_arrays(folder.read(HEAD))
    weights = graph_weights(trunk, head, precision)
    built = build_graph(weights, TrunkShape.of(trunk), HeadShape.of(head), precision)
    assert onnx.ModelProto.FromString(built) == onnx.ModelProto.FromString(folder.read(graph_file(precision)))


def test_the_committed_graph_for_training_is_what_the_builder_builds() -> None:
    from hybrid_search.training.one_pass.graph import build_states_graph  # noqa: PLC0415  # needs onnx

    folder = ModelFolder.open(BUNDLED)
    trunk = read_arrays(folder.read(TRUNK))
    built = build_states_graph(trunk_weights(trunk), TrunkShape.of(trunk))
    assert onnx.ModelProto.FromString(built) == onnx.ModelProto.FromString(folder.read(STATES))
