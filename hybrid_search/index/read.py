"""Reading without searching: get, count, statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hybrid_search.connectors.steps import Operation
from hybrid_search.encoders.facets import Informs
from hybrid_search.encoders.statistics import adaptive
from hybrid_search.filters import Where, all_of, matches, parse
from hybrid_search.index.core import Core
from hybrid_search.index.generations import Generation, generations
from hybrid_search.index.lifecycle import read_stamp, require
from hybrid_search.index.statistics.refresh import refresh
from hybrid_search.types import Document


@dataclass(frozen=True, slots=True)
class IndexStats:
    """What an index holds.

    Attributes:
        url: Where it is, with any password masked.
        backend: Name of the backend.
        documents: Rows that the view sees.
        encoder: Name of the encoder that it was built with.
        encoder_info: What the encoder at hand says of itself: its model, its arithmetic, its threads.
        dims: Dimensions of the dense field; None without one.
        legs: The fields that can be searched.
        created: ISO 8601, UTC.
        statistics_documents: Documents that the collection statistics cover, of the whole index, also through a view.
            What is replaced is counted again and what is deleted is not subtracted, so it may exceed *documents*. None
            where the encoder does not use them, or they cannot be read.
        facts: What the backend itself says of the whole index, also through a view; the names differ between backends.
        generation: Number of the generation that this object reads; None where the index has no number.
        generations: All that are there, the live one among them; empty for a foreign index.
    """

    url: str
    backend: str
    documents: int
    encoder: str
    encoder_info: Mapping[str, str | int]
    dims: int | None
    legs: tuple[str, ...]
    created: str
    statistics_documents: int | None
    facts: Mapping[str, Any]
    generation: int | None = None
    generations: tuple[Generation, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON."""
        return asdict(self)


def get(core: Core, ids: Sequence[str]) -> Operation[dict[str, Document]]:
    """The stored documents of these ids; those that are missing, or outside the view, are absent."""
    yield from require(core)
    rows = yield from core.connector.fetch(ids)
    return {
        row.id: Document(row.id, row.text, row.metadata) for row in rows.values() if matches(core.where, row.values())
    }


def count(core: Core, where: Where | None) -> Operation[int]:
    """How many documents match, within the view."""
    parsed = parse(where)
    yield from require(core)
    return (yield from core.connector.count(all_of(core.where, parsed)))


def stats(core: Core) -> Operation[IndexStats]:
    """Counts, encoder and what the backend says."""
    yield from require(core)
    stamp = yield from read_stamp(core.connector)
    documents = yield from core.connector.count(core.where)
    counted = yield from _counted(core)
    facts = yield from core.connector.facts()
    found = yield from generations(core.connector)
    return IndexStats(
        url=core.connector.url,
        backend=core.connector.capabilities.backend,
        documents=documents,
        encoder=core.encoder.name if stamp is None else stamp.encoder,
        encoder_info=dict(core.encoder.info) if isinstance(core.encoder, Informs) else {},
        dims=core.encoder.dims,
        legs=core.legs,
        created="" if stamp is None else stamp.created,
        statistics_documents=counted,
        facts=facts,
        generation=core.connector.pinned,
        generations=found,
    )


def _counted(core: Core) -> Operation[int | None]:
    if adaptive(core.encoder) is None:
        return None
    reading = yield from refresh(core)
    return None if reading.failure is not None else core.known.total(core.tally).documents
