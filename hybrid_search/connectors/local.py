"""What connectors with a client in this process share: each operation is one call of the same name."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any, Self

from hybrid_search.connectors import generations
from hybrid_search.connectors.access import Access
from hybrid_search.connectors.base import Candidate, IndexSpec, LegQuery, NativeRanking, Row, WriteReport
from hybrid_search.connectors.native import in_place_of
from hybrid_search.connectors.steps import Call, Operation
from hybrid_search.connectors.url import Target
from hybrid_search.errors import IndexNotFound, InvalidInput, Unsupported
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
    """The operations of :class:`hybrid_search.connectors.base.Connector` over a client with the same methods.

    Args:
        url: Where the index is.
        owned: Whether *close* closes the client.
    """

    local = True
    attached = False

    def __init__(self, url: str, *, owned: bool) -> None:
        self.url = url
        self._owned = owned
        self._number: int | None = None
        self._found: int | None = None

    @property
    def pinned(self) -> int | None:
        return self._found if self._number is None else self._number

    def timed(self, call: Call, seconds: float) -> Call:  # noqa: ARG002  # a call in this process has no time-out
        return call

    def exists(self) -> Operation[bool]:
        found: bool = yield _call(self.pinned, "exists", {})
        if not found and self._found is not None:
            self._found = None
            found = yield Call("exists")
        return found

    def create(self, spec: IndexSpec) -> Operation[None]:
        self._found = None
        yield _call(self._number, "create", {"spec": spec})

    def drop(self) -> Operation[bool]:
        self._found = None
        existed: bool = yield _call(self._number, "drop", {})
        return existed

    def at(self, number: int) -> Self:
        one = copy.copy(self)
        one._number, one._found, one._owned = generations.checked(number, self.url), None, False
        return one

    def resolve(self) -> Operation[int | None]:
        if self._number is not None:
            there: bool = yield _call(self._number, "exists", {})
            return self._number if there else None
        self._found = yield Call("live")
        return self._found

    def generation(self) -> Operation[int]:
        number: int | None = yield Call("live")
        if number is None:
            raise IndexNotFound(f"{self.url}: there is no index yet; add documents first, or open it with create=True")
        return number

    def generations(self) -> Operation[list[int]]:
        numbers: list[int] = yield Call("generations")
        return numbers

    def point_to(self, number: int) -> Operation[None]:
        yield Call("point_to", {"number": generations.checked(number, self.url)})

    def upsert(self, rows: Sequence[Row]) -> Operation[WriteReport]:
        report: WriteReport = yield from self._run("upsert", rows=rows)
        return report

    def settle(self) -> Operation[None]:
        yield from ()  # what is written here is found at once

    def delete(self, ids: Sequence[str]) -> Operation[int]:
        deleted: int = yield from self._run("delete", ids=ids)
        return deleted

    def delete_where(self, where: Filter) -> Operation[int]:
        deleted: int = yield from self._run("delete_where", where=where)
        return deleted

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> Operation[dict[str, Row]]:
        rows: dict[str, Row] = yield from self._run("fetch", ids=ids, vectors=vectors)
        return rows

    def hashes(self, ids: Sequence[str]) -> Operation[dict[str, str]]:
        hashes: dict[str, str] = yield from self._run("hashes", ids=ids)
        return hashes

    def scan(self, after: str | None, limit: int, *, vectors: bool = False) -> Operation[tuple[list[Row], str | None]]:
        page: tuple[list[Row], str | None] = yield from self._run("scan", after=after, limit=limit, vectors=vectors)
        return page

    def search(self, queries: Sequence[LegQuery]) -> Operation[list[list[Candidate]]]:
        legs: list[list[Candidate]] = yield from self._run("search", queries=queries)
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
        count: int = yield from self._run("count", where=where)
        return count

    def optimize(self) -> Operation[None]:
        yield from self._run("optimize")

    def facts(self) -> Operation[Mapping[str, Any]]:
        facts: Mapping[str, Any] = yield from self._run("facts")
        return facts

    def put_record(self, key: str, value: bytes) -> Operation[None]:
        yield from self._run("put_record", key=key, value=value)

    def get_record(self, key: str) -> Operation[bytes | None]:
        record: bytes | None = yield from self._run("get_record", key=key)
        return record

    def list_records(self, prefix: str) -> Operation[list[str]]:
        keys: list[str] = yield from self._run("list_records", prefix=prefix)
        return keys

    def delete_record(self, key: str) -> Operation[None]:
        yield from self._run("delete_record", key=key)

    def close(self) -> Operation[None]:
        if self._owned:
            yield Call("close")

    def _run(self, method: str, /, **arguments: Any) -> Operation[Any]:
        """Call a method on the pinned generation; the name is looked up if none is pinned."""
        number = self.pinned
        if number is None:
            number = yield from self.resolve()
        try:
            return (yield _call(number, method, arguments))
        except IndexNotFound:
            self._found = None
            raise


def _call(number: int | None, method: str, arguments: Mapping[str, Any]) -> Call:
    if number is None:
        return Call(method, arguments)
    return Call("on", {"number": number, "method": method, "arguments": arguments})
