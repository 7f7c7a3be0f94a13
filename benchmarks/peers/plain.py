"""The Qdrant client by itself, as a careful user writes it by hand."""

from __future__ import annotations

from qdrant_client import models

from benchmarks.peers.place import Place
from benchmarks.peers.ready import K, Ready

_BATCH, _CANDIDATES = 256, 100


class Plain:
    """Points in batches, and both legs with Qdrant's own rank fusion in one request."""

    def __init__(self, place: Place, collection: str, ready: Ready, candidates: int = _CANDIDATES) -> None:
        self._client = place.client()
        self._collection, self._ready, self._candidates = collection, ready, candidates
        self._client.create_collection(
            collection,
            vectors_config={"dense": models.VectorParams(size=ready.dims, distance=models.Distance.COSINE)},
            sparse_vectors_config={"sparse": models.SparseVectorParams()},
        )

    def index(self) -> None:
        documents = self._ready.documents
        for start in range(0, len(documents), _BATCH):
            points = []
            for document in documents[start : start + _BATCH]:
                vectors = self._ready.of_document[document.text]
                sparse = models.SparseVector(indices=vectors.indices, values=vectors.values)
                point = models.PointStruct(
                    id=self._ready.point_ids[document.id],
                    vector={"dense": vectors.numbers, "sparse": sparse},
                    payload={"id": document.id, "text": document.text, "metadata": dict(document.metadata)},
                )
                points.append(point)
            self._client.upsert(self._collection, points, wait=True)

    def search(self, query: str) -> list[str]:
        vectors = self._ready.of_query[query]
        sparse = models.SparseVector(indices=vectors.indices, values=vectors.values)
        found = self._client.query_points(
            self._collection,
            prefetch=[
                models.Prefetch(query=vectors.numbers, using="dense", limit=self._candidates),
                models.Prefetch(query=sparse, using="sparse", limit=self._candidates),
            ],
            query=models.FusionQuery(fusion=models.Fusion.RRF),
            limit=K,
            with_payload=True,
        )
        return [(point.payload or {})["id"] for point in found.points]

    def drop(self) -> None:
        self._client.delete_collection(self._collection)
        self._client.close()
