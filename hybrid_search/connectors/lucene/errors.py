"""Answers and failures of a server in the library's terms; each product brings its client's exceptions to this form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.retry_after import retry_after_s
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    IndexExists,
    IndexNotFound,
    NotAnIndex,
    PermissionDenied,
    RequestTooLarge,
    StorageFull,
    Unsupported,
    WrongServer,
)
from hybrid_search.types import shorten

OVERLOADED = frozenset({408, 429, 502, 503, 504})
ANY_SERVERS = frozenset({404, 405, 406, 415})
"""Statuses that any HTTP server gives to paths, methods and media types that it does not know."""

WHOLE_INDEX = (IndexNotFound, PermissionDenied, StorageFull)
"""Errors of one item that would meet every other one too, and so are raised and not reported."""

_STARTING = frozenset({"illegal_index_shard_state_exception", "no_shard_available_action_exception"})
"""A shard that was made or moved a moment ago."""

_MAX_REASON = 600
_DEEPEST = 20

_TOO_LARGE_ALONE = re.compile(
    r"\b(?:coordinating|primary)_operation_bytes=(\d{1,18}), max_\w+_bytes=(\d{1,18})\b", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Place:
    """What messages name.

    Attributes:
        url: The index, without secrets.
        product: "Elasticsearch" or "OpenSearch".
        credentials: Where credentials may come from.
    """

    url: str
    product: str
    credentials: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An error that a server answered with.

    Attributes:
        status: The HTTP status, of the whole answer or of one item in it.
        type: The server's name for it: "index_not_found_exception"; empty if it gave none.
        reason: What it says.
        retry_after_s: Seconds that it asked to wait.
        permanent: Whether it said that trying again cannot help.
    """

    status: int
    type: str = ""
    reason: str = ""
    retry_after_s: float | None = None
    permanent: bool = False


def answer_of(status: int, body: object, retry_after: str | None = None) -> Answer:
    """The error in a JSON body, or in one item of it; *body* may be anything that a server sent."""
    error: object = body.get("error", body) if isinstance(body, Mapping) else body
    seconds = retry_after_s(retry_after)
    if not isinstance(error, Mapping):
        return Answer(status, "", shorten(str(error or ""), _MAX_REASON), seconds)
    cause = _cause(error)
    outer, inner = str(error.get("reason") or ""), str(cause.get("reason") or "")
    reasons = [outer] if inner in outer else [reason for reason in (outer, inner) if reason]
    kind = str(cause.get("type") or error.get("type") or "")
    permanent = "PERMANENT" in (error.get("durability"), cause.get("durability")) or _never_fits(inner)
    return Answer(status, kind, shorten(": ".join(reasons), _MAX_REASON), seconds, permanent)


def _cause(error: Mapping[str, Any]) -> Mapping[str, Any]:
    """What lies at the root: ``all shards failed`` says nothing by itself."""
    for _ in range(_DEEPEST):
        roots, behind = error.get("root_cause"), error.get("caused_by")
        if isinstance(roots, list) and roots and isinstance(roots[0], Mapping):
            return roots[0]
        if not isinstance(behind, Mapping) or not behind:
            break
        error = behind
    return error


def _never_fits(reason: str) -> bool:
    """Whether one operation alone is above what the server holds of operations in flight; it says 429 all the same."""
    match = _TOO_LARGE_ALONE.search(reason)
    return match is not None and int(match[1]) > int(match[2])


def failed(answer: Answer, place: Place) -> Failure:
    """The failure that an answer is."""
    said = f"{place.url}: {place.product} answered {answer.status}" + (f" {answer.type}" if answer.type else "")
    said += f": {answer.reason}" if answer.reason else ""
    known = _by_reason(answer, place, said) or _by_status(answer, place, said)
    return known or Failure(BackendError(said))


def _by_reason(answer: Answer, place: Place, said: str) -> Failure | None:
    kind, reason = answer.type, answer.reason
    if kind == "index_not_found_exception" or (answer.status == 404 and "alias" in reason and "missing" in reason):
        return Failure(IndexNotFound(f"{place.url}: there is no such index; add documents first, or create it"))
    if kind == "resource_already_exists_exception" or "more than one write index" in reason:
        return Failure(IndexExists(f"{place.url}: the index is there already"))
    if kind in ("invalid_alias_name_exception", "invalid_index_name_exception") and "same name" in reason:
        return Failure(NotAnIndex(foreign(place)))
    if kind in _STARTING:
        return Failure(BackendUnavailable(said), retryable=True)
    if kind == "cluster_block_exception" or "cluster_block_exception" in reason:
        return _blocked(place, reason, said)
    if "maxClauseCount" in reason or kind.startswith("too_many") or "nested depth" in reason:
        return Failure(
            Unsupported(f"{said}. The filter and the query have too many conditions for this server; is_in joins many")
        )
    if "total fields" in reason:
        return Failure(
            BackendError(
                f"{reason}. Each metadata path takes a field; use fewer paths, or raise the setting "
                "index.mapping.total_fields.limit of the index"
            )
        )
    if kind == "media_type_header_exception":
        return Failure(WrongServer(said))
    return None


def _blocked(place: Place, reason: str, said: str) -> Failure | None:
    if "flood-stage" in reason or "allow delete" in reason:
        return Failure(
            StorageFull(
                f"{place.url}: a disk of the server is nearly full, so the index is read-only; free space, then write "
                f"again ({reason})"
            )
        )
    if "read-only" in reason or "index write" in reason:
        return Failure(
            PermissionDenied(
                f"{place.url}: the index is set read-only; set index.blocks.write and index.blocks.read_only to false "
                f"to write again ({reason})"
            )
        )
    if "state not recovered" in reason or "no master" in reason:
        return Failure(BackendUnavailable(said), retryable=True)
    return None


def _by_status(answer: Answer, place: Place, said: str) -> Failure | None:
    if answer.status in (401, 403):
        return Failure(PermissionDenied(f"{said}. Credentials come from {place.credentials}"))
    if answer.status == 413 or (answer.permanent and answer.status == 429):
        return Failure(RequestTooLarge(f"{said}. That is more than the server takes at once; split a long text"))
    if answer.status in OVERLOADED:
        sent = answer.status != 429  # which is refused before anything is done
        return Failure(BackendUnavailable(said), retryable=True, sent=sent, retry_after_s=answer.retry_after_s)
    if answer.status == 507:
        return Failure(StorageFull(said))
    return None


def foreign(place: Place) -> str:
    """What is said of an index that somebody else made."""
    return (
        f"{place.url}: there is an index of this name that something else made; choose another name, or search it "
        "read-only with fields=Fields(…)"
    )


def refused(place: Place, reason: str) -> Failure:
    """Nobody listens there, or the name is not known: nothing was sent."""
    error = BackendUnavailable(f"{place.url}: no connection to {place.product}: {shorten(reason, _MAX_REASON)}")
    return Failure(error, retryable=True, sent=False)


def lost(place: Place, reason: str) -> Failure:
    """The connection ended before the answer was there."""
    return Failure(
        BackendUnavailable(f"{place.url}: the connection was lost: {shorten(reason, _MAX_REASON)}"), retryable=True
    )


def timed_out(place: Place) -> Failure:
    """No answer in time."""
    error = BackendUnavailable(f"{place.url}: {place.product} did not answer in time; allow more with timeout_s=")
    return Failure(error, retryable=True)


def untrusted(place: Place, reason: str) -> Failure:
    """The TLS handshake failed."""
    return Failure(
        BackendError(
            f"{place.url}: no trusted connection: {shorten(reason, _MAX_REASON)}. Pass the file of the certificate "
            "authority as ca_certs=; verify_certs=False accepts any certificate, and so anybody on the way"
        ),
        sent=False,
    )


def another_product(place: Place) -> Failure:
    """Something answers, and it is not the product."""
    return Failure(
        WrongServer(
            f"{place.url}: what answers is not {place.product}; check host and port, and the scheme before '://'"
        )
    )
