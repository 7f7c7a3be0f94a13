"""The client's HTTP connections, which also say how long a busy server asked to wait."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from opensearchpy import TransportError, Urllib3HttpConnection

BUSY = frozenset({408, 429, 502, 503, 504})
"""HTTP statuses by which a server, or a proxy before it, says that it may answer later."""

RETRY_AFTER = "retry_after"
"""Name of the attribute that an exception gets: the header's text."""


class Raising:
    """What both connections do with an answer that is an error: raise it."""

    def log_request_fail(self, *_: Any, **__: Any) -> None:
        """Nothing: what fails is raised, and a warning of the client for each missing index would say no more."""

    def _raise_error(self, status_code: int, raw_data: Any, content_type: str | None = None) -> None:
        try:
            super()._raise_error(status_code, raw_data, content_type)  # type: ignore[misc]  # of the client's class
        except AttributeError:  # it takes every JSON for an object
            raise TransportError(status_code, raw_data, None) from None


class Connection(Raising, Urllib3HttpConnection):
    """The synchronous connection. The client's exceptions have no headers, so Retry-After is added to them here."""

    def perform_request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        timeout: float | None = None,
        ignore: Collection[int] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The status, the headers and the text of the answer."""
        answer = super().perform_request(
            method, url, params, body, timeout=timeout, ignore=BUSY.union(ignore), headers=headers
        )
        check(self, answer, ignore)
        return answer


def check(connection: Any, answer: tuple[int, Mapping[str, str], str], ignore: Collection[int]) -> None:
    """Raise the client's exception for the answer of a busy server.

    Args:
        connection: Which makes the exception.
        answer: The status, the headers and the text.
        ignore: Statuses that the caller wants to see as answers.

    Raises:
        TransportError: with the header's text as its attribute *retry_after*.
    """
    status, headers, text = answer
    if status not in BUSY or status in ignore:
        return
    try:
        connection._raise_error(status, text, headers.get("content-type"))  # it never returns
    except TransportError as error:
        setattr(error, RETRY_AFTER, headers.get("retry-after"))
        raise
