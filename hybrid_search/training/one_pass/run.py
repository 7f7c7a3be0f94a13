"""The whole training: each step is skipped where an earlier run has done it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from hybrid_search._atomic_file import write_atomically
from hybrid_search.encoders.one_pass.model_folder import HEAD, ModelFolder
from hybrid_search.encoders.one_pass.processor import usable_cpus
from hybrid_search.encoders.one_pass.weights import read_arrays
from hybrid_search.errors import MissingExtra
from hybrid_search.training.one_pass.plan import REPORT, Plan
from hybrid_search.training.one_pass.shape import HeadShape
from hybrid_search.training.one_pass.watcher import Silent, Watcher

EXTRA = "train"
_PACKAGES = ("torch", "scipy", "lxml", "onnx", "ir_measures")


@dataclass(frozen=True, slots=True)
class Report:
    """What a training left.

    Attributes:
        finished_before: Whether an earlier run had finished it, so that nothing was done.
        figures: Collection ("held out", or the folder's name) to "before" and "after"; "before" is missing from
            scratch. See :class:`~hybrid_search.training.one_pass.evaluate.Figures`.
    """

    finished_before: bool
    figures: Mapping[str, Mapping[str, Mapping[str, float]]]


def train(plan: Plan, *, watcher: Watcher | None = None, threads: int | None = None) -> Report:
    """Train a head, or go on with it where an earlier run stopped.

    With equal texts, settings and threads, equal processors make equal heads.

    Args:
        plan: What is to be done.
        watcher: Told how far it is.
        threads: Threads to use; None is one for each processor that this process may use.

    Raises:
        MissingExtra: without the extra ``train``.
        InvalidInput: if the folders hold something else or another training, there are too few texts, or the disk has
            no room.
        InvalidSource: if a text cannot be read.
        CorruptWeights: if the model to start from is damaged.
        KeyboardInterrupt: after Ctrl-C; what was done is kept, and the same call goes on.
    """
    for package in _PACKAGES:
        if find_spec(package) is None:
            raise MissingExtra("training", package, EXTRA)
    watcher = watcher or Silent()
    if plan.settle():
        report: dict[str, Any] = json.loads((plan.out / REPORT).read_text("utf-8"))
        return Report(finished_before=True, figures=report["figures"])
    from hybrid_search.training.one_pass.threads import torch_threads  # noqa: PLC0415  # an optional package

    with torch_threads(threads or usable_cpus()):
        figures = _train(plan, watcher, threads or usable_cpus())
    report = {"plan": plan.facts(), "figures": figures}
    write_atomically(plan.out / REPORT, (json.dumps(report, indent=2) + "\n").encode())
    return Report(finished_before=False, figures=figures)


def _train(plan: Plan, watcher: Watcher, threads: int) -> dict[str, dict[str, dict[str, float]]]:
    # Optional packages: torch, scipy, lxml and onnx are imported by these.
    from hybrid_search.training.one_pass.evaluate import compare  # noqa: PLC0415
    from hybrid_search.training.one_pass.finish import finish  # noqa: PLC0415
    from hybrid_search.training.one_pass.prepare import prepare  # noqa: PLC0415
    from hybrid_search.training.one_pass.rounds import train_round  # noqa: PLC0415
    from hybrid_search.training.one_pass.start import continued, scratch  # noqa: PLC0415
    from hybrid_search.training.one_pass.trunk import Trunk  # noqa: PLC0415

    start, seed = ModelFolder.open(plan.start_folder), plan.settings.seed
    trunk = Trunk(start, threads)
    before = read_arrays(start.read(HEAD))
    from_scratch = plan.start == "scratch"
    shape = plan.settings.shape or (HeadShape() if from_scratch else HeadShape.of(before))
    shape.check_fits(trunk.shape)
    prepared = prepare(plan, trunk, shape, watcher)
    if from_scratch:
        head = scratch(trunk.wordpieces, trunk.arrays, shape, seed)
    else:
        head = continued(before, trunk.arrays, shape, seed)
    beginning = head.copy()
    for number in range(plan.settings.rounds):
        train_round(plan, prepared, head, number, watcher)
    if not from_scratch:
        head.approach(beginning, plan.settings.keep_start)
    finish(head, prepared, start, plan.out, watcher)
    return compare(None if from_scratch else start.path, plan.out, prepared.held_out, plan.evaluate, watcher)
