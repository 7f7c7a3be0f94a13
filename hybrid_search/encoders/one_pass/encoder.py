"""``OnePassEncoder``: the default encoder."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike

from hybrid_search.encoders.anchored import Anchored
from hybrid_search.encoders.exact_words import ExactWords
from hybrid_search.encoders.one_pass.caps import DOCUMENT_NONZEROS, QUERY_NONZEROS
from hybrid_search.encoders.one_pass.network import OnePassNetwork
from hybrid_search.encoders.one_pass.precision import Precision


class OnePassEncoder(Anchored):
    """Both vectors in one forward pass, anchored to exact words and to the collection; the weights come along.

    :class:`~hybrid_search.encoders.one_pass.network.OnePassNetwork` gives the dense vector and the learned dimensions,
    :class:`~hybrid_search.encoders.anchored.Anchored` adds the words and follows the collection's statistics. The model
    is for English; a text in another language has a dense vector of little worth, and its exact words.

    The model is loaded by the first call that needs it, from then on it is shared by all threads.

    Args:
        path: The folder of another model of this kind; None is the bundled one.
        threads: Threads of one forward pass; None is one for each processor that this process may use.
        document_tokens: Tokens of a document that the model reads, begin and end counted; its exact words are taken
            from the whole text. The trunk's own limit is 256; up to 512 are possible.
        query_tokens: The same for a query.
        document_nonzeros: Cap on a document's learned non-zeros. Words come on top, up to 900 together.
        query_nonzeros: Cap on a query's learned non-zeros. Words come on top, up to 256 together.
        precision: "fp32"; "int8-head", where the product with the vocabulary runs in 8-bit integers, which leaves
            dense vectors as they are; "int8-blocks", where the trunk's matrices do, too, and dense vectors keep a
            cosine of 0.9997 to float32's; or "auto": the second for documents where the processor is known to be faster
            with it, and the third for queries where it is known to be faster with that.
        exact_words: How words are found; None leaves them out.
        adapt: Whether query weights follow the collection's statistics.

    Raises:
        InvalidInput: if a number or *precision* is outside its range.
        CorruptWeights: if *path* holds no such model, or its static table is missing or changed. The other files are
            checked when they are loaded.
    """

    def __init__(
        self,
        path: str | PathLike[str] | None = None,
        *,
        threads: int | None = None,
        document_tokens: int = 256,
        query_tokens: int = 256,
        document_nonzeros: int = DOCUMENT_NONZEROS,
        query_nonzeros: int = QUERY_NONZEROS,
        precision: Precision = "auto",
        exact_words: ExactWords | None = ExactWords(),  # noqa: B008  # immutable: one can serve all
        adapt: bool = True,
    ) -> None:
        self._network = OnePassNetwork(
            path,
            threads=threads,
            document_tokens=document_tokens,
            query_tokens=query_tokens,
            document_nonzeros=document_nonzeros,
            query_nonzeros=query_nonzeros,
            precision=precision,
        )
        super().__init__(self._network, exact_words=exact_words, adapt=adapt, static=self._network.static_table)

    @property
    def info(self) -> Mapping[str, str | int]:
        """What runs: the model, the arithmetic of documents and of queries and why it was chosen, the threads."""
        return self._network.info
