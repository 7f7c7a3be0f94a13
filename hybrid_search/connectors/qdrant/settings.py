"""The choices at creation, which the URL's options carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from qdrant_client import models

from hybrid_search.connectors.base import IndexSpec
from hybrid_search.connectors.points.schema import DENSE, SPARSE
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidName
from hybrid_search.types import printable

Quantization = Literal["none", "int8", "binary"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a collection is created.

    Attributes:
        quantization: "none", "int8" (scalar) or "binary"; searches then look twice as far, and score by the originals.
        on_disk: Whether vectors and postings stay on disk, in place of memory.
        shards: Parts of the collection; None is the server's own default.
        replicas: Copies of each; None is the server's own default.
        m: Edges of a node of the HNSW graph.
        ef_construction: Candidates when the graph is built.
    """

    quantization: Quantization = "none"
    on_disk: bool = False
    shards: int | None = None
    replicas: int | None = None
    m: int = 16
    ef_construction: int = 128

    def arguments(self, spec: IndexSpec) -> dict[str, Any]:
        """The arguments of ``create_collection`` besides the name."""
        vectors: dict[str, models.VectorParams] = {}
        if spec.dims is not None:
            vectors[DENSE] = models.VectorParams(
                size=spec.dims,
                distance=models.Distance.COSINE,
                hnsw_config=models.HnswConfigDiff(m=self.m, ef_construct=self.ef_construction),
                quantization_config=_QUANTIZATION[self.quantization](),
                on_disk=self.on_disk,
            )
        index = models.SparseIndexParams(on_disk=self.on_disk, datatype=models.Datatype.FLOAT32)
        sparse = {SPARSE: models.SparseVectorParams(index=index)} if spec.sparse else None
        counts = {"shard_number": self.shards, "replication_factor": self.replicas}
        chosen = {name: count for name, count in counts.items() if count is not None}
        return {"vectors_config": vectors, "sparse_vectors_config": sparse, **chosen}


def read_settings(target: Target) -> Settings:
    """The settings in the URL's options.

    Raises:
        InvalidName: for an unknown option or a value outside its range, naming those that are known.
    """
    chosen: dict[str, Any] = {}
    for name, text in target.options.items():
        if name not in _OPTIONS:
            raise InvalidName(
                f"{target}: option {printable(name)!r} is not known; known: {', '.join(sorted(_OPTIONS))}"
            )
        read, rule = _OPTIONS[name]
        try:
            chosen[name] = read(text)
        except (KeyError, ValueError):
            raise InvalidName(f"{target}: option {name}={printable(text)!r} must be {rule}") from None
    return Settings(**chosen)


def _number(lowest: int, highest: int) -> tuple[Callable[[str], int], str]:
    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
        if not lowest <= number <= highest:
            raise ValueError
        return number

    return read, f"a whole number from {lowest} to {highest:,}"


_QUANTIZATION: Mapping[Quantization, Callable[[], Any]] = {
    "none": lambda: None,
    "int8": lambda: models.ScalarQuantization(scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8)),
    "binary": lambda: models.BinaryQuantization(binary=models.BinaryQuantizationConfig()),
}
_KINDS: Mapping[str, Quantization] = {"none": "none", "int8": "int8", "binary": "binary"}
_OPTIONS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "quantization": (_KINDS.__getitem__, "none, int8 or binary"),
    "on_disk": ({"true": True, "false": False}.__getitem__, "true or false"),
    "shards": _number(1, 1_000),
    "replicas": _number(1, 100),
    "m": _number(2, 512),
    "ef_construction": _number(4, 10_000),
}
