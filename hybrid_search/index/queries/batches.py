"""Callers that wait while others are encoded, and are then encoded together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from threading import Condition

from hybrid_search.connectors.steps import Compute, Operation, Wait
from hybrid_search.encoders import Encoded
from hybrid_search.index.queries.cache import QueryCache, key_of
from hybrid_search.index.queries.caller import Caller
from hybrid_search.index.queries.encoded_query import EncodedQuery, split
from hybrid_search.index.queries.query_encoding import QueryEncoding

_NOTHING: Mapping[bytes, EncodedQuery] = {}


class Batches:
    """One encoding at a time, each of all that came during the one before. Safe for several threads.

    There is no thread for it. The first caller encodes at once, by itself. Those that come meanwhile wait in a queue.
    When the encoding ends, the thread that ran it makes the first of them the next leader, which encodes the whole
    queue. A leader that is gone before it began (a cancelled task) hands the lead over as it goes.

    Args:
        encode: The encoder's method for queries.
        settings: How many together, and how long they may wait; one at most lets every caller encode at once.
        cache: Looked at first, and filled with what was encoded.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Encoded], settings: QueryEncoding, cache: QueryCache) -> None:
        self._encode = encode
        self._settings = settings
        self._cache = cache
        self._lock = Condition()
        self._waiting: deque[Caller] = deque()
        self._led = False
        self._joins = settings.max_batch > 1

    def encode(self, texts: Sequence[str]) -> Operation[Encoded]:
        """What the encoder returns for *texts*; raises what it raises for them."""
        keys = [key_of(text) for text in texts]
        known = self._cache.find(keys)
        caller = Caller(texts, keys, known)
        if not caller.missing:
            return caller.joined(known)
        try:
            self._enter(caller)
            if caller.signal is not None:
                yield Wait((caller.signal,))
            if caller.answer is not None:
                return caller.answer
            encoded: Encoded = yield Compute(partial(self._lead, caller))
            return encoded
        finally:
            self._leave(caller)

    def _enter(self, caller: Caller) -> None:
        with self._lock:
            if self._settings.max_batch == 1 or not self._led:
                self._led = caller.leads = True
            else:
                caller.signal = Future()
                self._waiting.append(caller)
                self._lock.notify()  # a leader may wait for a fuller batch

    def _leave(self, caller: Caller) -> None:
        """Whatever became of it, hand on what depends on it."""
        with self._lock:
            caller.gone = True
            if caller.leads and not caller.began:
                caller.leads = False
                ready = self._next()
            else:
                if caller.answer is None and caller in self._waiting:
                    self._waiting.remove(caller)
                return
        _wake(ready)

    def _lead(self, caller: Caller) -> Encoded | None:
        """Encode a batch, and answer the other callers that are in it; None if the caller has left before."""
        batch: list[Caller] = []
        encoded = _NOTHING
        with self._lock:
            if not caller.leads:
                return None
            caller.began = True
        try:
            with self._lock:
                batch = self._take(caller)
            encoded = self._encode_all([caller, *batch]) if batch else _NOTHING
            if encoded:
                return caller.joined(encoded)
            answer, encoded = self._encode_one(caller)
            return answer
        finally:
            self._hand_over(batch, encoded)

    def _take(self, caller: Caller) -> list[Caller]:
        """The callers that fit into one batch with this one."""
        if caller.alone or not self._joins:
            return []
        room = self._settings.max_batch - len(caller.missing)
        if self._waiting and self._settings.max_wait_s:
            self._lock.wait_for(
                lambda: sum(len(one.missing) for one in self._waiting) >= room, self._settings.max_wait_s
            )
        taken, left = [], []
        for one in self._waiting:
            if not one.alone and len(one.missing) <= room:
                taken.append(one)
                room -= len(one.missing)
            else:
                left.append(one)
        self._waiting = deque(left)
        return taken

    def _encode_all(self, callers: Sequence[Caller]) -> Mapping[bytes, EncodedQuery]:
        """All that they miss; nothing if that failed, so that each is encoded alone and fails alone."""
        texts = {key: text for one in callers for key, text in one.missing.items()}
        try:
            encoded = self._encode(list(texts.values()))
            parts = split(encoded, len(texts))
            if parts is None and encoded.truncations(len(texts)) is None:
                self._joins = False  # this encoder does not say of which query it lost something
        except Exception:  # whose fault it is will be seen
            parts = None
        if parts is None:
            for one in callers:
                one.alone = True
            return _NOTHING
        found = dict(zip(texts, parts, strict=True))
        self._cache.keep(found)
        return found

    def _encode_one(self, caller: Caller) -> tuple[Encoded, Mapping[bytes, EncodedQuery]]:
        encoded = self._encode(list(caller.missing.values()))
        parts = split(encoded, len(caller.missing))
        if parts is None:  # the search will say what is wrong with it
            return encoded if caller.whole else self._encode(caller.texts), _NOTHING
        found = dict(zip(caller.missing, parts, strict=True))
        self._cache.keep(found)
        return encoded if caller.whole else caller.joined(found), found

    def _hand_over(self, batch: Sequence[Caller], encoded: Mapping[bytes, EncodedQuery]) -> None:
        """Answer all that can be answered, put the others of the batch back in front, and choose the next leader."""
        with self._lock:
            self._waiting.extendleft(one for one in reversed(batch) if not one.gone)
            answered = [one for one in self._waiting if one.missing.keys() <= encoded.keys()]
            for one in answered:
                one.answer = one.joined(encoded)
            if answered:
                self._waiting = deque(one for one in self._waiting if one.answer is None)
            ready = self._next()
        _wake([*ready, *answered])  # the next leader first

    def _next(self) -> list[Caller]:
        """The next leader, if anybody waits."""
        self._led = bool(self._waiting)
        if not self._led:
            return []
        leader = self._waiting.popleft()
        leader.leads = True
        return [leader]


def _wake(callers: Sequence[Caller]) -> None:
    for one in callers:
        if one.signal is not None:
            one.signal.set_result(None)
