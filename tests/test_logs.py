"""What is logged in the life of an index: what was done, never a secret, and at INFO nothing that users wrote."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from qdrant_client import QdrantClient

from hybrid_search import Document, F, HybridIndex, MemoryClient
from hybrid_search.encoders import Encoded
from hybrid_search.errors import EncoderMismatch, HybridSearchError
from tests.connectors.pinecone import faults as pinecone
from tests.connectors.pinecone.server import API_KEY, PineconeServer
from tests.connectors.qdrant import stub as qdrant
from tests.fakes import AdaptiveWordEncoder, WordEncoder

SECRET = API_KEY
TEXT = "Beteigeuze"
"""In every text, query, metadata value and filter, and in every error of a server."""

QUERY = f"plants {TEXT}"
DOCUMENTS = [Document(f"{n}", f"{TEXT} plants {n}", {"owner": TEXT}) for n in range(6)]


Fail = Callable[[Literal["write", "search"], int], None]


@dataclass(frozen=True)
class Backend:
    """How an index is opened, and how the next write or search is made to fail once, with a status of HTTP."""

    opening: dict[str, Any]
    fail: Fail | None = None


@pytest.fixture(params=["memory", "embedded", "qdrant", "qdrant over HTTP", "pinecone"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    match request.param:
        case "memory":
            yield Backend({"url": "memory://notes", "client": MemoryClient()})
        case "embedded":
            yield Backend({"url": tmp_path / "notes"})
        case "qdrant":
            yield Backend({"url": "qdrant://localhost/notes", "client": QdrantClient(":memory:")})
        case "pinecone":
            with PineconeServer() as server:
                yield at_pinecone(server)
        case _:
            with qdrant.serving(qdrant.Stub()) as stub:
                yield at_qdrant(stub)


def at_qdrant(stub: qdrant.Stub) -> Backend:
    paths = {"write": "/points", "search": "/points/query/batch"}
    answer = {"status": {"error": f"{TEXT} and {SECRET}"}}
    return Backend(
        {"url": stub.url.replace("://", f"://:{SECRET}@")},
        lambda what, status: stub.fail(paths[what], qdrant.Fault(status, answer)),
    )


def at_pinecone(server: PineconeServer) -> Backend:
    paths = {"write": "vectors/upsert", "search": "query"}
    answer = f"{TEXT} and {SECRET}"
    return Backend(
        {"url": server.url("notes"), "api_key": SECRET},
        lambda what, status: server.faults.add(pinecone.Fault(paths[what], status=status, message=answer)),
    )


class Unlucky(AdaptiveWordEncoder):
    """An encoder that cannot encode one of the documents."""

    def encode_documents(self, texts: Sequence[str]) -> Encoded:
        encoded = super().encode_documents(texts)
        assert encoded.dense is not None
        for place, text in enumerate(texts):
            if "unlucky" in text:
                encoded.dense[place] = np.nan
        return encoded


def live(backend: Backend) -> None:
    """All that happens in the life of an index."""
    fail = backend.fail or (lambda *_: None)
    with HybridIndex.open(encoder=Unlucky(), **backend.opening) as index:
        fail("write", 503)
        index.add([*DOCUMENTS, Document("7", f"unlucky {TEXT}")], skip_unchanged=False)
        fail("write", 413)
        index.add(DOCUMENTS, skip_unchanged=False)
        index.sync(
            [*DOCUMENTS[1:], Document("8", f"trains {TEXT}", {"owner": TEXT})], delete_missing=True, max_delete_share=1
        )
        fail("search", 503)
        index.search(QUERY, where=F.owner == TEXT, explain=True)
        with pytest.raises(HybridSearchError):
            index.search(QUERY, rerank=lambda *_: [])
        if backend.fail is not None:
            fail("search", 400)
            with pytest.raises(HybridSearchError):
                index.search(QUERY)
        index.recount()
        index.optimize()
        index.delete(where=F.owner == TEXT)
    with pytest.raises(EncoderMismatch):
        HybridIndex.open(encoder=WordEncoder(name="another"), **backend.opening)
    with HybridIndex.open(encoder=Unlucky(), **backend.opening) as index:
        index.drop()


def test_the_life_of_an_index_is_logged_without_secrets_and_texts(
    backend: Backend, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    live(backend)
    ours = [record for record in caplog.records if record.name.split(".")[0] == "hybrid_search"]
    assert ours
    for record in ours:
        assert SECRET not in written(record)
    for record in caplog.records:
        assert record.levelno < logging.INFO or TEXT not in written(record)


def test_what_was_done_is_there_to_be_read(backend: Backend, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "hybrid_search")
    live(backend)
    said = "\n".join(written(record) for record in caplog.records)
    for line in ("created", "opened", "not stored: 1", "deleted 6 rows", "optimized", "dropped"):
        assert line in said
    if backend.fail is not None:
        assert "BackendUnavailable" in said
        assert "trying again in" in said
        assert "too large for the backend" in said


def written(record: logging.LogRecord) -> str:
    """All that a handler may make of a record."""
    return logging.Formatter().format(record) + repr(record.args)


def test_importing_the_library_leaves_logging_to_the_application() -> None:
    logger = logging.getLogger("hybrid_search")
    assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]
    assert (logger.level, logger.propagate) == (logging.NOTSET, True)
