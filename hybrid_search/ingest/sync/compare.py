"""Which documents differ from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.filters import matches
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import require
from hybrid_search.ingest.sync.cut import Cutter
from hybrid_search.ingest.sync.surplus import strays
from hybrid_search.types import Document


@dataclass(frozen=True, slots=True)
class Changed:
    """A document to be stored.

    Attributes:
        document: As the source has it.
        hash: Of its first row.
        new: Whether nothing is stored of it.
    """

    document: Document
    hash: str
    new: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What a window of the source means for the index.

    Attributes:
        changed: To be stored, documents with strays among them.
        unchanged: How many others there are.
        strays: Row id to document, of rows made when documents were cut in another way.
    """

    changed: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    strays: Mapping[str, str] = field(default_factory=dict)


def compare(core: Core, cutter: Cutter, documents: Sequence[Document]) -> Operation[Difference]:
    """Compare documents with the hashes that are stored; everything differs from an index that does not exist."""
    if not documents:
        return Difference()
    hashes: list[str] = yield Compute(lambda: [cutter.hash(document) for document in documents])
    first = [cutter.first_id(document.id) for document in documents]
    other = {cutter.other_id(document.id): document.id for document in documents}
    stored = yield from _stored(core, list(dict.fromkeys([*first, *other])))
    found = yield from strays(core, {id: parent for id, parent in other.items() if id in stored})
    stray = {id: other[id] for id in found}
    old = set(stray.values())
    changed = [
        Changed(document, hash, new=id not in stored and document.id not in old)
        for document, id, hash in zip(documents, first, hashes, strict=True)
        if stored.get(id) != hash or document.id in old
    ]
    return Difference(changed, len(documents) - len(changed), stray)


def _stored(core: Core, ids: Sequence[str]) -> Operation[dict[str, str]]:
    if not core.stamped[0] and not (yield from core.connector.exists()):
        return {}
    yield from require(core)
    if core.where is None:
        return (yield from core.connector.hashes(ids))
    rows = yield from core.connector.fetch(ids)
    return {id: row.hash for id, row in rows.items() if matches(core.where, row.values())}
