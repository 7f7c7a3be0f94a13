"""OpenTelemetry spans: what was done and how long it took, never what was searched for, found or stored.

Without opentelemetry-api (extra ``otel``) a span is nothing. With it, spans go to the application's tracer provider,
whenever that is set; this module keeps nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Protocol, Self
from urllib.parse import urlsplit

from hybrid_search._version import __version__

if TYPE_CHECKING:
    from contextvars import Token
    from types import ModuleType

    from opentelemetry.context import Context
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import Tracer

Attribute = str | bool | int | float
_SCOPE = "hybrid_search"


class Place(Protocol):
    """Where a span's work is done: a connector."""

    @property
    def url(self) -> str:
        """With any password masked."""
        ...

    @property
    def local(self) -> bool:
        """Whether it is in this process."""
        ...


class Span:
    """What is timed from entering to leaving, also around the steps of a generator; nothing where nobody traces."""

    __slots__ = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        pass

    def set(self, **attributes: Attribute | None) -> None:
        """Set attributes ``hybrid_search.NAME``; None sets nothing."""


class Traced(Span):
    """One that the application's tracer provider gets."""

    __slots__ = ("_attributes", "_client", "_current", "_name", "_span", "_token", "_tracer")

    def __init__(
        self, tracer: Tracer, name: str, attributes: Mapping[str, Attribute], *, client: bool, current: bool
    ) -> None:
        self._tracer, self._name, self._attributes = tracer, name, attributes
        self._client, self._current = client, current
        self._token: Token[Context] | None = None

    def __enter__(self) -> Self:
        from opentelemetry import context, trace  # noqa: PLC0415  # optional, and here it is installed

        kind = trace.SpanKind.CLIENT if self._client else trace.SpanKind.INTERNAL
        self._span: OtelSpan = self._tracer.start_span(self._name, kind=kind, attributes=self._attributes)
        if self._current and self._span.get_span_context().is_valid:
            self._token = context.attach(trace.set_span_in_context(self._span))
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._detach()
        if isinstance(error, Exception):
            self._fail(error)
        elif error is not None:  # GeneratorExit: the caller gave up
            self.set(cancelled=True)
        self._span.end()

    def set(self, **attributes: Attribute | None) -> None:
        if self._span.is_recording():
            self._span.set_attributes(_ours(attributes))

    def _fail(self, error: Exception) -> None:
        from opentelemetry.trace import StatusCode  # noqa: PLC0415  # as above

        kind = type(error)
        name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
        self._span.set_attribute("error.type", name)
        self._span.set_status(StatusCode.ERROR)  # no message, no event: what an error says may quote a document

    def _detach(self) -> None:
        from opentelemetry import context, trace  # noqa: PLC0415  # as above

        # A generator that nobody ran to its end is closed by the garbage collector, in whatever context that runs.
        if self._token is not None and trace.get_current_span() is self._span:
            context.detach(self._token)


_UNTRACED = Span()


def span(
    name: str,
    at: Place | None = None,
    operation: str | None = None,
    *,
    current: bool = True,
    **attributes: Attribute | None,
) -> Span:
    """A context manager: the span ``hybrid_search.NAME``, whose parent is the current one.

    An exception that leaves it sets the status to error and ``error.type``; its message is left out, since it may hold
    what users wrote.

    Args:
        name: Of few different values.
        at: Where it is done: gives ``db.system.name``, ``db.collection.name``, ``server.address``, ``server.port``.
        operation: ``db.operation.name``; the kind is then CLIENT, unless *at* is in this process.
        current: Whether spans that are started inside become its children.
        attributes: ``hybrid_search.KEYWORD``; None sets nothing. Never anything that users wrote.
    """
    tracer = _tracer()
    if tracer is None:
        return _UNTRACED
    all_attributes = _ours(attributes)
    if at is not None:
        all_attributes |= _database(at.url)
    if operation is not None:
        all_attributes["db.operation.name"] = operation
    client = operation is not None and at is not None and not at.local
    return Traced(tracer, f"{_SCOPE}.{name}", all_attributes, client=client, current=current)


def _tracer() -> Tracer | None:
    """The tracer; None without the package, and as long as the application has set no provider."""
    api = _api()
    if api is None or isinstance(api.get_tracer_provider(), api.ProxyTracerProvider):
        return None
    return _tracer_of(api)


@cache
def _api() -> ModuleType | None:
    try:
        from opentelemetry import trace  # noqa: PLC0415  # optional, and not on import
    except ImportError:
        return None
    return trace


@cache
def _tracer_of(api: ModuleType) -> Tracer:
    tracer: Tracer = api.get_tracer(_SCOPE, __version__)
    return tracer


def _ours(attributes: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    return {f"{_SCOPE}.{name}": value for name, value in attributes.items() if value is not None}


@lru_cache(maxsize=64)
def _database(url: str) -> Mapping[str, Attribute]:
    """Attributes by the semantic conventions for database spans, https://opentelemetry.io/docs/specs/semconv/db/."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return {"db.system.name": "qdrant-edge", "db.collection.name": PurePath(url).name}
    authority, _, name = rest.rpartition("/")
    found: dict[str, Attribute] = {"db.system.name": scheme.partition("+")[0], "db.collection.name": name}
    with suppress(ValueError):  # the URL of somebody else's connector
        server = urlsplit(f"//{authority}")
        if server.hostname:
            found["server.address"] = server.hostname
        if server.port:
            found["server.port"] = server.port
    return found
