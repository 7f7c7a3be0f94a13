"""One call that wants queries encoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from hybrid_search.encoders import Encoded
from hybrid_search.index.queries.cache import key_of
from hybrid_search.index.queries.encoded_query import EncodedQuery, join


class Caller:
    """A call on its way. What is not constant is changed under the lock of the queue that it is in.

    Args:
        texts: As given, perhaps one of them twice.

    Attributes:
        keys: Of each of them.
        missing: Key to text of those that are still to be encoded; empty once there is an answer.
        signal: Set when there is an answer, or this caller is to lead; None as long as it never waited.
        leads: Whether it is this caller's turn to encode.
        began: Whether it has begun to; from then on the thread that encodes hands the lead over.
        alone: Whether it is encoded without the others, because a batch with it failed.
        gone: Whether nobody waits for the answer any more.
    """

    __slots__ = ("_found", "alone", "began", "gone", "keys", "leads", "missing", "signal", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.keys = [key_of(text) for text in texts]
        self.missing = dict(zip(self.keys, texts, strict=True))
        self.signal: Future[None] | None = None
        self.leads = self.began = self.alone = self.gone = False
        self._found: dict[bytes, EncodedQuery] = {}

    @property
    def whole(self) -> bool:
        """Whether all its texts are missing, and none comes twice: then an encoding of these is the answer."""
        return len(self.missing) == len(self.texts)

    def take(self, encoded: Mapping[bytes, EncodedQuery]) -> None:
        """Take what is missing from these, which are perhaps of others."""
        for key in self.missing.keys() & encoded.keys():
            self._found[key] = encoded[key]
            del self.missing[key]

    def answer(self) -> Encoded:
        """What the encoder would return for the texts, now that none is missing."""
        return join([self._found[key] for key in self.keys])
