"""The routes of Qdrant's REST API that the connector uses, over the client's local mode.

Refusals are worded as qdrant 1.19 words them.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from qdrant_client import QdrantClient, models

from hybrid_search.connectors.qdrant.payload_indexes import fields_of


class Refusal(Exception):
    """An answer with another status than 200."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Rest:
    """The server's state.

    Attributes:
        version: What it says.
        strict: Whether it refuses filters on paths without a payload index.
        poison: A document id; a request with it is refused as a whole.
        most_indexes: Payload indexes of a collection at most.
        indexes: Kinds of the payload indexes of each collection, by their paths.
    """

    def __init__(self) -> None:
        self.version = "1.19.0"
        self.title = "qdrant - vector search engine"
        self.strict = False
        self.poison: str | None = None
        self.most_indexes = 1000
        self.indexes: dict[str, dict[str, str]] = {}
        self.client = QdrantClient(":memory:")
        self._lock = threading.Lock()

    def answer(self, method: str, path: str, body: Any) -> Any:
        """The result of a request.

        Raises:
            Refusal: if there is none.
        """
        for verb, pattern, route in _ROUTES:
            match = re.fullmatch(pattern, path)
            if verb == method and match is not None:
                with self._lock:
                    return _plain(self._tried(route, match.groupdict(), body))
        raise Refusal(404, "")

    def _tried(self, route: Callable[..., Any], names: Mapping[str, str], body: Any) -> Any:
        try:
            return route(self, **names, body=body)
        except ValidationError as error:
            raise Refusal(400, f"Format error in JSON body: {error}") from error
        except ValueError as error:
            said = str(error)
            if said.endswith("not found"):
                name = said.split()[1]
                raise Refusal(404, f"Not found: Collection `{name}` doesn't exist!") from error
            if said.endswith("already exists"):
                raise Refusal(409, f"Wrong input: Collection `{said.split()[1]}` already exists!") from error
            raise Refusal(400, f"Wrong input: {said}") from error

    def info(self, body: Any) -> Any:
        return {"title": self.title, "version": self.version, "commit": "abc"}

    def collections(self, body: Any) -> Any:
        return self.client.get_collections()

    def aliases(self, body: Any) -> Any:
        return self.client.get_aliases()

    def change_aliases(self, body: Any) -> Any:
        return self.client.update_collection_aliases(models.ChangeAliasesOperation(**body).actions)

    def collection(self, name: str, body: Any) -> Any:
        info = self.client.get_collection(name).model_dump(mode="json")
        info["payload_schema"] = {
            field: {"data_type": kind, "points": 0} for field, kind in self.indexes.get(self._real(name), {}).items()
        }
        info["config"]["strict_mode_config"] = {"enabled": self.strict, "unindexed_filtering_retrieve": not self.strict}
        return info

    def create(self, name: str, body: Any) -> Any:
        made = models.CreateCollection(**body)
        done = self.client.create_collection(name, made.vectors, made.sparse_vectors)
        self.indexes[name] = {}
        return done

    def delete(self, name: str, body: Any) -> Any:
        return self.client.delete_collection(name)

    def update(self, name: str, body: Any) -> Any:
        return True

    def index(self, name: str, body: Any) -> Any:
        self.client.get_collection(name)
        made = self.indexes[self._real(name)]
        if len(made) >= self.most_indexes:
            raise Refusal(400, "Bad request: Collection already has the maximum number of payload indices")
        made[body["field_name"]] = body["field_schema"]
        return {"operation_id": 1, "status": "completed"}

    def upsert(self, name: str, body: Any) -> Any:
        if any(self.poison is not None and point["payload"].get("id") == self.poison for point in body["points"]):
            raise Refusal(422, "Validation error in JSON body: [points[0].vector: must not be poisoned]")
        return self.client.upsert(name, [models.PointStruct(**point) for point in body["points"]])

    def delete_points(self, name: str, body: Any) -> Any:
        return self.client.delete(name, models.PointIdsList(**body))

    def retrieve(self, name: str, body: Any) -> Any:
        return self.client.retrieve(name, body["ids"], body.get("with_payload", True), body.get("with_vector", False))

    def scroll(self, name: str, body: Any) -> Any:
        asked = models.ScrollRequest(**body)
        points, following = self.client.scroll(
            name,
            self._checked(name, asked.filter),
            asked.limit or 10,
            offset=asked.offset,
            with_payload=asked.with_payload if asked.with_payload is not None else True,
            with_vectors=asked.with_vector or False,
        )
        return {"points": _plain(points), "next_page_offset": following}

    def count(self, name: str, body: Any) -> Any:
        asked = models.CountRequest(**body)
        return self.client.count(name, self._checked(name, asked.filter), exact=True)

    def query(self, name: str, body: Any) -> Any:
        asked = models.QueryRequest(**body)
        for part in asked.prefetch if isinstance(asked.prefetch, list) else []:
            self._checked(name, part.filter)
            part.params = None  # local mode warns of parameters
        return self.client.query_points(
            name,
            query=asked.query,
            using=asked.using,
            prefetch=asked.prefetch,
            query_filter=self._checked(name, asked.filter),
            limit=asked.limit or 10,
            with_payload=asked.with_payload or False,
        )

    def query_batch(self, name: str, body: Any) -> Any:
        return [_plain(self.query(name, one)) for one in body["searches"]]

    def _checked(self, name: str, where: models.Filter | None) -> models.Filter | None:
        if self.strict and where is not None:
            present = self.indexes[self._real(name)]
            for field in fields_of(where.model_dump(exclude_none=True)):
                if field not in present:
                    raise Refusal(
                        400,
                        f'Bad request: Index required but not found for "{field}" of one of the following types: '
                        "[keyword]. Help: Create an index for this key or use a different filter.",
                    )
        return where

    def _real(self, name: str) -> str:
        aliases = {one.alias_name: one.collection_name for one in self.client.get_aliases().aliases}
        return aliases.get(name, name)


def _plain(result: Any) -> Any:
    if isinstance(result, BaseModel):
        return result.model_dump(mode="json")
    return [_plain(one) for one in result] if isinstance(result, list) else result


_POINTS = r"/collections/(?P<name>[^/]+)/points"
_ROUTES: list[tuple[str, str, Callable[..., Any]]] = [
    ("GET", r"/", Rest.info),
    ("GET", r"/collections", Rest.collections),
    ("GET", r"/aliases", Rest.aliases),
    ("POST", r"/collections/aliases", Rest.change_aliases),
    ("GET", r"/collections/(?P<name>[^/]+)", Rest.collection),
    ("PUT", r"/collections/(?P<name>[^/]+)", Rest.create),
    ("PATCH", r"/collections/(?P<name>[^/]+)", Rest.update),
    ("DELETE", r"/collections/(?P<name>[^/]+)", Rest.delete),
    ("PUT", r"/collections/(?P<name>[^/]+)/index", Rest.index),
    ("PUT", _POINTS, Rest.upsert),
    ("POST", _POINTS, Rest.retrieve),
    ("POST", _POINTS + "/delete", Rest.delete_points),
    ("POST", _POINTS + "/scroll", Rest.scroll),
    ("POST", _POINTS + "/count", Rest.count),
    ("POST", _POINTS + "/query", Rest.query),
    ("POST", _POINTS + "/query/batch", Rest.query_batch),
]
