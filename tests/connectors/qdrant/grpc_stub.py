"""Qdrant's gRPC services, as far as the connector calls them, over the client's local mode."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc
from qdrant_client import QdrantClient, models
from qdrant_client import grpc as proto
from qdrant_client.conversions.conversion import GrpcToRest, RestToGrpc


class Server(proto.QdrantServicer):
    def HealthCheck(self, request: Any, context: Any) -> Any:
        return proto.HealthCheckReply(title="qdrant - vector search engine", version="1.19.0")


class Collections(proto.CollectionsServicer):
    def __init__(self, client: QdrantClient) -> None:
        self.client = client

    def Get(self, request: Any, context: Any) -> Any:
        if not self.client.collection_exists(request.collection_name):
            context.abort(
                grpc.StatusCode.NOT_FOUND, f"Not found: Collection `{request.collection_name}` doesn't exist!"
            )
        info = RestToGrpc.convert_collection_info(self.client.get_collection(request.collection_name))
        return proto.GetCollectionInfoResponse(result=info)

    def Create(self, request: Any, context: Any) -> Any:
        vectors = GrpcToRest.convert_vectors_config(request.vectors_config)
        sparse = {
            name: GrpcToRest.convert_sparse_vector_params(params)
            for name, params in request.sparse_vectors_config.map.items()
        }
        self.client.create_collection(request.collection_name, vectors, sparse)
        return proto.CollectionOperationResponse(result=True)

    def Delete(self, request: Any, context: Any) -> Any:
        return proto.CollectionOperationResponse(result=self.client.delete_collection(request.collection_name))

    def UpdateAliases(self, request: Any, context: Any) -> Any:
        done = self.client.update_collection_aliases(list(map(GrpcToRest.convert_alias_operations, request.actions)))
        return proto.CollectionOperationResponse(result=done)

    def List(self, request: Any, context: Any) -> Any:
        names = [proto.CollectionDescription(name=one.name) for one in self.client.get_collections().collections]
        return proto.ListCollectionsResponse(collections=names)

    def ListAliases(self, request: Any, context: Any) -> Any:
        aliases = [
            proto.AliasDescription(alias_name=one.alias_name, collection_name=one.collection_name)
            for one in self.client.get_aliases().aliases
        ]
        return proto.ListAliasesResponse(aliases=aliases)


class Points(proto.PointsServicer):
    def __init__(self, client: QdrantClient) -> None:
        self.client = client

    def Upsert(self, request: Any, context: Any) -> Any:
        points = [GrpcToRest.convert_point_struct(point) for point in request.points]
        if any((point.payload or {}).get("id") == "poisoned" for point in points):
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "Wrong input: poisoned")
        self.client.upsert(request.collection_name, points)
        return _applied()

    def Delete(self, request: Any, context: Any) -> Any:
        self.client.delete(request.collection_name, GrpcToRest.convert_points_selector(request.points))
        return _applied()

    def CreateFieldIndex(self, request: Any, context: Any) -> Any:
        return _applied()

    def Get(self, request: Any, context: Any) -> Any:
        ids = [GrpcToRest.convert_point_id(id) for id in request.ids]
        found = self.client.retrieve(request.collection_name, ids, **_selected(request))
        return proto.GetResponse(result=list(map(_record, found)))

    def Scroll(self, request: Any, context: Any) -> Any:
        offset = GrpcToRest.convert_point_id(request.offset) if request.HasField("offset") else None
        where = GrpcToRest.convert_filter(request.filter) if request.HasField("filter") else None
        found, following = self.client.scroll(
            request.collection_name, where, request.limit, offset=offset, **_selected(request)
        )
        page = None if following is None else RestToGrpc.convert_extended_point_id(following)
        return proto.ScrollResponse(next_page_offset=page, result=list(map(_record, found)))

    def Count(self, request: Any, context: Any) -> Any:
        where = GrpcToRest.convert_filter(request.filter) if request.HasField("filter") else None
        counted = self.client.count(request.collection_name, where)
        return proto.CountResponse(result=proto.CountResult(count=counted.count))

    def Query(self, request: Any, context: Any) -> Any:
        return proto.QueryResponse(result=self._found(request))

    def QueryBatch(self, request: Any, context: Any) -> Any:
        return proto.QueryBatchResponse(
            result=[proto.BatchResult(result=self._found(one)) for one in request.query_points]
        )

    def _found(self, request: Any) -> list[Any]:
        asked = GrpcToRest.convert_query_points(request)
        prefetch: Any = asked.prefetch
        for part in prefetch or []:
            part.params = None  # local mode warns of parameters
        found = self.client.query_points(
            request.collection_name,
            query=asked.query,
            using=asked.using,
            prefetch=prefetch,
            query_filter=asked.filter,
            limit=asked.limit or 10,
            with_payload=asked.with_payload or False,
        )
        return list(map(RestToGrpc.convert_scored_point, found.points))


@contextmanager
def serving_grpc() -> Iterator[int]:
    """Serve until the block ends; the port."""
    client = QdrantClient(":memory:")
    server = grpc.server(futures.ThreadPoolExecutor(1))  # local mode is not safe for several
    services: list[tuple[Callable[[Any, Any], None], Any]] = [
        (proto.add_QdrantServicer_to_server, Server()),
        (proto.add_CollectionsServicer_to_server, Collections(client)),
        (proto.add_PointsServicer_to_server, Points(client)),
    ]
    for add, service in services:
        add(service, server)
    port: int = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(None).wait()


def _applied() -> Any:
    return proto.PointsOperationResponse(result=proto.UpdateResult(operation_id=1, status=proto.UpdateStatus.Completed))


def _record(record: models.Record) -> Any:
    return RestToGrpc.convert_record(record.model_copy(update={"payload": record.payload or {}}))


def _selected(request: Any) -> dict[str, Any]:
    return {
        "with_payload": GrpcToRest.convert_with_payload_selector(request.with_payload),
        "with_vectors": GrpcToRest.convert_with_vectors_selector(request.with_vectors),
    }
