from __future__ import annotations

import errno

import pytest

from hybrid_search.connectors.embedded.errors import EnginePanic, failure, panics_as_errors
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import BackendError, IndexNotFound, PermissionDenied, StorageFull


class PanicException(BaseException):  # the name by which the engine's own class is known
    pass


def mapped(error: Exception) -> Exception:
    known = failure(error, Call("upsert"), "./notes")
    assert known is not None
    assert not known.retryable
    return known.error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device", "/index/x"),
        Exception("Service runtime error: No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_is_storage_full_and_says_that_nothing_is_lost(error: Exception) -> None:
    assert isinstance(mapped(error), StorageFull)
    assert "acknowledged before is kept" in str(mapped(error))


@pytest.mark.parametrize(
    "error",
    [
        PermissionError(errno.EACCES, "Permission denied", "/index/x"),
        OSError(errno.EROFS, "Read-only file system", "/index/x"),
        Exception("Service runtime error: Permission denied (os error 13)"),
    ],
)
def test_a_refusal_of_the_file_system_is_permission_denied_and_names_the_path(error: Exception) -> None:
    assert isinstance(mapped(error), PermissionDenied)
    assert str(mapped(error)).startswith("/index/x" if isinstance(error, OSError) else "./notes")


def test_another_error_of_the_engine_names_the_call() -> None:
    error = mapped(Exception("Vector dimension error"))
    assert type(error) is BackendError
    assert str(error) == "./notes: the embedded engine failed in upsert: Vector dimension error"


def test_a_panic_of_the_engine_becomes_an_error_that_says_to_open_again() -> None:
    with pytest.raises(EnginePanic) as caught, panics_as_errors():
        raise PanicException("index out of bounds")
    assert "index out of bounds; close the index and open it again" in str(mapped(caught.value))


def test_an_interrupt_is_no_panic() -> None:
    with pytest.raises(KeyboardInterrupt), panics_as_errors():
        raise KeyboardInterrupt


@pytest.mark.parametrize("error", [IndexNotFound("none"), TypeError("a bug")])
def test_our_own_errors_and_bugs_are_not_mapped(error: Exception) -> None:
    assert failure(error, Call("upsert"), "./notes") is None
