"""One round: hard negatives, the teacher's scores of them, and the steps."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from hybrid_search._atomic_file import write_atomically
from hybrid_search.encoders.one_pass.caps import DOCUMENT_NONZEROS, QUERY_NONZEROS
from hybrid_search.training.one_pass.batches import Batches, spread
from hybrid_search.training.one_pass.candidates import candidates
from hybrid_search.training.one_pass.head import Head
from hybrid_search.training.one_pass.plan import DEFAULT_TEACHER, Plan
from hybrid_search.training.one_pass.prepare import Prepared
from hybrid_search.training.one_pass.scores import Leg, SparseLeg
from hybrid_search.training.one_pass.seeds import digest
from hybrid_search.training.one_pass.settings import Settings
from hybrid_search.training.one_pass.teacher import open_teacher, taught
from hybrid_search.training.one_pass.trainer import Trainer
from hybrid_search.training.one_pass.vectors import vectors_of
from hybrid_search.training.one_pass.watcher import Silent, Watcher

_TAUGHT_NEGATIVES = 8
_PACE_STEPS = 8


def train_round(plan: Plan, prepared: Prepared, head: Head, number: int, watcher: Watcher) -> None:
    """Train *head* in place, or bring it to where an earlier run left it.

    Args:
        plan: The training.
        prepared: What it reads.
        head: As the round before left it.
        number: Which round it is, from 0; from 1 on, hard negatives come from the head as well.
        watcher: Told how far it is.
    """
    folder = plan.work / f"round-{number + 1}"
    folder.mkdir(exist_ok=True)
    batches = _batches(plan, prepared, head, number, folder, watcher)
    ramped = plan.start == "scratch" and number == 0

    def trainer_of(trained: Head, settings: Settings, checkpoint: str) -> Trainer:
        states = prepared.queries, prepared.documents, prepared.embedding
        return Trainer(trained, *states, batches, settings, ramped=ramped, path=folder / checkpoint)

    settings = plan.settings
    if plan.minutes is not None:
        file = folder / "steps.json"
        if not file.exists():
            steps = _steps_in(plan.minutes, trainer_of(head.copy(), settings, "pace.npz"))
            write_atomically(file, json.dumps({"steps": steps}).encode())
        settings = replace(settings, steps=json.loads(file.read_text("utf-8"))["steps"])
        watcher.say(f"{settings.steps:,} steps fit into {plan.minutes:g} minutes")
    trainer = trainer_of(head, settings, "checkpoint.npz")
    if 0 < trainer.done < settings.steps:
        watcher.say(f"going on after step {trainer.done:,}")
    trainer.run(watcher)


def _batches(plan: Plan, prepared: Prepared, head: Head, number: int, folder: Path, watcher: Watcher) -> Batches:
    train, own = prepared.train, plan.settings
    legs: list[Leg] = [prepared.dense, prepared.bm25]
    key = digest(number, *train.documents, *train.queries)
    if number:
        watcher.say("encoding the texts with the head of the round before")
        parameters = (parameter.detach().numpy().tobytes().hex() for parameter in head.parameters.values())
        key = digest(key, *parameters)
        legs.append(
            SparseLeg.of(
                vectors_of(head, prepared.queries, prepared.embedding, QUERY_NONZEROS),
                vectors_of(head, prepared.documents, prepared.embedding, DOCUMENT_NONZEROS),
            )
        )
    positives = np.array(train.positives, dtype=np.int32)
    sizes = len(train.queries), len(train.documents)
    negatives = candidates(legs, *sizes, own.candidates, key, folder / "candidates.npy", watcher)
    if plan.teacher == DEFAULT_TEACHER:
        return Batches(positives, negatives, prepared.dense, prepared.bm25, None, own, number)
    negatives = negatives[:, :: max(1, negatives.shape[1] // _TAUGHT_NEGATIVES)]
    lists = np.column_stack([positives, negatives])
    watcher.say(f"opening {plan.teacher}")
    scores = taught(open_teacher(plan.teacher), train.queries, train.documents, lists, folder / "teacher.npy", watcher)
    return Batches(positives, negatives, prepared.dense, prepared.bm25, spread(scores, own.teacher_spread), own, number)


def _steps_in(minutes: float, trial: Trainer) -> int:
    """How many steps fit into *minutes*, by the pace of a few on a copy."""
    trial.run(Silent(), until=1)  # the first one also reserves memory
    before = time.monotonic()
    first = trial.done
    trial.run(Silent(), until=first + _PACE_STEPS)
    each = (time.monotonic() - before) / max(1, trial.done - first)
    return max(1, round(minutes * 60 / each))
