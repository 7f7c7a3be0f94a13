"""``OnePassNetwork``: what the model alone says of a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hybrid_search.encoders.anchored.static_table import StaticTable
from hybrid_search.encoders.base import (
    MAX_DOCUMENT_NONZEROS,
    MAX_QUERY_NONZEROS,
    Encoded,
    Fingerprint,
    Limits,
    TokenText,
)
from hybrid_search.encoders.one_pass.model_folder import BUNDLED, STATISTICS, TOKENIZER, ModelFolder
from hybrid_search.encoders.one_pass.per_process import PerProcess
from hybrid_search.encoders.one_pass.precision import Precision, Resolved, resolve
from hybrid_search.encoders.one_pass.processor import cpu_flags, usable_cpus
from hybrid_search.encoders.one_pass.runtime import runtime_version
from hybrid_search.encoders.texts import checked_texts
from hybrid_search.errors import InvalidInput
from hybrid_search.types import FusionSpec

if TYPE_CHECKING:
    from hybrid_search.encoders.one_pass.model import Model
    from hybrid_search.encoders.one_pass.wordpieces import Wordpieces

_BEGIN_AND_END = 2
_FUSION = FusionSpec(
    "weighted",
    MappingProxyType({"weights": MappingProxyType({"sparse": 0.5, "dense": 0.5}), "normalizer": "theoretical_min_max"}),
)


class OnePassNetwork:
    """One forward pass of a small transformer gives both vectors, without exact words and statistics.

    ``OnePassEncoder`` is this with both; the network by itself is for measuring what they add.

    Dense: all-MiniLM-L6-v2, mean-pooled, at unit length. Sparse: a SPLADE head on the hidden states of several layers,
    over the trunk's ASCII wordpieces; see ``data/MODEL_CARD.md``. It is for English.
    The model is loaded by the first call that needs it, from then on it is shared by all threads; where queries have an
    arithmetic of their own, the first query loads theirs.

    The same text has the same vectors in any batch, up to rounding: dense within 1e-5, sparse weights within 5e-3.

    Args:
        path: The folder of another model of this kind; None is the bundled one.
        threads: Threads of one forward pass; None is one for each processor that this process may use.
        document_tokens: Tokens of a document that are read, begin and end counted. The trunk's own limit is 256;
            up to 512 are possible.
        query_tokens: The same for a query.
        document_nonzeros: Cap on a document's non-zeros, lowest weights dropped first and counted.
        query_nonzeros: The same for a query.
        precision: "fp32"; "int8-head", where the product with the vocabulary runs in 8-bit integers, which leaves
            dense vectors as they are; "int8-blocks", where the trunk's matrices do, too, and dense vectors keep a
            cosine of 0.9997 to float32's; or "auto": the second for documents where the processor is known to be faster
            with it, and the third for queries where it is known to be faster with that.

    Raises:
        InvalidInput: if a number or *precision* is outside its range.
        CorruptWeights: if *path* holds no such model. Files are checked when they are loaded.
    """

    def __init__(
        self,
        path: str | PathLike[str] | None = None,
        *,
        threads: int | None = None,
        document_tokens: int = 256,
        query_tokens: int = 256,
        document_nonzeros: int = 192,
        query_nonzeros: int = 64,
        precision: Precision = "auto",
    ) -> None:
        self._folder = ModelFolder.open(BUNDLED if path is None else Path(path))
        longest = self._folder.max_tokens
        _check("document_tokens", document_tokens, _BEGIN_AND_END, longest)
        _check("query_tokens", query_tokens, _BEGIN_AND_END, longest)
        _check("document_nonzeros", document_nonzeros, 1, MAX_DOCUMENT_NONZEROS)
        _check("query_nonzeros", query_nonzeros, 1, MAX_QUERY_NONZEROS)
        if threads is not None and threads < 1:
            raise InvalidInput(f"one-pass encoder: threads is {threads}; it must be at least 1, or None")
        self._rebuild = partial(
            type(self),
            path,
            threads=threads,
            document_tokens=document_tokens,
            query_tokens=query_tokens,
            document_nonzeros=document_nonzeros,
            query_nonzeros=query_nonzeros,
            precision=precision,
        )
        self._document = (document_tokens, document_nonzeros)
        self._query = (query_tokens, query_nonzeros)
        self._threads = threads or usable_cpus()
        self._arithmetic = resolve(precision, cpu_flags(), runtime_version(), self._folder.arithmetics)
        self._wordpieces = PerProcess(partial(_load_wordpieces, self._folder))
        self._documents_model = self._model(self._arithmetic.documents)
        shared = self._arithmetic.queries == self._arithmetic.documents
        self._queries_model = self._documents_model if shared else self._model(self._arithmetic.queries)

    def _model(self, precision: Resolved) -> PerProcess[Model]:
        return PerProcess(partial(_load_model, self._folder, self._wordpieces, precision, self._threads))

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        return self._rebuild, ()  # another process loads the model by itself, with threads of its own

    @property
    def name(self) -> str:
        """``one-pass``."""
        return "one-pass"

    @property
    def dims(self) -> int:
        """384 with the bundled model."""
        return self._folder.dims

    @property
    def has_sparse(self) -> bool:
        """Always."""
        return True

    @property
    def limits(self) -> Limits:
        """As given; tokens are wordpieces, the begin and end tokens counted."""
        return Limits(self._document[0], self._query[0], self._document[1], self._query[1])

    @property
    def fingerprint(self) -> Fingerprint:
        """The weights and the limits of documents; not threads and precision, which only round differently."""
        return {
            "encoder": self.name,
            "trunk": self._folder.trunk,
            "head": self._folder.head,
            "weights": self._folder.weights_hash,
            "dims": self.dims,
            "metric": "cosine",
            "document_tokens": self._document[0],
            "document_nonzeros": self._document[1],
        }

    @property
    def recommended_fusion(self) -> FusionSpec:
        """Half of each leg's score divided by the leg's best."""
        return _FUSION

    @property
    def static_table(self) -> StaticTable | None:
        """How frequent its dimensions and words are in the training texts; None if the model has no such table.

        Raises:
            CorruptWeights: if the table is missing or changed.
        """
        return StaticTable.load(self._folder.read(STATISTICS)) if STATISTICS in self._folder.sha256 else None

    @property
    def info(self) -> Mapping[str, str | int]:
        """What runs: the model, the arithmetic of documents and of queries and why it was chosen, the threads."""
        return MappingProxyType(
            {
                "encoder": self.name,
                "trunk": self._folder.trunk,
                "head": self._folder.head,
                "precision": self._arithmetic.documents,
                "query_precision": self._arithmetic.queries,
                "precision_reason": self._arithmetic.reason,
                "threads": self._threads,
            }
        )

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as documents; they differ from queries in the limits, and by rounding.

        Raises:
            InvalidInput: for a bare string, and for what is not a string.
            CorruptWeights: on the first call, if a file of the model is missing or changed.
        """
        return self._documents_model.get().encode(checked_texts(texts), *self._document)

    def encode_queries(self, texts: Sequence[str]) -> Encoded:
        """Vectors of *texts* as queries; raises as :meth:`encode_documents` does."""
        return self._queries_model.get().encode(checked_texts(texts), *self._query)

    def document_tokens(self, texts: Sequence[str]) -> list[int]:
        """Wordpieces that are read of each text; the model is not loaded for that."""
        wordpieces, most = self._wordpieces.get(), self._document[0]
        return [len(wordpieces.encode(text, most)[0]) for text in checked_texts(texts)]

    def decode(self, indices: Sequence[int]) -> list[TokenText]:
        """The wordpiece of each dimension; a leading ``##`` continues a word. ``#123`` outside the vocabulary."""
        text = self._wordpieces.get().text
        return [TokenText(text(index) or f"#{index}", "learned") for index in indices]


# Functions, not methods: a method would make the encoder a part of a cycle, and its session outlive it.


def _load_wordpieces(folder: ModelFolder) -> Wordpieces:
    from hybrid_search.encoders.one_pass.wordpieces import Wordpieces  # noqa: PLC0415  # heavy: imports tokenizers

    return Wordpieces(folder.read(TOKENIZER))


def _load_model(folder: ModelFolder, wordpieces: PerProcess[Wordpieces], precision: Resolved, threads: int) -> Model:
    from hybrid_search.encoders.one_pass.model import Model  # noqa: PLC0415  # heavy: imports onnxruntime

    return Model.load(folder, wordpieces.get(), precision, threads)


def _check(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InvalidInput(f"one-pass encoder: {name} is {value}; it must lie from {least} to {most}")
