"""Haystack's QdrantDocumentStore with sparse embeddings, and its hybrid retriever.

As in its documentation: https://docs.haystack.deepset.ai/docs/qdranthybridretriever
"""

from __future__ import annotations

from haystack import Document
from haystack.dataclasses import SparseEmbedding
from haystack_integrations.components.retrievers.qdrant import QdrantHybridRetriever
from haystack_integrations.document_stores.qdrant import QdrantDocumentStore

from benchmarks.peers.place import MEMORY, TIMEOUT_S, Place
from benchmarks.peers.ready import K, Ready


class Haystack:
    """Documents that carry their vectors, ``write_documents`` and the retriever's ``run``."""

    def __init__(self, place: Place, collection: str, ready: Ready) -> None:
        self._place, self._ready = place, ready
        self._store = QdrantDocumentStore(
            location=MEMORY if place.url is None else None,
            url=place.url,
            timeout=TIMEOUT_S,
            index=collection,
            embedding_dim=ready.dims,
            use_sparse_embeddings=True,
            progress_bar=False,
        )
        self._retriever = QdrantHybridRetriever(document_store=self._store, top_k=K)
        self._documents = []
        for document in ready.documents:
            vectors = ready.of_document[document.text]
            self._documents.append(
                Document(
                    id=document.id,
                    content=document.text,
                    meta=dict(document.metadata),
                    embedding=vectors.numbers,
                    sparse_embedding=SparseEmbedding(indices=vectors.indices, values=vectors.values),
                )
            )
        self._store.count_documents()  # which connects, and makes the collection
        self._queries = {
            query: SparseEmbedding(indices=vectors.indices, values=vectors.values)
            for query, vectors in ready.of_query.items()
        }

    def index(self) -> None:
        self._store.write_documents(self._documents)

    def search(self, query: str) -> list[str]:
        found = self._retriever.run(
            query_embedding=self._ready.of_query[query].numbers, query_sparse_embedding=self._queries[query]
        )
        return [document.id for document in found["documents"]]

    def drop(self) -> None:
        self._store.close()
        if self._place.url is not None:
            client = self._place.client()
            client.delete_collection(self._store.index)
            client.close()
