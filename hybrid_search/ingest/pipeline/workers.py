"""Processes that encode."""

from __future__ import annotations

import pickle
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context

from hybrid_search.encoders import Encoded, Encoder
from hybrid_search.errors import InvalidInput, WorkerFailed
from hybrid_search.ingest.pipeline import worker


class Workers:
    """Processes, started (not forked) when the first texts come, that have the encoder each.

    Args:
        encoder: Is pickled; those of this library are made anew from their arguments, and load their models there.
        number: How many.

    Raises:
        InvalidInput: if the encoder cannot be pickled.
    """

    def __init__(self, encoder: Encoder, number: int) -> None:
        try:
            pickled = pickle.dumps(encoder)
        except Exception as error:  # whatever its attributes raise
            raise InvalidInput(
                f"workers={number}: the encoder {encoder.name!r} cannot be sent to a worker process "
                f"({type(error).__name__}: {error}); give it a __reduce__ that makes it anew from its arguments, or "
                "leave out workers"
            ) from error
        self.number = number
        self._name = encoder.name
        self._pool = ProcessPoolExecutor(
            number, mp_context=get_context("spawn"), initializer=worker.begin, initargs=(pickled, number)
        )

    def submit(self, texts: Sequence[str]) -> Future[Encoded]:
        """Encode texts in one of the processes; :meth:`result` takes what comes of it.

        Raises:
            WorkerFailed: if one of them died before.
        """
        try:
            with _without_ctrl_c():
                return self._pool.submit(worker.encode, texts)
        except BrokenProcessPool as error:
            raise self._died() from error

    def result(self, future: Future[Encoded]) -> Encoded:
        """What was encoded.

        Raises:
            WorkerFailed: if a process died, or could not make the encoder.
            Exception: what the encoder raised.
        """
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise self._died() from error
        except worker.CannotBegin as error:
            raise WorkerFailed(
                f"workers={self.number}: the encoder {self._name!r} cannot be made in a worker process ({error}); its "
                "class must stand in a module that can be imported, and its arguments must do there, too. Or leave out "
                "workers"
            ) from error

    def close(self) -> None:
        """End the processes, each after the batch that it has begun."""
        self._pool.shutdown(cancel_futures=True)

    def _died(self) -> WorkerFailed:
        return WorkerFailed(
            f"workers={self.number}: a process that encodes with {self._name!r} ended unexpectedly. Often the memory "
            "was full: take fewer workers, or a smaller batch_size. A script that starts workers must do so below "
            "if __name__ == '__main__':, since each of them imports it. What is stored stays; run it again to go on"
        )


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """A process that is started inside never sees Ctrl-C, also before it can say so itself."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
