"""A hub's worth of files for the experiment: 260 documents, 12 queries, three tiny models."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from hybrid_search.eval.reproduce.published import CROSS_ENCODER, DENSE, SPARSE
from tests.eval.datasets.nano import write_repository

DATASET = "zeta-alpha-ai/NanoMSMARCO"

_WORDS = ("plants", "eat", "light", "sugar", "tax", "law", "query")
_random = random.Random(5)


def _texts(count: int, shortest: int, longest: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[" ".join(_random.choices(_WORDS, k=_random.randint(shortest, longest)))] = None
    return list(found)


DOCUMENTS = {f"d{number:03d}": text for number, text in enumerate(_texts(260, 4, 12))}
QUERIES = {f"q{number:02d}": text for number, text in enumerate(_texts(12, 1, 4))}
QRELS = {query: sorted(_random.sample(list(DOCUMENTS), 20 + number % 5)) for number, query in enumerate(QUERIES)}


def write_dataset(folder: Path) -> None:
    """The layout of zeta-alpha-ai/NanoMSMARCO."""
    judged = [{"query-id": query, "corpus-id": id} for query, ids in QRELS.items() for id in ids]
    write_repository(
        folder,
        {
            ("corpus", "train"): [{"_id": id, "text": text} for id, text in DOCUMENTS.items()],
            ("queries", "train"): [{"_id": id, "text": text} for id, text in QUERIES.items()],
            ("qrels", "train"): judged,
        },
    )


def write_models(root: Path, sparse: Path, dense: Path, cross_encoder: Path) -> None:
    """Each model under its published name below *root*."""
    for name, folder in {SPARSE: sparse, DENSE: dense, CROSS_ENCODER: cross_encoder}.items():
        shutil.copytree(folder, root / name)
