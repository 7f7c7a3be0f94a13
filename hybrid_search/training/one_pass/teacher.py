"""Models as teachers: a cross-encoder or a SPLADE model that the user has."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.sentence_transformers.loading import load
from hybrid_search.errors import InvalidInput, MissingExtra
from hybrid_search.training.one_pass.growing import Growing
from hybrid_search.training.one_pass.seeds import digest
from hybrid_search.training.one_pass.watcher import Watcher

Floats = npt.NDArray[np.float32]

_AT_ONCE = 64
_MARK_EVERY = 8


class Teacher(Protocol):
    """Scores passages for queries; its scale does not matter."""

    @property
    def name(self) -> str:
        """What it is, for messages and for what depends on it."""
        ...

    def scores(self, queries: Sequence[str], documents: Sequence[Sequence[str]]) -> Floats:
        """float32[queries, documents of each]: higher is better.

        Args:
            queries: The queries.
            documents: For each query as many passages as for every other.
        """
        ...


class CrossEncoderTeacher:
    """A cross-encoder of sentence-transformers, by its logits.

    Args:
        model: A name on the Hugging Face hub or a folder. Code from the hub is never run, weights never unpickled.
        device: Where to run it; None is sentence-transformers' choice.

    Raises:
        MissingExtra: without the extra ``models``.
        InvalidInput: if the model gives more than one score.
    """

    def __init__(self, model: str | PathLike[str], *, device: str | None = None) -> None:
        try:
            import sentence_transformers  # noqa: PLC0415  # takes seconds, so not before it is wanted
        except ImportError as error:
            raise MissingExtra("CrossEncoderTeacher", "sentence_transformers", "models") from error
        self._model: Any = sentence_transformers.CrossEncoder(
            str(model), device=device, trust_remote_code=False, model_kwargs={"use_safetensors": True}
        )
        self.name = f"cross-encoder:{model}"
        if self._model.num_labels != 1:
            raise InvalidInput(f"{self.name} gives {self._model.num_labels} scores for a pair; a teacher gives one")

    def scores(self, queries: Sequence[str], documents: Sequence[Sequence[str]]) -> Floats:
        """See :meth:`Teacher.scores`."""
        import torch  # noqa: PLC0415  # comes with sentence-transformers

        pairs = [(query, text) for query, texts in zip(queries, documents, strict=True) for text in texts]
        found = self._model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        return np.asarray(found, dtype=np.float32).reshape(len(queries), -1)


class SparseTeacher:
    """A SPLADE model of sentence-transformers, by the dot product.

    Args:
        model: A name on the Hugging Face hub, a folder, or a ready ``SparseEncoder``.
        device: Where to run it; None is sentence-transformers' choice.

    Raises:
        MissingExtra: without the extra ``models``.
        InvalidInput: if it is a model of another kind, or has no safetensors.
    """

    def __init__(self, model: str | PathLike[str] | Any, *, device: str | None = None) -> None:
        self._model = load("SparseEncoder", model, "teacher", device=device, local_files_only=False)
        self.name = f"splade:{model}"

    def scores(self, queries: Sequence[str], documents: Sequence[Sequence[str]]) -> Floats:
        """See :meth:`Teacher.scores`."""
        texts = list(dict.fromkeys(text for row in documents for text in row))
        place = {text: number for number, text in enumerate(texts)}
        asked = self._model.encode_query(list(queries), convert_to_sparse_tensor=False, show_progress_bar=False)
        found = self._model.encode_document(texts, convert_to_sparse_tensor=False, show_progress_bar=False)
        rows = [found[[place[text] for text in row]] @ query for query, row in zip(asked, documents, strict=True)]
        return np.stack([np.asarray(row.cpu(), dtype=np.float32) for row in rows])


def open_teacher(spec: str) -> Teacher:
    """The teacher of ``cross-encoder:MODEL`` or ``splade:MODEL``, a hub name or a folder.

    Raises:
        InvalidInput: for another kind.
    """
    kind, _, model = spec.partition(":")
    if not model or kind not in {"cross-encoder", "splade"}:
        raise InvalidInput(f"the teacher is {spec!r}; it must be default, cross-encoder:MODEL or splade:MODEL")
    return CrossEncoderTeacher(model) if kind == "cross-encoder" else SparseTeacher(model)


def taught(
    teacher: Teacher,
    queries: Sequence[str],
    documents: Sequence[str],
    lists: npt.NDArray[np.int32],
    path: Path,
    watcher: Watcher,
) -> Floats:
    """The teacher's scores of listed documents, kept on disk.

    Args:
        teacher: Who scores.
        queries: The queries.
        documents: All documents.
        lists: int32[queries, n], the documents to score for each query.
        path: The ``.npy`` file, which goes on where it stopped.
        watcher: Told how far it is.

    Returns:
        float32[queries, n].
    """
    key = digest(teacher.name, lists.tobytes().hex(), *queries, *documents)
    found = Growing(path, lists.shape, np.float32, key)
    with watcher.stage(f"scores of {Path(teacher.name).name}", len(queries)) as advance:
        for count, first in enumerate(range(found.done, len(queries), _AT_ONCE), start=1):
            block = slice(first, min(first + _AT_ONCE, len(queries)))
            texts = [[documents[int(number)] for number in row] for row in lists[block]]
            found.array[block] = teacher.scores(queries[block], texts)
            if count % _MARK_EVERY == 0 or block.stop == len(queries):
                found.mark(block.stop)
            advance(block.stop, "")
    return np.array(found.array)
