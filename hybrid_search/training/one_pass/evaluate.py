"""What a model finds, by the library's own index in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from hybrid_search.encoders.one_pass import OnePassEncoder
from hybrid_search.eval import BeirFolder, Qrels, mean_measures, run_of
from hybrid_search.index import HybridIndex
from hybrid_search.training.one_pass.collection import Collection
from hybrid_search.training.one_pass.watcher import Watcher
from hybrid_search.types import Document, SparseVector

_AT_ONCE = 256
_COUNTED = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """How good a model is on one collection.

    Attributes:
        sparse_ndcg: nDCG@10 of the sparse leg.
        sparse_rr: RR@10 of the sparse leg.
        hybrid_ndcg: nDCG@10 of both legs, by the encoder's fusion.
        hybrid_rr: RR@10 of both.
        document_nonzeros: Mean of the stored vectors' non-zeros, exact words counted, over 500 documents at most.
        query_nonzeros: The same of queries.
    """

    sparse_ndcg: float
    sparse_rr: float
    hybrid_ndcg: float
    hybrid_rr: float
    document_nonzeros: float
    query_nonzeros: float

    def as_dict(self) -> dict[str, float]:
        """To four digits."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def known_item(model: Path, held_out: Collection) -> Figures:
    """Whether each held-out query finds the passage that it was made from, among all held-out passages.

    Args:
        model: A model folder.
        held_out: Texts that training did not see.
    """
    documents = (Document(str(number), text) for number, text in enumerate(held_out.documents))
    queries = {str(number): text for number, text in enumerate(held_out.queries)}
    return _figures(model, documents, queries, {q: {str(held_out.positives[int(q)]): 1} for q in queries})


def beir(model: Path, folder: Path) -> Figures:
    """The figures on a test collection in the BEIR layout.

    Raises:
        InvalidSource: if the folder cannot be read as one.
    """
    collection = BeirFolder(folder)
    return _figures(model, collection.documents(), collection.queries(), collection.qrels())


def _figures(model: Path, documents: Iterable[Document], queries: Mapping[str, str], qrels: Qrels) -> Figures:
    encoder = OnePassEncoder(model)
    sample: list[str] = []
    with HybridIndex.open("memory://evaluation", encoder) as index:
        stream = iter(documents)
        while batch := list(islice(stream, _AT_ONCE)):
            index.add(batch)
            sample += [document.text for document in batch[: _COUNTED - len(sample)]]
        sparse = {id: index.search(text, k=10, legs="sparse") for id, text in queries.items()}
        hybrid = {id: index.search(text, k=10) for id, text in queries.items()}
    alone, both = (mean_measures(run_of(results), qrels, ["nDCG@10", "RR@10"]) for results in (sparse, hybrid))
    return Figures(
        sparse_ndcg=alone["nDCG@10"],
        sparse_rr=alone["RR@10"],
        hybrid_ndcg=both["nDCG@10"],
        hybrid_rr=both["RR@10"],
        document_nonzeros=_mean_length(encoder.encode_documents(sample).sparse or ()),
        query_nonzeros=_mean_length(encoder.encode_queries(list(queries.values())[:_COUNTED]).sparse or ()),
    )


def _mean_length(vectors: Iterable[SparseVector]) -> float:
    return float(np.mean([len(vector) for vector in vectors]))


def compare(
    before: Path | None, after: Path, held_out: Collection, folder: Path | None, watcher: Watcher
) -> dict[str, dict[str, dict[str, float]]]:
    """The figures of two models on the held-out passages and, if there is one, on a BEIR folder.

    Args:
        before: The model that training started from; None if it started from scratch.
        after: The trained model.
        held_out: Texts that training did not see.
        folder: A test collection in the BEIR layout.
        watcher: Told what is being measured.

    Returns:
        Collection to "before" and "after" to figures.
    """
    figures: dict[str, dict[str, dict[str, float]]] = {}
    measures: dict[str, Callable[[Path], Figures]] = {"held out": partial(known_item, held_out=held_out)}
    if folder is not None:
        measures[folder.name] = partial(beir, folder=folder)
    for name, measured in measures.items():
        for when, model in (("before", before), ("after", after)):
            if model is not None:
                watcher.say(f"measuring {name}, {when}")
                figures.setdefault(name, {})[when] = measured(model).as_dict()
    return figures
