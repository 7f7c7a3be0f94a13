"""The choices of the URL's query string, for the index that is created."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

from hybrid_search.connectors.lucene.options import check_known, choices, numbers
from hybrid_search.connectors.url import Target

Engine = Literal["lucene", "faiss"]

_NUMBERS = {"shards": (1, 1024), "replicas": (0, 100), "m": (2, 512), "ef_construction": (2, 3_200)}
"""Beyond Lucene's own limits of the last two the index would be created, and every write to it be refused."""
_WORDS = {"engine": get_args(Engine)}


@dataclass(frozen=True, slots=True)
class Options:
    """What the index is created with; they are ignored where it exists.

    Attributes:
        engine: What builds the graph of dense vectors: "lucene", or "faiss" in its native library.
        shards: Primary shards; None is the server's default.
        replicas: Copies of each shard; None is the server's default.
        m: Neighbours of a node of the graph.
        ef_construction: Candidates that are kept when a node is added to it.
    """

    engine: Engine = "lucene"
    shards: int | None = None
    replicas: int | None = None
    m: int = 16
    ef_construction: int = 100


def options_of(target: Target) -> Options:
    """The options of a URL.

    Raises:
        InvalidName: for an unknown option, naming the known ones, or a value that breaks its rule.
    """
    check_known(target, (*_WORDS, *_NUMBERS))
    words = choices(target, _WORDS)
    return Options(engine=cast(Engine, words.get("engine", "lucene")), **numbers(target, _NUMBERS))
