"""A product without a server: its operations are run by hand, and each call takes the next answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Capabilities, Failure
from hybrid_search.connectors.fields import Fields
from hybrid_search.connectors.lucene.connector import LuceneConnector
from hybrid_search.connectors.lucene.legs import DenseField, LegRequest, Query, SparseField
from hybrid_search.connectors.lucene.schema import Schema, mappings
from hybrid_search.connectors.steps import Call, Compute, Operation, Sleep
from hybrid_search.connectors.url import parse_url
from hybrid_search.types import DenseVector, SparseVector

T = TypeVar("T")
Answer = Mapping[str, Any] | Exception

MAPPING = {"notes-000001": {"mappings": mappings({"dense": {"dims": 3}, "sparse": {}}, "rows")}}


class Product(LuceneConnector):
    """Its scores are what the server says."""

    product: ClassVar[str] = "Product"
    credentials: ClassVar[str] = "api_key="
    capabilities: ClassVar[Capabilities] = Capabilities(backend="product", verified="stub")

    def __init__(self, fields: Fields | None = None) -> None:
        schema = Schema(
            settings={},
            vector_mappings=lambda spec: {},
            dense_field=lambda path, mapping: DenseField(path, mapping["dims"], "cosine"),
            sparse_field=lambda path, mapping: SparseField(path, "sparse_vector"),
        )
        super().__init__(parse_url("elasticsearch://localhost/notes"), Access(fields=fields), schema)

    def dense_leg(self, field: DenseField, vector: DenseVector, limit: int, where: Query | None) -> LegRequest:
        return LegRequest({"dense": where}, float)

    def sparse_leg(self, field: SparseField, vector: SparseVector, limit: int, where: Query | None) -> LegRequest:
        return LegRequest({"sparse": where}, float)

    def reported(self, error: Exception) -> Failure | None:
        return None


def run(operation: Operation[T], *answers: Answer, calls: list[Call] | None = None) -> T:
    """What the operation returns; its calls are appended to *calls*."""
    waiting = list(answers)
    step: Callable[[], Any] = lambda: next(operation)  # noqa: E731  # replaced after every step
    while True:
        try:
            found = step()
        except StopIteration as stop:
            result: T = stop.value
            return result
        step = _next_step(operation, found, waiting, calls if calls is not None else [])


def _next_step(operation: Operation[T], found: Any, waiting: list[Answer], calls: list[Call]) -> Callable[[], Any]:
    answer: Any = None
    if isinstance(found, Call):
        calls.append(found)
        answer = waiting.pop(0)
    elif isinstance(found, Compute):
        answer = found.function()
    else:
        assert isinstance(found, Sleep)
    if isinstance(answer, Exception):
        return lambda: operation.throw(answer)
    return lambda: operation.send(answer)
