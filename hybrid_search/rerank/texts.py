"""The texts of the hits, as rerankers that read only texts need them."""

from __future__ import annotations

from collections.abc import Sequence

from hybrid_search.errors import InvalidQuery
from hybrid_search.types import Hit


def texts_of(hits: Sequence[Hit], reranker: str) -> list[str]:
    """The texts in the order of *hits*; one that is missing in a foreign index is empty, and scored as such.

    Args:
        hits: At least one.
        reranker: Its name, for the message.

    Raises:
        InvalidQuery: if none of the hits has a text: the order would be the model's opinion on nothing.
    """
    texts = [hit.text for hit in hits]
    if not any(text.strip() for text in texts):
        raise InvalidQuery(
            f"the reranker {reranker} scores texts, and none of the {len(texts)} hits has one; name the field with the "
            "texts by Fields(text=…) when opening the index, or rerank by DenseReranker()"
        )
    return texts
