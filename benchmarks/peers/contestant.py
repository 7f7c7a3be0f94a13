"""What is asked of each contestant, and who takes part."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Protocol

from benchmarks.peers.place import Place
from benchmarks.peers.ready import Ready

PLAIN = "qdrant-client"


class Contestant(Protocol):
    """One library on one new collection, which the constructor makes."""

    def index(self) -> None:
        """Store all documents."""
        ...

    def search(self, query: str) -> list[str]:
        """The ids of the ten documents that it finds, best first."""
        ...

    def drop(self) -> None:
        """Delete the collection, and close."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A contestant by name.

    Attributes:
        name: What the table says.
        module: Where it is, in this folder.
        type: Its class there.
        candidates: Documents that each leg gives to the fusion.
        constant: The *k* of that fusion: the sum of 1 / (k + rank) over the legs, ranks from 1.
        defaults: What it does unless told otherwise, in words.
    """

    name: str
    module: str
    type: str
    candidates: int
    constant: int
    defaults: str

    def make(self, place: Place, collection: str, ready: Ready) -> Contestant:
        """A new collection of this name."""
        module = importlib.import_module(f"benchmarks.peers.{self.module}")
        made: Contestant = getattr(module, self.type)(place, collection, ready)
        return made


ENTRIES = (
    Entry(
        PLAIN,
        "plain",
        "Plain",
        candidates=100,
        constant=1,
        defaults="written by hand: batches of 256, wait=True; one request a search, 100 candidates a leg, Qdrant's RRF",
    ),
    Entry(
        "hybrid-search: add, search",
        "ours",
        "Ours",
        candidates=100,
        constant=60,
        defaults="batches of 64, wait=True, stored hashes read before; a search is two requests: 100 candidates a leg, "
        "and after our RRF the ten texts",
    ),
    Entry(
        "hybrid-search: sync, Native.rrf()",
        "ours",
        "OursNatively",
        candidates=100,
        constant=60,
        defaults="batches of 64, wait=True, stored hashes read before; a search is two requests: the ten ids by "
        "Qdrant's RRF of 100 candidates a leg, and their texts",
    ),
    Entry(
        "LangChain",
        "langchain",
        "LangChain",
        candidates=10,
        constant=1,
        defaults="batches of 64, wait=True, nothing read before; one request a search, 10 candidates a leg (its k), "
        "Qdrant's RRF",
    ),
    Entry(
        "Haystack",
        "haystack",
        "Haystack",
        candidates=10,
        constant=1,
        defaults="batches of 100, wait=True, all documents of these ids read before (DuplicatePolicy.FAIL); one "
        "request a search, 10 candidates a leg (Qdrant's own default), Qdrant's RRF",
    ),
)
