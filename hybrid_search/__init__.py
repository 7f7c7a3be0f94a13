"""Hybrid retrieval in the native sparse and dense fields of the vector database you already have.

::

    from hybrid_search import Document, F, HybridIndex

    index = HybridIndex.open("./notes")
    index.add([Document("1", "Plants turn light into sugar.", {"year": 2021})])
    index.search("how do plants eat", k=5, where=F.year >= 2020)

Names are loaded on first use, so importing the package imports no model, no backend client, and not even NumPy.
"""

from __future__ import annotations

import importlib
import logging
from typing import TYPE_CHECKING, Any

from hybrid_search._version import __version__

if TYPE_CHECKING:
    from hybrid_search.connectors.fields import Fields
    from hybrid_search.connectors.memory import MemoryClient
    from hybrid_search.encoders.anchored import Anchored
    from hybrid_search.encoders.bm25 import BM25Encoder
    from hybrid_search.encoders.exact_words import ExactWords
    from hybrid_search.encoders.hashing import HashingEncoder
    from hybrid_search.encoders.one_pass import OnePassEncoder
    from hybrid_search.encoders.paired import PairedEncoder
    from hybrid_search.encoders.sentence_transformers import SentenceTransformersEncoder
    from hybrid_search.filters import F, Filter
    from hybrid_search.fusion import (
        DBSF,
        RRF,
        CombMNZ,
        CombSUM,
        MinMax,
        NoNormalization,
        TheoreticalMinMax,
        Weighted,
        ZScore,
    )
    from hybrid_search.index import AsyncHybridIndex, HybridIndex
    from hybrid_search.index.queries import QueryEncoding
    from hybrid_search.rerank import (
        Blended,
        CrossEncoderReranker,
        DenseReranker,
        FunctionReranker,
        Reranker,
        VectorReranker,
    )
    from hybrid_search.types import AddReport, Document, Hit, Native, SearchResults, SparseVector

__all__ = [
    "DBSF",
    "RRF",
    "AddReport",
    "Anchored",
    "AsyncHybridIndex",
    "BM25Encoder",
    "Blended",
    "CombMNZ",
    "CombSUM",
    "CrossEncoderReranker",
    "DenseReranker",
    "Document",
    "ExactWords",
    "F",
    "Fields",
    "Filter",
    "FunctionReranker",
    "HashingEncoder",
    "Hit",
    "HybridIndex",
    "MemoryClient",
    "MinMax",
    "Native",
    "NoNormalization",
    "OnePassEncoder",
    "PairedEncoder",
    "QueryEncoding",
    "Reranker",
    "SearchResults",
    "SentenceTransformersEncoder",
    "SparseVector",
    "TheoreticalMinMax",
    "VectorReranker",
    "Weighted",
    "ZScore",
    "__version__",
]

_ROOMS = {
    "hybrid_search.connectors.fields": ("Fields",),
    "hybrid_search.connectors.memory": ("MemoryClient",),
    "hybrid_search.encoders.anchored": ("Anchored",),
    "hybrid_search.encoders.bm25": ("BM25Encoder",),
    "hybrid_search.encoders.exact_words": ("ExactWords",),
    "hybrid_search.encoders.hashing": ("HashingEncoder",),
    "hybrid_search.encoders.one_pass": ("OnePassEncoder",),
    "hybrid_search.encoders.paired": ("PairedEncoder",),
    "hybrid_search.encoders.sentence_transformers": ("SentenceTransformersEncoder",),
    "hybrid_search.filters": ("F", "Filter"),
    "hybrid_search.fusion": (
        "DBSF",
        "RRF",
        "CombMNZ",
        "CombSUM",
        "MinMax",
        "NoNormalization",
        "TheoreticalMinMax",
        "Weighted",
        "ZScore",
    ),
    "hybrid_search.index": ("AsyncHybridIndex", "HybridIndex"),
    "hybrid_search.index.queries": ("QueryEncoding",),
    "hybrid_search.rerank": (
        "Blended",
        "CrossEncoderReranker",
        "DenseReranker",
        "FunctionReranker",
        "Reranker",
        "VectorReranker",
    ),
    "hybrid_search.types": ("AddReport", "Document", "Hit", "Native", "SearchResults", "SparseVector"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

logging.getLogger(__name__).addHandler(logging.NullHandler())  # who sets logging up hears us; nobody else does


def __getattr__(name: str) -> Any:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_ROOM_OF[name]), name)
    globals()[name] = value  # the next access does not come here
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
