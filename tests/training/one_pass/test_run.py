"""The whole command on 80 passages."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from hybrid_search.encoders.one_pass import OnePassEncoder, OnePassNetwork
from hybrid_search.encoders.one_pass.model_folder import BUNDLED, HEAD, ModelFolder
from hybrid_search.encoders.one_pass.weights import read_arrays
from hybrid_search.errors import InvalidInput, MissingExtra
from hybrid_search.training.one_pass import HeadShape, Plan, train
from hybrid_search.training.one_pass import run as run_module
from hybrid_search.training.one_pass.checkpoint import restore
from hybrid_search.training.one_pass.prepare import prepare
from hybrid_search.training.one_pass.start import continued
from hybrid_search.training.one_pass.tensors import tokens_of
from hybrid_search.training.one_pass.trunk import Trunk
from hybrid_search.training.one_pass.watcher import Silent
from tests.training.one_pass.conftest import SETTINGS

SHAPE = HeadShape((0, 2, 4, 6), mlp=4)


@pytest.fixture(scope="module")
def finished(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A training of two short rounds that is done, of a head of another shape than the shipped one's."""
    folder = tmp_path_factory.mktemp("run")
    settings = replace(SETTINGS, steps=2, rounds=2, shape=SHAPE)
    plan = Plan((str(corpus),), folder / "out", folder / "work", settings=settings)
    report = train(plan, threads=1)
    assert not report.finished_before
    assert set(report.figures["held out"]) == {"before", "after"}
    return plan


def test_the_folder_opens_as_an_encoder_with_a_table_of_the_training_texts(finished: Plan) -> None:
    encoder = OnePassEncoder(finished.out, threads=1)
    (vector,) = encoder.encode_documents(["The oven warms the room."]).sparse or ()
    assert len(vector) > 10
    table = OnePassNetwork(finished.out).static_table
    assert table is not None
    assert table.knows_learned


def test_its_vectors_are_those_of_the_trained_head(finished: Plan) -> None:
    bundled = ModelFolder.open(BUNDLED)
    trunk = Trunk(bundled, 1)
    data = prepare(finished, trunk, SHAPE, Silent())
    head = continued(read_arrays(bundled.read(HEAD)), trunk.arrays, SHAPE, 0)
    beginning, optimizer = head.copy(), torch.optim.AdamW(head.parameters.values())
    head._searched = head.decoder  # with 8 bits the best token is not always the very best
    assert restore(finished.work / "round-2" / "checkpoint.npz", head.parameters, optimizer) == 2
    head.approach(beginning, finished.settings.keep_start)
    network = OnePassNetwork(finished.out, threads=1, precision="fp32", document_nonzeros=900)
    exported = network.encode_documents(data.train.documents[:4]).sparse or ()
    weights = head(tokens_of(data.documents, range(4), SHAPE.mixed, data.embedding)).weights.detach().numpy()
    kept = np.isin(head.pieces, read_arrays((finished.out / HEAD).read_bytes())["pieces"])
    for vector, row in zip(exported, weights, strict=True):
        mine = np.zeros(len(head.place), np.float32)
        mine[head.pieces[kept]] = row[kept]
        theirs = np.zeros_like(mine)
        theirs[vector.indices] = vector.values
        assert np.abs(mine - theirs).max() < 1e-3


def test_a_finished_training_says_so_and_does_nothing(finished: Plan) -> None:
    again = train(finished, threads=1)
    assert again.finished_before
    assert again.figures["held out"]["after"]["sparse_ndcg"] > 0


def test_the_same_plan_makes_the_same_model(finished: Plan, tmp_path: Path) -> None:
    train(replace(finished, out=tmp_path / "out", work=tmp_path / "work"), threads=1)
    digests = [ModelFolder.open(folder).sha256 for folder in (finished.out, tmp_path / "out")]
    assert digests[0] == digests[1]


def test_other_settings_are_refused_for_what_is_begun_or_finished(finished: Plan, tmp_path: Path) -> None:
    other = replace(finished, settings=replace(finished.settings, seed=9))
    with pytest.raises(InvalidInput, match=r"another training \(seed differ\)"):
        train(other)
    with pytest.raises(InvalidInput, match=r"begun with other settings \(seed\)"):
        train(replace(other, out=tmp_path / "out"))


def test_folders_that_hold_something_else_are_refused(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").touch()
    with pytest.raises(InvalidInput, match="holds something else"):
        train(Plan((str(corpus),), tmp_path / "full", tmp_path / "work"))
    with pytest.raises(InvalidInput, match="holds something else"):
        train(Plan((str(corpus),), tmp_path / "out", tmp_path / "full"))


def test_no_texts_and_no_minutes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no texts are named"):
        Plan((), tmp_path / "out", tmp_path / "work")
    with pytest.raises(InvalidInput, match="minutes is 0"):
        Plan(("debian",), tmp_path / "out", tmp_path / "work", minutes=0)


def test_without_the_extra_the_pip_line_is_said(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra, match=r'pip install "hybrid-search-native\[train\]"'):
        train(Plan((str(corpus),), tmp_path / "out", tmp_path / "work"))


def test_the_report_keeps_plan_and_figures(finished: Plan) -> None:
    report = json.loads((finished.out / "training.json").read_text())
    assert report["plan"]["rounds"] == 2
    assert report["plan"]["shape"] == [[0, 2, 4, 6], 4]
