"""Every error that the library raises on purpose, as one tree.

::

    HybridSearchError
    ├── InvalidInput (ValueError)          what the caller passed breaks a rule
    │   ├── InvalidVector                  a sparse or dense vector
    │   ├── InvalidDocument                an id, a text or metadata
    │   ├── InvalidFilter                  a filter, in either spelling
    │   ├── InvalidQuery                   the query or an argument of ``search``
    │   ├── InvalidFusion                  a fusion, a normaliser, or the legs given to it
    │   ├── InvalidName                    an index URL, an index name, a record key
    │   └── InvalidSource                  a file or folder to be indexed
    ├── Unsupported                        the backend or the encoder cannot do it; never silently dropped
    ├── IndexStateError                    the index is not in the state that the call needs
    │   ├── IndexNotFound
    │   ├── IndexExists
    │   ├── IndexClosed
    │   ├── IndexLocked                    another process (or object) has the embedded folder open
    │   ├── NotAnIndex                     the folder holds something else
    │   ├── CorruptIndex                   the folder is an index, and damaged
    │   ├── EncoderMismatch                built with another encoder than the one given
    │   ├── SyncInProgress                 another sync writes to the index
    │   ├── IndexSwitched                  the name points to another generation since the call began
    │   └── UsedAfterFork                  an embedded index opened before ``fork``
    ├── BackendError                       the backend refused or failed
    │   ├── BackendUnavailable             overload, connection, time-out: retried, then raised
    │   ├── DeadlineExceeded
    │   ├── RequestTooLarge            one request exceeds what the backend takes; batches are split
    │   ├── WrongServer                another product, or a version that the connector or its client cannot talk to
    │   ├── PermissionDenied           credentials are missing, wrong or expired, or do not allow it
    │   └── StorageFull
    ├── DeletionRefused                    a sync would delete more than it may
    ├── SwitchRefused                      the new generation of a migration is not fit to be live
    ├── WorkerFailed                       a process that encodes died, or could not begin
    ├── CorruptWeights                     a model file does not have its recorded hash
    └── MissingExtra (ImportError)         an optional package is not installed
"""

from __future__ import annotations

from hybrid_search._distribution import pip_line


class HybridSearchError(Exception):
    """Base of every error of this library."""


class InvalidInput(HybridSearchError, ValueError):
    """What the caller passed breaks a rule; the message names the input, the rule and the way out."""


class InvalidVector(InvalidInput):
    """A sparse or dense vector that no backend may receive."""


class InvalidDocument(InvalidInput):
    """An id, a text or metadata that cannot be stored the same way everywhere."""


class InvalidFilter(InvalidInput):
    """A filter that does not parse, compares what cannot be compared, or is too large."""


class InvalidQuery(InvalidInput):
    """A query text or an argument of ``search`` outside its range."""


class InvalidFusion(InvalidInput):
    """A fusion parameter, or legs that the fusion cannot take."""


class InvalidName(InvalidInput):
    """An index URL, index name or record key."""


class InvalidSource(InvalidInput):
    """A file or folder that cannot be read as documents."""


class Unsupported(HybridSearchError):
    """The backend or the encoder cannot do what was asked."""


class IndexStateError(HybridSearchError):
    """The index is not in the state that the call needs."""


class IndexNotFound(IndexStateError):
    """There is no index at the URL yet."""


class IndexExists(IndexStateError):
    """An index is already there."""


class IndexClosed(IndexStateError):
    """The index object was closed."""


class IndexLocked(IndexStateError):
    """The embedded folder is open elsewhere; it takes one opener at a time."""


class NotAnIndex(IndexStateError):
    """The folder exists and holds something else than an index."""


class CorruptIndex(IndexStateError):
    """The folder is an index, and a part of it is missing or damaged."""


class EncoderMismatch(IndexStateError):
    """The index was built with another encoder."""


class SyncInProgress(IndexStateError):
    """Another sync writes to the index, or took this one for dead."""


class IndexSwitched(IndexStateError):
    """The index was switched to another generation while the call ran; repeat it."""


class UsedAfterFork(IndexStateError):
    """An embedded index was opened before ``fork`` and used in the child, where the engine would hang."""


class BackendError(HybridSearchError):
    """The backend refused or failed; the cause is chained."""


class BackendUnavailable(BackendError):
    """Overload, a lost connection or a time-out, after the retries."""


class DeadlineExceeded(BackendError):
    """The call did not finish before its deadline."""


class RequestTooLarge(BackendError):
    """One request exceeds what the backend takes; writes are split until they fit."""


class WrongServer(BackendError):
    """What answers is another product, or a version that the connector or its client cannot talk to."""


class PermissionDenied(BackendError):
    """The backend or the file system does not allow it, or the credentials are missing, wrong or expired."""


class StorageFull(BackendError):
    """The disk or the quota is full; what was acknowledged before is kept."""


class DeletionRefused(HybridSearchError):
    """A sync would delete more than the caller allowed; nothing was deleted as missing, and the rest is done."""


class SwitchRefused(HybridSearchError):
    """The new generation of a migration is not fit to become the live one; everything stays as it is."""


class WorkerFailed(HybridSearchError):
    """A process that encodes died, or could not make the encoder; what was stored before is kept."""


class CorruptWeights(HybridSearchError):
    """A model file does not have the hash recorded for it."""


class MissingExtra(HybridSearchError, ImportError):
    """An optional package is not installed.

    Args:
        needs: What needed the package, in words ("SentenceTransformersEncoder").
        package: The import name that was missing.
        extra: The extra that brings it.
    """

    def __init__(self, needs: str, package: str, extra: str) -> None:
        super().__init__(
            f"{needs} needs the package {package!r}, which is not installed. Install it with: {pip_line(extra)}",
            name=package,
        )
        self.extra = extra
        self._arguments = (needs, package, extra)

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str, str]]:
        return type(self), self._arguments  # so that a worker process can hand it back
