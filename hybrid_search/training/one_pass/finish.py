"""From the trained head to the model folder: pruning, the static table, the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.anchored import StaticTable
from hybrid_search.encoders.exact_words import ExactWords
from hybrid_search.encoders.one_pass.caps import DOCUMENT_NONZEROS
from hybrid_search.encoders.one_pass.model_folder import TOKENIZER, TRUNK, ModelFolder
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.training.one_pass import pruning
from hybrid_search.training.one_pass.export import INT8_RANGE, Arrays, head_name, write_model
from hybrid_search.training.one_pass.head import Head, head_arrays
from hybrid_search.training.one_pass.prepare import Prepared
from hybrid_search.training.one_pass.vectors import vectors_of
from hybrid_search.training.one_pass.watcher import Watcher
from hybrid_search.types import SparseVector


@dataclass(frozen=True, slots=True)
class Pruned:
    """A head without what it is better without, and what the training texts say of its dimensions.

    Attributes:
        head: The arrays of ``head.npz``.
        table: How frequent its dimensions and exact words are.
        faded: The wordpieces that were left out because training faded them out, as ids.
        codes: Those that were left out as codes for topics.
    """

    head: Arrays
    table: StaticTable
    faded: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]


def pruned(
    head: Arrays, vectors: Sequence[SparseVector], standing: npt.NDArray[np.int64], texts: Sequence[str]
) -> Pruned:
    """Prune a head by the texts that it was trained on.

    Args:
        head: The arrays of ``head.npz``.
        vectors: Its vectors of *texts*.
        standing: int64[vocabulary], in how many of *texts* each wordpiece stands.
        texts: The training texts.
    """
    pieces = head["pieces"].astype(np.int64)
    faded = pruning.faded(head["gain"])
    weighted = pruning.frequencies(vectors, len(standing))
    codes = pruning.topic_codes(weighted[pieces], standing[pieces], len(texts)) & ~faded
    left = pruning.without(head, faded | codes)
    kept = np.isin(np.arange(len(standing)), left["pieces"])
    counted = CollectionStatistics.of(_with_words(vectors, kept, texts))
    return Pruned(left, StaticTable.of(counted), pieces[faded], pieces[codes])


def finish(head: Head, prepared: Prepared, start: ModelFolder, out: Path, watcher: Watcher) -> None:
    """Prune the trained head and write its folder.

    Args:
        head: The trained head.
        prepared: What it was trained on.
        start: The model whose trunk and tokenizer it keeps.
        out: The folder to write.
        watcher: Told what was left out.
    """
    watcher.say("encoding the texts with the trained head")
    documents, texts = prepared.documents, prepared.train.documents
    vectors = list(vectors_of(head, documents, prepared.embedding, DOCUMENT_NONZEROS))
    found = pruned(head_arrays(head, INT8_RANGE), vectors, pruning.standing_in(documents, len(head.place)), texts)
    watcher.say(f"left out: {len(found.faded):,} faded wordpieces and {len(found.codes):,} topic codes")
    write_model(
        out,
        trunk=start.read(TRUNK),
        tokenizer=start.read(TOKENIZER),
        head=found.head,
        table=found.table,
        names={"trunk": start.trunk, "head": head_name(found.head)},
        max_tokens=start.max_tokens,
    )


def _with_words(
    vectors: Sequence[SparseVector], kept: npt.NDArray[np.bool_], texts: Sequence[str]
) -> Iterator[SparseVector]:
    """Learned dimensions that stay, and exact words: what an index of these texts would hold."""
    words = ExactWords()
    for vector, text in zip(vectors, texts, strict=True):
        learned = vector.indices[kept[vector.indices]]
        exact = np.fromiter(words.count_document(text).of, dtype=np.uint32)
        indices = np.unique(np.concatenate([learned, exact]))
        yield SparseVector(indices, np.ones(len(indices), np.float32))
