"""One lock for each model, however many encoders and rerankers share it."""

from __future__ import annotations

from threading import RLock
from types import TracebackType
from typing import Any


class ModelLock:
    """A reentrant lock that lives on its model; a copied or pickled model gets a new one."""

    def __init__(self) -> None:
        self._lock = RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lock.release()

    def __reduce__(self) -> tuple[type[ModelLock], tuple[()]]:
        return ModelLock, ()


def lock_of(model: Any) -> ModelLock:
    """The lock under which *model* may be used: its maximum length and its tokenizer hold state while it encodes."""
    lock: ModelLock = vars(model).setdefault("_hybrid_search_lock", ModelLock())
    return lock
