"""The data plane of one index: what each request does."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.connectors.pinecone import limits, metadata_filter
from tests.connectors.pinecone.api_error import ApiError
from tests.connectors.pinecone.store import Namespace, Stored, StoredIndex

DEFAULT = "__default__"
COMMITTED = "x-pinecone-request-lsn"
REACHED = "x-pinecone-max-indexed-lsn"


@dataclass
class Answer:
    """The body and the headers of an answer."""

    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)


def upsert(index: StoredIndex, body: Mapping[str, Any]) -> Answer:
    records = body.get("vectors") or []
    if not 1 <= len(records) <= limits.MAX_RECORDS:
        raise ApiError(400, f"An upsert takes 1 to {limits.MAX_RECORDS} records")
    for record in records:
        limits.check_record(record, index.dims, sparse=index.sparse)
    stored = [_stored(record) for record in records]
    lsn = index.write(_namespace(body), lambda there: there.update({one.id: one for one in stored}))
    return Answer({"upsertedCount": len(stored)}, {COMMITTED: str(lsn)})


def query(index: StoredIndex, body: Mapping[str, Any]) -> Answer:
    limits.check_top_k(body.get("topK"))
    vector, weights = body.get("vector"), body.get("sparseVector")
    if index.dims is not None:
        if not vector:
            raise ApiError(400, "Sparse-only queries are not supported by dense indexes: a dense vector is required")
        if len(vector) != index.dims:
            raise ApiError(
                400, f"Query vector dimension {len(vector)} does not match the dimension of the index {index.dims}"
            )
        limits.check_dense(vector)
        if weights and index.metric != "dotproduct":
            raise ApiError(400, f"Index configuration ({index.metric}) does not support sparse values in queries")
    elif vector or not weights:
        raise ApiError(400, "Sparse indexes take queries with a sparse vector, and no dense one")
    if weights:
        limits.check_sparse(weights)
    where = body.get("filter")
    if where is not None:
        metadata_filter.check(where)
    namespace = index.read(_namespace(body), query=True)
    matching = _matching(namespace, where)
    scored = list(zip(_scores(index, matching, vector, weights), matching, strict=True))
    if index.dims is None:
        scored = [(score, one) for score, one in scored if score != 0]
    scored.sort(key=lambda pair: -pair[0])
    matches = [_match(one, score, body) for score, one in scored[: body["topK"]]]
    answer = {"matches": matches, "namespace": body.get("namespace", ""), "usage": {"readUnits": 1}}
    if len(json.dumps(answer)) > limits.MAX_ANSWER:
        raise ApiError(400, "The result is larger than 4 MB; ask for fewer, or leave values and metadata out")
    return Answer(answer, {REACHED: str(namespace.seen)})


def fetch(index: StoredIndex, parameters: Mapping[str, list[str]]) -> Answer:
    ids = parameters.get("ids", [])
    if not 1 <= len(ids) <= limits.MAX_RECORDS:
        raise ApiError(400, f"A fetch takes 1 to {limits.MAX_RECORDS} ids")
    namespace = index.read(_first(parameters, "namespace"), query=False)
    found = {id: _shown(namespace.records[id]) for id in ids if id in namespace.records}
    return Answer({"vectors": found, "namespace": _first(parameters, "namespace"), "usage": {"readUnits": 1}})


def fetch_by_metadata(index: StoredIndex, body: Mapping[str, Any]) -> Answer:
    metadata_filter.check(body.get("filter"))
    namespace = index.read(_namespace(body), query=False)
    after = _cursor(body.get("paginationToken"))
    there = sorted(one.id for one in _matching(namespace, body["filter"]))
    ids = [id for id in there if id > after]
    page = ids[: body.get("limit", 100)]
    answer: dict[str, Any] = {"vectors": {id: _shown(namespace.records[id]) for id in page}, "namespace": ""}
    if len(ids) > len(page):
        answer["pagination"] = {"next": _token(page[-1])}
    return Answer(answer)


def delete(index: StoredIndex, body: Mapping[str, Any]) -> Answer:
    name, ids = _namespace(body), body.get("ids")
    if name not in index.namespaces:
        raise ApiError(404, "Namespace not found")
    if body.get("deleteAll"):
        lsn = index.write(name, lambda there: there.clear())
        return Answer({}, {COMMITTED: str(lsn)})
    if ids is None or not 1 <= len(ids) <= limits.MAX_RECORDS:
        raise ApiError(400, f"A delete takes 1 to {limits.MAX_RECORDS} ids")

    def change(there: dict[str, Stored]) -> None:
        for id in ids:
            there.pop(id, None)

    return Answer({}, {COMMITTED: str(index.write(name, change))})


def update(index: StoredIndex, body: Mapping[str, Any]) -> Answer:
    name, metadata = _namespace(body), dict(body.get("setMetadata") or {})
    limits.check_metadata(metadata)
    if "filter" in body:
        metadata_filter.check(body["filter"])
        matching = _matching(index.read(name, query=False), body["filter"])
        if body.get("dryRun"):
            return Answer({"matchedRecords": len(matching)})
        raise ApiError(400, "Updates by metadata are not followed here")
    id = body["id"]
    if name not in index.namespaces:
        raise ApiError(404, "Namespace not found")

    def change(there: dict[str, Stored]) -> None:
        if id in there:
            there[id].metadata |= metadata

    return Answer({}, {COMMITTED: str(index.write(name, change))})


def list_ids(index: StoredIndex, parameters: Mapping[str, list[str]]) -> Answer:
    namespace = index.read(_first(parameters, "namespace"), query=False)
    prefix, after = _first(parameters, "prefix"), _cursor(_first(parameters, "paginationToken"))
    limit = int(_first(parameters, "limit") or 100)
    ids = sorted(id for id in namespace.records if id.startswith(prefix) and id > after)
    answer: dict[str, Any] = {"vectors": [{"id": id} for id in ids[:limit]], "namespace": ""}
    if len(ids) > limit:
        answer["pagination"] = {"next": _token(ids[limit - 1])}
    return Answer(answer)


def stats(index: StoredIndex, body: Mapping[str, Any]) -> Answer:
    if body.get("filter"):
        raise ApiError(400, "Serverless indexes do not support describing stats with metadata filtering")
    counts = {name: len(index.read(name, query=False).records) for name in index.namespaces}
    return Answer(
        {
            "namespaces": {name or DEFAULT: {"vectorCount": number} for name, number in counts.items() if number},
            "indexFullness": 0.0,
            "totalVectorCount": sum(counts.values()),
            "metric": index.metric,
            "vectorType": "sparse" if index.dims is None else "dense",
        }
        | ({} if index.dims is None else {"dimension": index.dims})
    )


def create_namespace(index: StoredIndex, body: Mapping[str, Any]) -> Answer:
    with index.lock:
        if body["name"] in index.namespaces:
            raise ApiError(409, f"Namespace {body['name']} already exists")
        index.namespaces[body["name"]] = Namespace()
    return Answer({"name": body["name"], "record_count": "0"})


def describe_namespace(index: StoredIndex, name: str) -> Answer:
    if name not in index.namespaces:
        raise ApiError(404, f"Namespace {name} not found")
    return Answer({"name": name, "record_count": str(len(index.read(name, query=False).records))})


def delete_namespace(index: StoredIndex, name: str) -> Answer:
    with index.lock:
        if index.namespaces.pop("" if name == DEFAULT else name, None) is None:
            raise ApiError(404, f"Namespace {name} not found")
    return Answer({})


def list_namespaces(index: StoredIndex, parameters: Mapping[str, list[str]]) -> Answer:
    prefix = _first(parameters, "prefix")
    names = [name for name in sorted(index.namespaces) if (name or DEFAULT).startswith(prefix)]
    found = [describe_namespace(index, name).body | {"name": name or DEFAULT} for name in names]
    return Answer({"namespaces": found, "total_count": len(found)})


def _namespace(body: Mapping[str, Any]) -> str:
    name = str(body.get("namespace") or "")
    return "" if name == DEFAULT else name


def _first(parameters: Mapping[str, list[str]], name: str) -> str:
    return parameters.get(name, [""])[0]


def _matching(namespace: Namespace, where: Mapping[str, Any] | None) -> list[Stored]:
    return [one for one in namespace.records.values() if where is None or metadata_filter.holds(where, one.metadata)]


def _scores(
    index: StoredIndex, records: list[Stored], vector: list[float] | None, weights: Mapping[str, Any] | None
) -> list[float]:
    """The score of each record, rounded to float32."""
    scores = np.zeros(len(records), dtype=np.float64)
    if vector and records:
        asked = np.asarray(vector, dtype=np.float32)
        stored = np.stack([np.zeros_like(asked) if one.dense is None else one.dense for one in records])
        scores += stored @ asked
        if index.metric == "cosine":
            scores /= np.linalg.norm(asked) * np.linalg.norm(stored, axis=1)
    if weights:
        query = {token: _float32(value) for token, value in zip(weights["indices"], weights["values"], strict=True)}
        scores += [
            sum(query[token] * one.sparse[token] for token in query.keys() & one.sparse.keys()) for one in records
        ]
    return [float(score) for score in scores.astype(np.float32)]


def _float32(value: float) -> float:
    return float(np.float32(value))


def _match(one: Stored, score: float, body: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": one.id, "score": score}
    shown = _shown(one)
    if body.get("includeValues"):
        found |= {key: value for key, value in shown.items() if key != "metadata"}
    if body.get("includeMetadata"):
        found["metadata"] = shown["metadata"]
    return found


def _stored(record: Mapping[str, Any]) -> Stored:
    weights = record.get("sparseValues") or {"indices": [], "values": []}
    values = record.get("values")
    return Stored(
        id=record["id"],
        dense=np.asarray(values, dtype=np.float32) if values else None,
        sparse={token: _float32(value) for token, value in zip(weights["indices"], weights["values"], strict=True)},
        metadata={
            # Numbers are stored as float64.
            key: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for key, value in (record.get("metadata") or {}).items()
        },
    )


def _shown(one: Stored) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": one.id,
        "values": [] if one.dense is None else one.dense.tolist(),
        "metadata": one.metadata,
    }
    if one.sparse:
        found["sparseValues"] = {"indices": list(one.sparse), "values": list(one.sparse.values())}
    return found


def _token(after: str) -> str:
    return urlsafe_b64encode(json.dumps({"skip_past": after}).encode()).decode()


def _cursor(token: str | None) -> str:
    return str(json.loads(urlsafe_b64decode(token))["skip_past"]) if token else ""
