"""What lies behind an exception of a client: the exceptions of the HTTP libraries below it."""

from __future__ import annotations

from collections.abc import Iterator

from urllib3.exceptions import ConnectTimeoutError, NewConnectionError


def causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, as the client and its libraries chain them."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [cause for cause in (*getattr(one, "errors", ()), *one.args) if isinstance(cause, BaseException)]
        waiting += [cause for cause in (one.__cause__, one.__context__) if cause is not None]


def is_refused(cause: BaseException) -> bool:
    """Whether no connection was made; aiohttp's exceptions are known by name, since it need not be installed."""
    names = {kind.__name__ for kind in type(cause).__mro__}
    return isinstance(cause, NewConnectionError | ConnectTimeoutError | ConnectionRefusedError) or (
        "ClientConnectorError" in names or "ConnectionTimeoutError" in names
    )
