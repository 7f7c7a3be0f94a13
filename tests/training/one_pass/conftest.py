"""A small collection, and the bundled trunk's states of it, made once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("torch", reason="needs the extra train")
pytest.importorskip("scipy", reason="needs the extra train")
pytest.importorskip("onnx", reason="needs the extra train")
pytest.importorskip("lxml", reason="needs the extra train")

from hybrid_search.encoders.one_pass.model_folder import BUNDLED, ModelFolder
from hybrid_search.training.one_pass import Plan, Settings
from hybrid_search.training.one_pass.watcher import Silent

if TYPE_CHECKING:
    from hybrid_search.training.one_pass.prepare import Prepared
    from hybrid_search.training.one_pass.trunk import Trunk

THINGS = ("oven", "river", "engine", "violin", "glacier", "market", "lantern", "harbour", "orchard", "telescope")
DEEDS = ("warms the room", "is older than the town", "needs care in winter", "was drawn by a child")
WAYS = ("slowly", "every day")
TEXTS = [f"The {thing} {deed} {way}." for thing in THINGS for deed in DEEDS for way in WAYS]
SETTINGS = Settings(steps=4, batch_queries=4, warm_up=2, queries_per_passage=1, candidates=6)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """80 short passages as JSON Lines."""
    path = tmp_path_factory.mktemp("texts") / "corpus.jsonl"
    path.write_text("\n".join(json.dumps({"text": text, "title": text.split()[1]}) for text in TEXTS))
    return path


@pytest.fixture(scope="session")
def trunk() -> Trunk:
    """The bundled trunk, on one thread."""
    from hybrid_search.training.one_pass.trunk import Trunk  # noqa: PLC0415  # after importorskip

    return Trunk(ModelFolder.open(BUNDLED), threads=1)


@pytest.fixture(scope="session")
def plan(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A training of four steps whose preparation is done."""
    folder = tmp_path_factory.mktemp("training")
    plan = Plan((str(corpus),), folder / "out", folder / "work", settings=SETTINGS)
    plan.settle()
    return plan


@pytest.fixture(scope="session")
def prepared(plan: Plan, trunk: Trunk) -> Prepared:
    """Texts, queries and states of that training; of every second layer, so that heads of several shapes can read."""
    from hybrid_search.training.one_pass.prepare import prepare  # noqa: PLC0415  # after importorskip
    from hybrid_search.training.one_pass.shape import HeadShape  # noqa: PLC0415  # as above

    return prepare(replace(plan), trunk, HeadShape((0, 2, 3, 4, 6)), Silent())


@pytest.fixture(autouse=True)
def one_thread() -> object:
    """Sums in one order."""
    from hybrid_search.training.one_pass.threads import torch_threads  # noqa: PLC0415  # after importorskip

    with torch_threads(1):
        yield
