"""LangChain's QdrantVectorStore in hybrid mode.

As in its documentation: https://docs.langchain.com/oss/python/integrations/vectorstores/qdrant
"""

from __future__ import annotations

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_qdrant import QdrantVectorStore, RetrievalMode, SparseEmbeddings
from langchain_qdrant.sparse_embeddings import SparseVector
from qdrant_client import models

from benchmarks.peers.place import Place
from benchmarks.peers.ready import K, Ready, Vectors


class LangChain:
    """Embedders that look vectors up, the collection made by hand, ``add_documents`` and ``similarity_search``."""

    def __init__(self, place: Place, collection: str, ready: Ready) -> None:
        self._client = place.client()
        self._collection, self._ready = collection, ready
        self._client.create_collection(
            collection,
            vectors_config={"dense": models.VectorParams(size=ready.dims, distance=models.Distance.COSINE)},
            sparse_vectors_config={"sparse": models.SparseVectorParams(index=models.SparseIndexParams(on_disk=False))},
        )
        self._store = QdrantVectorStore(
            client=self._client,
            collection_name=collection,
            embedding=_Dense(ready),
            sparse_embedding=_Sparse(ready),
            retrieval_mode=RetrievalMode.HYBRID,
            vector_name="dense",
            sparse_vector_name="sparse",
        )
        self._documents = [
            Document(page_content=document.text, metadata=dict(document.metadata)) for document in ready.documents
        ]

    def index(self) -> None:
        self._store.add_documents(documents=self._documents, ids=list(self._ready.point_ids.values()))

    def search(self, query: str) -> list[str]:
        found = self._store.similarity_search(query, k=K)
        return [self._ready.of_point[document.metadata["_id"]] for document in found]

    def drop(self) -> None:
        self._client.delete_collection(self._collection)
        self._client.close()


class _Dense(Embeddings):
    def __init__(self, ready: Ready) -> None:
        self._ready = ready

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        known = self._ready.of_document
        return [known[text].numbers if text in known else [1.0] * self._ready.dims for text in texts]  # "dummy_text"

    def embed_query(self, text: str) -> list[float]:
        return self._ready.of_query[text].numbers


class _Sparse(SparseEmbeddings):
    def __init__(self, ready: Ready) -> None:
        self._ready = ready

    def embed_documents(self, texts: list[str]) -> list[SparseVector]:
        return [_sparse(self._ready.of_document[text]) for text in texts]

    def embed_query(self, text: str) -> SparseVector:
        return _sparse(self._ready.of_query[text])


def _sparse(vectors: Vectors) -> SparseVector:
    return SparseVector(indices=vectors.indices, values=vectors.values)
