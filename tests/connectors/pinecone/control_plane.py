"""The control plane: making, describing and deleting indexes."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.connectors.pinecone.api_error import ApiError
from tests.connectors.pinecone.store import Lag, StoredIndex

_DEPLOYMENT = {"deployment_type": "managed", "cloud": "aws", "region": "us-east-1", "environment": "test"}
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?")


@dataclass
class Project:
    """The indexes of one project.

    Attributes:
        lag: Of every index made from now on.
        ready_after: Descriptions after which a new index is ready.
        gone_after: Descriptions that still find an index that is being deleted.
    """

    lag: Lag = field(default_factory=Lag)
    ready_after: int = 0
    gone_after: int = 0
    indexes: dict[str, StoredIndex] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def create(self, body: Mapping[str, Any]) -> StoredIndex:
        name, fields = body.get("name"), body.get("schema", {}).get("fields", {})
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ApiError(400, "Name must consist of lower case alphanumeric characters or '-'")
        if not fields or set(fields) - {"_values", "_sparse_values"}:
            raise ApiError(400, "Only the reserved fields of the vectors API are followed here")
        dense = fields.get("_values")
        index = StoredIndex(
            name=name,
            dims=None if dense is None else dense["dimension"],
            metric="dotproduct" if dense is None else dense["metric"],
            sparse="_sparse_values" in fields,
            schema=dict(body["schema"]),
            deployment=dict(body.get("deployment") or {}),
            tags=dict(body.get("tags") or {}),
            ready_after=self.ready_after,
            lag=self.lag,
        )
        if index.dims is not None and not 1 <= index.dims <= 20_000:
            raise ApiError(400, "dimension must be between 1 and 20000")
        with self._lock:
            if name in self.indexes:
                raise ApiError(409, "Resource already exists")
            self.indexes[name] = index
        return index

    def describe(self, name: str) -> StoredIndex:
        with self._lock:
            index = self._find(name)
            index.ready_after = max(0, index.ready_after - 1)
            if index.terminating is not None:
                index.terminating -= 1
                if index.terminating < 0:
                    del self.indexes[name]
                    raise _missing(name)
            return index

    def delete(self, name: str) -> None:
        with self._lock:
            self._find(name).terminating = self.gone_after
            if not self.gone_after:
                del self.indexes[name]

    def open(self, name: str) -> StoredIndex:
        """The index for a request of the data plane."""
        with self._lock:
            index = self._find(name)
            if index.terminating is not None:
                raise _missing(name)
            return index

    def _find(self, name: str) -> StoredIndex:
        if name not in self.indexes:
            raise _missing(name)
        return self.indexes[name]


def shown(index: StoredIndex, origin: str) -> dict[str, Any]:
    """The description of an index."""
    ready = not index.ready_after and index.terminating is None
    state = "Terminating" if index.terminating is not None else "Ready" if ready else "Initializing"
    return {
        "name": index.name,
        "host": f"{origin}/index/{index.name}",
        "schema": index.schema,
        "deployment": _DEPLOYMENT | index.deployment,
        "deletion_protection": "disabled",
        "status": {"ready": ready, "state": state},
        "tags": index.tags or None,
    }


def _missing(name: str) -> ApiError:
    return ApiError(404, f"Resource {name} not found")
