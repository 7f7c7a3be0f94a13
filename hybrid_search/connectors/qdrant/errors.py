"""Error mapping: what the client raises, in the library's terms."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import grpc
import httpx
from pydantic import ValidationError
from qdrant_client.common.client_exceptions import QdrantException, ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from hybrid_search.connectors.base import Failure
from hybrid_search.connectors.qdrant import answers
from hybrid_search.connectors.retry_after import retry_after_s
from hybrid_search.connectors.steps import Call
from hybrid_search.errors import (
    BackendError,
    BackendUnavailable,
    HybridSearchError,
    IndexClosed,
    IndexExists,
    IndexNotFound,
    Unsupported,
    WrongServer,
)

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_CUT = (ssl.SSLEOFError, ssl.SSLZeroReturnError)  # the connection ended, whoever the server is


@dataclass(frozen=True, slots=True)
class Errors:
    """The errors of one index.

    Attributes:
        url: Where it is, with any password masked.
        keyed: Whether any credentials are sent.
    """

    url: str
    keyed: bool

    def failure(self, error: Exception, call: Call) -> Failure | None:
        """The failure behind *error*; None for the library's own errors and for bugs."""
        match error:
            case HybridSearchError():
                return None
            case UnexpectedResponse():
                reason, ours = answers.read(error.content)
                return self._answer(answers.Answer(error.status_code or 0, reason, ours), call, _waits(error))
            case ResourceExhaustedResponse():
                return self._answer(answers.Answer(429, str(error), True), call, float(error.retry_after_s))
            case QdrantException():  # a Retry-After that the client cannot read
                return self._answer(answers.Answer(429, str(error), True), call, None)
            case grpc.RpcError():
                return self._answer(answers.of_grpc(error), call, answers.grpc_wait(error))
            case ResponseHandlingException():
                return self._transport(error.source, call)
            case json.JSONDecodeError() | UnicodeDecodeError():
                return Failure(self._stranger("its answer is not JSON"))
            case AssertionError() if "returned None" in str(error):
                return Failure(self._stranger("its answer has no result"))
            case ValueError() | RuntimeError() | NotImplementedError():
                return self._local(error, call)
            case _:
                return None

    def _answer(self, answer: answers.Answer, call: Call, wait_s: float | None) -> Failure:
        return answers.failure(answer, self.url, call.method, keyed=self.keyed, wait_s=wait_s)

    def _transport(self, error: Exception, call: Call) -> Failure | None:
        kind = type(error).__name__
        if isinstance(error, ValidationError):
            return Failure(self._stranger(f"the client cannot read its answer to {call.method}"))
        if any(isinstance(cause, ssl.SSLError) and not isinstance(cause, _CUT) for cause in _causes(error)):
            return Failure(
                BackendError(
                    f"{self.url}: no secure connection: {error}; pass ca_certs= for a certificate of your own "
                    "authority, or verify_certs=False to trust anybody; if the server has no TLS, write qdrant+http://"
                )
            )
        if isinstance(error, httpx.TransportError) and not isinstance(
            error, httpx.UnsupportedProtocol | httpx.LocalProtocolError
        ):
            detail = f" ({error})" if str(error) else ""
            return Failure(
                BackendUnavailable(f"{self.url}: {call.method} got no answer: {kind}{detail}"),
                retryable=True,
                sent=not isinstance(error, _NOT_SENT),
            )
        if isinstance(error, RuntimeError) and "closed" in str(error):
            return Failure(IndexClosed(f"{self.url}: the client was closed; pass one that is open"))
        return Failure(BackendError(f"{self.url}: {call.method} could not be sent: {kind}: {error}"))

    def _local(self, error: Exception, call: Call) -> Failure | None:
        """What the client's local mode raises: plain errors, told apart by their messages."""
        said = str(error)
        if isinstance(error, NotImplementedError):
            return Failure(Unsupported(f"{self.url}: the client's local mode has no {call.method}: {said}"))
        if isinstance(error, RuntimeError):
            closed = "closed" in said
            return Failure(IndexClosed(f"{self.url}: the client was closed; pass one that is open")) if closed else None
        if said.startswith("Collection ") and said.endswith("not found"):
            return Failure(IndexNotFound(answers.not_found(self.url)))
        if said.endswith("already exists"):
            return Failure(IndexExists(answers.exists(self.url)))
        return Failure(answers.Refused(f"{self.url}: the client's local mode refused {call.method}: {said}"))

    def _stranger(self, what: str) -> WrongServer:
        return WrongServer(answers.not_qdrant(self.url, what))


def _waits(error: UnexpectedResponse) -> float | None:
    return retry_after_s(error.headers.get("Retry-After")) if error.headers else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__
