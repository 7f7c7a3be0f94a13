"""Error mapping: what the engine and the file system raise, in the library's terms."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.local_client import method_of
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import BackendError, HybridSearchError, PermissionDenied, StorageFull

_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class EnginePanic(RuntimeError):
    """The engine gave up in the middle of a call; its state in memory can no longer be trusted."""


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Raise EnginePanic for a panic of the engine, which is no ``Exception`` and would pass every handler.

    Raises:
        EnginePanic: with the panic's message.
    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the engine does not export its class
            raise
        raise EnginePanic(str(error)) from error


def failure(error: Exception, call: Call, url: str) -> Failure | None:
    """The failure behind *error*; None for the library's own errors and for bugs. Nothing here is worth a retry."""
    if isinstance(error, HybridSearchError):
        return None
    if isinstance(error, OSError):
        return Failure(_of_file_system(error, url))
    if isinstance(error, EnginePanic):
        return Failure(
            BackendError(
                f"{url}: the embedded engine broke down in {method_of(call)}: {error}; close the index and open it "
                "again, which reads back everything that was acknowledged"
            )
        )
    if type(error) is Exception:  # all that the engine raises
        return Failure(_of_engine(str(error), call, url))
    return None


def _of_file_system(error: OSError, url: str) -> HybridSearchError:
    place = error.filename or url
    if error.errno in _FULL:
        return storage_full(url, f"no space is left for {place}")
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return permission_denied(place)
    return BackendError(f"{url}: the file system refused {place}: {error.strerror or error}")


def _of_engine(message: str, call: Call, url: str) -> HybridSearchError:
    if "No space left" in message:
        return storage_full(url, message)
    if "Permission denied" in message or "Read-only file system" in message:
        return permission_denied(url)
    return BackendError(f"{url}: the embedded engine failed in {method_of(call)}: {message}")


def storage_full(url: object, reason: str) -> StorageFull:
    """StorageFull with the way out."""
    return StorageFull(f"{url}: {reason}; free some disk space and try again. What was acknowledged before is kept")


def permission_denied(path: object) -> PermissionDenied:
    """PermissionDenied with the way out."""
    return PermissionDenied(
        f"{path}: this user may not read and write there; an embedded index needs both, also for searching, because it "
        "is locked while open. Change the permissions or the owner of the folder"
    )
