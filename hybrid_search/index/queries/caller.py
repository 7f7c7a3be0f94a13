"""One call that wants queries encoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from hybrid_search.encoders import Encoded
from hybrid_search.index.queries.encoded_query import EncodedQuery, join


class Caller:
    """A call on its way. What is not constant is changed under the lock of the queue that it is in.

    Args:
        texts: As given, perhaps one of them twice.
        keys: Of each of them.
        known: Those that need no encoding.

    Attributes:
        missing: Key to text of the others.
        signal: Set when there is an answer, or this caller is to lead; None as long as it never waited.
        answer: Once there is one.
        leads: Whether it is this caller's turn to encode.
        began: Whether it has begun to; from then on the thread that encodes hands the lead over.
        alone: Whether it is encoded without the others, because a batch with it failed.
        gone: Whether nobody waits for the answer any more.
    """

    __slots__ = ("_keys", "_known", "alone", "answer", "began", "gone", "leads", "missing", "signal", "texts")

    def __init__(self, texts: Sequence[str], keys: Sequence[bytes], known: Mapping[bytes, EncodedQuery]) -> None:
        self.texts = texts
        self.missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        self.signal: Future[None] | None = None
        self.answer: Encoded | None = None
        self.leads = self.began = self.alone = self.gone = False
        self._keys = keys
        self._known = known

    @property
    def whole(self) -> bool:
        """Whether all its texts are missing, and none comes twice: then an encoding of these is the answer."""
        return len(self.missing) == len(self.texts)

    def joined(self, encoded: Mapping[bytes, EncodedQuery]) -> Encoded:
        """The answer, by what is missing and perhaps more."""
        return join([encoded[key] if key in encoded else self._known[key] for key in self._keys])
