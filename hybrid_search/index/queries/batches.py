"""Callers that wait while others are encoded, and are then encoded together."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from threading import Condition

from hybrid_search.connectors.steps import Compute, Operation, Wait
from hybrid_search.encoders import Encoded
from hybrid_search.index.queries.cache import QueryCache
from hybrid_search.index.queries.caller import Caller
from hybrid_search.index.queries.encoded_query import EncodedQuery, split
from hybrid_search.index.queries.query_encoding import QueryEncoding

_Found = Mapping[bytes, EncodedQuery]


class Batches:
    """One encoding at a time, each of all that came during the one before. Safe for several threads.

    There is no thread for it. The first caller encodes at once, by itself. Those that come meanwhile wait in a queue.
    When the encoding ends, the thread that ran it makes the first of them the next leader, which encodes the whole
    queue. A leader that is gone before it began (a cancelled task) hands the lead over as it goes.

    Args:
        encode: The encoder's method for queries.
        dims: Of its dense vectors; None without a dense half.
        settings: How many together, how long they may wait, and how many are kept; one together at most lets every
            caller encode at once.
    """

    def __init__(self, encode: Callable[[Sequence[str]], Encoded], dims: int | None, settings: QueryEncoding) -> None:
        self._encode = encode
        self._dims = dims
        self._settings = settings
        self._lock = Condition()
        self._cache = QueryCache(settings.cache)
        self._waiting: deque[Caller] = deque()
        self._led = False
        self._joins = settings.max_batch > 1

    def encode(self, texts: Sequence[str]) -> Operation[Encoded]:
        """What the encoder returns for *texts*; raises what it raises for them."""
        caller = Caller(texts)
        try:
            self._enter(caller)
            if caller.signal is not None:
                yield Wait((caller.signal,))
            if not caller.missing:
                return caller.answer()
            encoded: Encoded = yield Compute(partial(self._lead, caller))
            return encoded
        finally:
            self._leave(caller)

    def _enter(self, caller: Caller) -> None:
        with self._lock:
            caller.take(self._cache.find(caller.keys))
            if not caller.missing:
                return
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
            if caller in self._waiting:
                self._waiting.remove(caller)
            never_led = caller.leads and not caller.began
            caller.leads = False  # a thread for it may still begin
            ready = self._next() if never_led else []
        _wake(ready)

    def _lead(self, caller: Caller) -> Encoded | None:
        """Encode a batch, and answer the other callers that are in it; None if the caller has left before."""
        batch: list[Caller] = []
        found: _Found = {}
        try:
            with self._lock:
                if not caller.leads:
                    return None
                caller.began = True
                batch = self._take(caller)
            if batch:
                found = self._encode_together([caller, *batch])
            if not found:
                encoded = self._encode(list(caller.missing.values()))
                found = self._parts(encoded, caller.missing)
                if not found:  # the search will say what is wrong with it
                    return encoded if caller.whole else self._encode(caller.texts)
            caller.take(found)
            return caller.answer()
        finally:
            if caller.began:
                self._hand_over(batch, found)

    def _take(self, caller: Caller) -> list[Caller]:
        """The callers that fit into one batch with this one."""
        if caller.alone or not self._joins:  # those to be alone are in front of the queue, so no other batch meets them
            return []
        room = self._settings.max_batch - len(caller.missing)
        if self._waiting and self._settings.max_wait_s:
            self._lock.wait_for(
                lambda: sum(len(one.missing) for one in self._waiting) >= room, self._settings.max_wait_s
            )
        taken, left = [], []
        for one in self._waiting:
            if len(one.missing) <= room:
                taken.append(one)
                room -= len(one.missing)
            else:
                left.append(one)
        self._waiting = deque(left)
        return taken

    def _encode_together(self, callers: Sequence[Caller]) -> _Found:
        """All that they miss; nothing if that failed, so that each is encoded alone and fails alone."""
        missing = {key: text for one in callers for key, text in one.missing.items()}
        found: _Found = {}
        try:
            encoded = self._encode(list(missing.values()))
            found = self._parts(encoded, missing)
            if not found and encoded.truncations(len(missing)) is None:
                self._joins = False  # this encoder does not say of which query it lost something
        except Exception:  # noqa: S110  # whose fault it is will be seen
            pass
        if not found:
            for one in callers:
                one.alone = True
        return found

    def _parts(self, encoded: Encoded, missing: Mapping[bytes, str]) -> _Found:
        parts = split(encoded, len(missing), self._dims)
        return {} if parts is None else dict(zip(missing, parts, strict=True))

    def _hand_over(self, batch: Sequence[Caller], found: _Found) -> None:
        """Keep and share what was found, put the others of the batch back in front, and choose the next leader."""
        with self._lock:
            self._cache.keep(found)
            self._waiting.extendleft(one for one in reversed(batch) if not one.gone)
            for one in self._waiting:
                one.take(found)
            answered = [one for one in self._waiting if not one.missing]
            self._waiting = deque(one for one in self._waiting if one.missing)
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
