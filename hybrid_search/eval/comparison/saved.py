"""A result in a folder: ``result.json``, and a TREC run file for each row."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hybrid_search._atomic_file import write_atomically
from hybrid_search.encoders.sparse_tools import Sparsity
from hybrid_search.errors import InvalidSource
from hybrid_search.eval.comparison.difference import Difference
from hybrid_search.eval.comparison.interval import Interval
from hybrid_search.eval.comparison.row import Row
from hybrid_search.eval.comparison.side_by_side import ShownHit, Side, SideBySide
from hybrid_search.eval.comparison.sweep import WeightSweep
from hybrid_search.eval.cost.collection import CollectionCost
from hybrid_search.eval.cost.configuration import Cost, Latency
from hybrid_search.eval.runs.run import Run
from hybrid_search.eval.runs.trec_file import read_run, write_run
from hybrid_search.types import Truncation

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.result import ComparisonResult

_FILE = "result.json"
_FORMAT = "hybrid_search.ComparisonResult/1"
_PLAIN = ("dataset", "index", "queries", "baseline", "alpha", "created", "library")
_NOT_IN_FILE_NAMES = re.compile(r"[^A-Za-z0-9._=-]+")


def as_json(result: ComparisonResult) -> dict[str, Any]:
    """Everything but the runs, as JSON values."""
    return {
        "format": _FORMAT,
        "verdict": result.verdict(),
        **{name: getattr(result, name) for name in _PLAIN},
        "measures": list(result.measures),
        "rows": [_row_as_json(row) for row in result.rows],
        "collection": None if result.collection is None else asdict(result.collection),
        "sweep": None if result.sweep is None else asdict(result.sweep),
        "drill_downs": [asdict(one) for one in result.drill_downs],
    }


def write(result: ComparisonResult, folder: Path) -> None:
    """The run files first, so that a folder with a ``result.json`` is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    saved = as_json(result)
    for place, (row, entry) in enumerate(zip(result.rows, saved["rows"], strict=True), start=1):
        word = _NOT_IN_FILE_NAMES.sub("-", row.name).strip("-.")[:60] or "row"
        entry["run"] = f"{place:02d}-{word}.run" if any(row.run.values()) else None  # a run file has a line at least
        entry["nothing_retrieved"] = [query for query, found in row.run.items() if not found]
        if entry["run"] is not None:
            write_run(row.run, folder / entry["run"], tag=word)
    write_atomically(folder / _FILE, (json.dumps(saved, indent=1) + "\n").encode())


def read(folder: Path) -> dict[str, Any]:
    """The fields of the ComparisonResult.

    Raises:
        InvalidSource: if the folder holds something else.
    """
    path = folder / _FILE
    try:
        saved = json.loads(path.read_text("utf-8"))
        if saved["format"] != _FORMAT:
            raise ValueError(f"its format is {saved['format']!r}")  # noqa: TRY301  # one message for all faults
        return {
            **{name: saved[name] for name in _PLAIN},
            "measures": tuple(saved["measures"]),
            "rows": tuple(_row(entry, folder) for entry in saved["rows"]),
            "collection": None if saved["collection"] is None else _collection(saved["collection"]),
            "sweep": None if saved["sweep"] is None else _sweep(saved["sweep"]),
            "drill_downs": tuple(_side_by_side(one) for one in saved["drill_downs"]),
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, InvalidSource):
            raise  # it names the run file and its line
        raise InvalidSource(
            f"{path.as_posix()}: this is no result that ComparisonResult.save wrote ({error})"
        ) from error


def _row_as_json(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "description": row.description,
        "legs": row.legs,
        "means": {measure: asdict(mean) for measure, mean in row.means.items()},
        "difference": None if row.difference is None else asdict(row.difference),
        "cost": None if row.cost is None else asdict(row.cost),
        "per_query": row.per_query,
    }


def _row(entry: Mapping[str, Any], folder: Path) -> Row:
    difference, cost = entry["difference"], entry["cost"]
    return Row(
        name=entry["name"],
        description=entry["description"],
        run=_run(entry, folder),
        per_query=entry["per_query"],
        means={measure: Interval(**mean) for measure, mean in entry["means"].items()},
        difference=None if difference is None else Difference(**{**difference, "mean": Interval(**difference["mean"])}),
        cost=None if cost is None else _cost(cost),
        legs=entry["legs"],
    )


def _run(entry: Mapping[str, Any], folder: Path) -> Run:
    name = entry["run"]
    if name is not None and Path(name).name != name:
        raise ValueError(f"the run file {name!r} is not in the folder")
    retrieved = {} if name is None else read_run(folder / name)
    return {**retrieved, **{query: {} for query in entry["nothing_retrieved"]}}


def _cost(saved: Mapping[str, Any]) -> Cost:
    return Cost({stage: Latency(**found) for stage, found in saved["latency_ms"].items()}, saved["overlap"])


def _collection(saved: Mapping[str, Any]) -> CollectionCost:
    queries, documents, indexed = (saved[name] for name in ("queries", "documents", "document_truncation"))
    return CollectionCost(
        queries=None if queries is None else Sparsity(**queries),
        documents=None if documents is None else Sparsity(**documents),
        flops=saved["flops"],
        index_bytes=saved["index_bytes"],
        query_truncation=Truncation(**saved["query_truncation"]),
        document_truncation=None if indexed is None else Truncation(**indexed),
    )


def _sweep(saved: Mapping[str, Any]) -> WeightSweep:
    points = tuple((weight, Interval(**mean)) for weight, mean in saved["points"])
    return WeightSweep(saved["measure"], saved["normalizer"], points)


def _side_by_side(saved: Mapping[str, Any]) -> SideBySide:
    return SideBySide(**{**saved, "ours": _side(saved["ours"]), "theirs": _side(saved["theirs"])})


def _side(saved: Mapping[str, Any]) -> Side:
    hits = tuple(ShownHit(**{**hit, "tokens": tuple(map(tuple, hit["tokens"]))}) for hit in saved["hits"])
    return Side(saved["name"], saved["value"], hits)
