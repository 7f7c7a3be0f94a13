import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch

from hybrid_search.encoders.one_pass.model_folder import BUNDLED, HEAD, ModelFolder
from hybrid_search.encoders.one_pass.weights import read_arrays
from hybrid_search.training.one_pass import HeadShape, Settings
from hybrid_search.training.one_pass.batches import Batches
from hybrid_search.training.one_pass.head import Head
from hybrid_search.training.one_pass.prepare import Prepared
from hybrid_search.training.one_pass.start import continued
from hybrid_search.training.one_pass.trainer import Trainer, schedule
from hybrid_search.training.one_pass.trunk import Trunk
from hybrid_search.training.one_pass.watcher import Advance, Silent
from tests.training.one_pass.conftest import SETTINGS

SHAPE = HeadShape((0, 2, 4, 6), mlp=4)


def started(trunk: Trunk, prepared: Prepared, path: Path) -> tuple[Head, Trainer]:
    head = continued(read_arrays(ModelFolder.open(BUNDLED).read(HEAD)), trunk.arrays, SHAPE, 0)
    positives = np.array(prepared.train.positives, np.int32)
    negatives = (positives[:, None] + np.array([1, 2])) % len(prepared.train.documents)
    batches = Batches(positives, negatives.astype(np.int32), prepared.dense, prepared.bm25, None, SETTINGS)
    states = prepared.queries, prepared.documents, prepared.embedding
    return head, Trainer(head, *states, batches, SETTINGS, ramped=False, path=path)


def test_stopped_and_resumed_it_is_bitwise_what_it_is_in_one_go(
    trunk: Trunk, prepared: Prepared, tmp_path: Path
) -> None:
    whole, trainer = started(trunk, prepared, tmp_path / "whole.npz")
    before = whole.copy()
    trainer.run(Silent())
    _, first = started(trunk, prepared, tmp_path / "part.npz")
    first.run(Silent(), until=2)
    part, second = started(trunk, prepared, tmp_path / "part.npz")
    assert second.done == 2
    second.run(Silent())
    for name, parameter in whole.parameters.items():
        assert torch.equal(parameter, part.parameters[name]), name
        assert not torch.equal(parameter, before.parameters[name]), name


def test_ctrl_c_ends_it_after_the_step_and_saves(trunk: Trunk, prepared: Prepared, tmp_path: Path) -> None:
    class Interrupting(Silent):
        @contextmanager
        def stage(self, name: str, total: int) -> Iterator[Advance]:
            yield lambda done, _: signal.raise_signal(signal.SIGINT) if done == 1 else None

    _, trainer = started(trunk, prepared, tmp_path / "c.npz")
    with pytest.raises(KeyboardInterrupt):
        trainer.run(Interrupting())
    assert started(trunk, prepared, tmp_path / "c.npz")[1].done == 1


def test_the_rate_warms_up_and_falls_as_a_cosine() -> None:
    settings = Settings(steps=100, warm_up=10, final_rate=0.0)
    assert schedule(0, settings) == pytest.approx(0.1)
    assert schedule(50, settings) == pytest.approx(0.5)
    assert schedule(100, settings) == pytest.approx(0)
    assert schedule(100, Settings(steps=100, final_rate=0.03)) == pytest.approx(0.03)
