"""The choices of the URL's query string."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast, get_args

from hybrid_search.connectors.lucene.options import check_known, choices, numbers
from hybrid_search.connectors.url import Target

Quantization = Literal["none", "int8", "int4", "bbq"]
Package = Literal["elasticsearch", "elasticsearch8", "elasticsearch9"]

_NUMBERS = {"shards": (1, 1024), "replicas": (0, 100), "m": (2, 512), "ef_construction": (2, 3_200)}
_WORDS = {"quantization": get_args(Quantization), "client": get_args(Package)}


@dataclass(frozen=True, slots=True)
class Options:
    """What the index is created with, and by which client; all but *client* are ignored where the index exists.

    Attributes:
        quantization: How the graph keeps dense vectors: "none" is float32.
        shards: Primary shards; None is the server's default.
        replicas: Copies of each shard; None is the server's default.
        m: Neighbours of a node of the graph.
        ef_construction: Candidates that are kept when a node is added to it.
        client: The package that our client is of; None is the first one that is installed.
    """

    quantization: Quantization = "none"
    shards: int | None = None
    replicas: int | None = None
    m: int = 16
    ef_construction: int = 100
    client: Package | None = None


def options_of(target: Target) -> Options:
    """The options of a URL.

    Raises:
        InvalidName: for an unknown option, naming the known ones, or a value that breaks its rule.
    """
    check_known(target, (*_WORDS, *_NUMBERS))
    words = choices(target, _WORDS)
    return Options(
        quantization=cast(Quantization, words.get("quantization", "none")),
        client=cast(Package | None, words.get("client")),
        **numbers(target, _NUMBERS),
    )
