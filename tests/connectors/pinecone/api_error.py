"""Errors as Pinecone answers them."""

from __future__ import annotations

from typing import Any

_CODES = {400: 3, 404: 5, 409: 6, 429: 8, 403: 7, 401: 16, 503: 14}
"""HTTP status to the gRPC code that data-plane errors carry."""
_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    422: "UNPROCESSABLE_ENTITY",
}


class ApiError(Exception):
    """What a request is refused with."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    def body(self, *, control: bool) -> dict[str, Any]:
        """The body: control plane and data plane have one of their own each."""
        return error_body(self.status, self.message, control=control)


def error_body(status: int, message: str, *, control: bool) -> dict[str, Any]:
    """The body of an error of either plane."""
    if control:
        return {"error": {"code": _NAMES.get(status, "UNKNOWN"), "message": message}, "status": status}
    return {"code": _CODES.get(status, 2), "message": message, "details": []}
