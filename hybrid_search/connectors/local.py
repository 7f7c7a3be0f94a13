"""What connectors with a client in this process share: each operation is one call of the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery, NativeRanking, Row, WriteReport
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.url import Target
from hybrid_search.errors import InvalidInput, Unsupported
from hybrid_search.filters import Filter
from hybrid_search.types import Native


def check_local(target: Target, access: Access) -> None:
    """Refuse arguments that only servers know.

    Raises:
        InvalidInput: naming them.
    """
    if given := access.given():
        raise InvalidInput(
            f"{target} is in this process, and takes no {', '.join(f'{name}=' for name in given)}; leave it out, or "
            "write the URL of a server"
        )


class LocalConnector:
    """The operations of :class:`hybrid_search.connectors.base.Connector` over a client with the same methods."""

    local = True
    attached = False
    url: str

    def timed(self, call: Call, seconds: float) -> Call:  # noqa: ARG002  # a call in this process has no time-out
        return call

    def exists(self) -> Operation[bool]:
        found: bool = yield Call("exists")
        return found

    def create(self, spec: IndexSpec) -> Operation[None]:
        yield Call("create", {"spec": spec})

    def drop(self) -> Operation[bool]:
        existed: bool = yield Call("drop")
        return existed

    def upsert(self, rows: Sequence[Row]) -> Operation[WriteReport]:
        report: WriteReport = yield Call("upsert", {"rows": rows})
        return report

    def settle(self) -> Operation[None]:
        yield from ()  # what is written here is found at once

    def delete(self, ids: Sequence[str]) -> Operation[int]:
        deleted: int = yield Call("delete", {"ids": ids})
        return deleted

    def delete_where(self, where: Filter) -> Operation[int]:
        deleted: int = yield Call("delete_where", {"where": where})
        return deleted

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> Operation[dict[str, Row]]:
        rows: dict[str, Row] = yield Call("fetch", {"ids": ids, "vectors": vectors})
        return rows

    def hashes(self, ids: Sequence[str]) -> Operation[dict[str, str]]:
        hashes: dict[str, str] = yield Call("hashes", {"ids": ids})
        return hashes

    def scan(self, after: str | None, limit: int, *, vectors: bool = False) -> Operation[tuple[list[Row], str | None]]:
        page: tuple[list[Row], str | None] = yield Call("scan", {"after": after, "limit": limit, "vectors": vectors})
        return page

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        legs: list[list[Candidate]] = yield Call("search", {"queries": queries})
        return legs

    def native(
        self,
        legs: Sequence[LegQuery],  # noqa: ARG002  # the protocol's shape
        fusion: Native,
        limit: int,  # noqa: ARG002  # the protocol's shape
    ) -> Operation[NativeRanking]:
        yield from ()
        raise Unsupported(
            f"{self.url} has no fusion of its own, so {fusion} cannot run there; use {in_place_of(fusion)}"
        )

    def count(self, where: Filter | None) -> Operation[int]:
        count: int = yield Call("count", {"where": where})
        return count

    def optimize(self) -> Operation[None]:
        yield Call("optimize")

    def facts(self) -> Operation[Mapping[str, Any]]:
        facts: Mapping[str, Any] = yield Call("facts")
        return facts

    def put_record(self, key: str, value: bytes) -> Operation[None]:
        yield Call("put_record", {"key": key, "value": value})

    def get_record(self, key: str) -> Operation[bytes | None]:
        record: bytes | None = yield Call("get_record", {"key": key})
        return record

    def list_records(self, prefix: str) -> Operation[list[str]]:
        keys: list[str] = yield Call("list_records", {"prefix": prefix})
        return keys

    def delete_record(self, key: str) -> Operation[None]:
        yield Call("delete_record", {"key": key})

    def close(self) -> Operation[None]:
        yield Call("close")
