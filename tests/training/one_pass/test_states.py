import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hybrid_search.encoders.one_pass import OnePassNetwork
from hybrid_search.training.one_pass.prepare import Prepared
from hybrid_search.training.one_pass.states import states_of
from hybrid_search.training.one_pass.tensors import tokens_of
from hybrid_search.training.one_pass.trunk import Trunk
from hybrid_search.training.one_pass.watcher import Silent

TEXTS = ["An oven warms the room.", "[SEP] river 東京", "x"]


def test_the_embedding_that_is_computed_is_the_trunks_layer_0(trunk: Trunk, prepared: Prepared) -> None:
    ids = trunk.wordpieces.encode(prepared.train.documents[0], 64)[0]
    _, (embedding,) = trunk.run(trunk.batch([ids]), [0])
    mine = tokens_of(prepared.documents, [0], (0,), prepared.embedding).mixed.numpy()
    assert np.abs(mine - embedding).max() < 1e-5


def test_kept_states_and_dense_vectors_are_the_trunks(trunk: Trunk, tmp_path: Path) -> None:
    states = states_of(TEXTS, trunk, (0, 3, 6), 64, tmp_path / "some", Silent())
    assert states.layers == (3, 6)
    for text, content in enumerate(TEXTS):
        batch = trunk.batch([trunk.wordpieces.encode(content, 64)[0]])
        dense, parts = trunk.run(batch, (3, 6))
        mine = states.states[states.bounds[text] : states.bounds[text + 1]]
        assert np.abs(mine - np.stack(parts, axis=1)).max() < 5e-3  # float16
        assert np.abs(states.dense[text] - dense[0]).max() < 1e-5
    network = OnePassNetwork(precision="fp32", threads=1).encode_documents(TEXTS).dense
    assert network is not None
    assert np.abs(states.dense - network).max() < 1e-5


def test_it_goes_on_where_it_was_stopped(trunk: Trunk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid_search.training.one_pass.states._MARK_EVERY", 1)
    monkeypatch.setattr(
        "hybrid_search.training.one_pass.states.cut", lambda lengths: [[i] for i in range(len(lengths))]
    )
    whole = states_of(TEXTS, trunk, (6,), 64, tmp_path / "whole", Silent())

    class Stopped(Silent):
        def stage(self, name: str, total: int):  # type: ignore[no-untyped-def]  # the stage of a silent watcher
            return _Raising(total - 1)

    with pytest.raises(KeyboardInterrupt):
        states_of(TEXTS, trunk, (6,), 64, tmp_path / "part", Stopped())
    ran: list[int] = []
    run = trunk.run

    def counted(*arguments: Any) -> Any:
        ran.append(1)
        return run(*arguments)

    monkeypatch.setattr(trunk, "run", counted)
    part = states_of(TEXTS, trunk, (6,), 64, tmp_path / "part", Silent())
    assert len(ran) == 1
    for field in dataclasses.fields(part):
        assert np.array_equal(getattr(part, field.name), getattr(whole, field.name))


class _Raising:
    """A stage that is interrupted after some parts."""

    def __init__(self, parts: int) -> None:
        self._parts = parts

    def __enter__(self) -> Callable[[int, str], None]:
        def advance(done: int, _: str) -> None:
            if done == self._parts:
                raise KeyboardInterrupt

        return advance

    def __exit__(self, *_: object) -> None:
        return
