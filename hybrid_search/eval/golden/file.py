"""Golden queries in a JSON file, one entry a line, to be edited and reviewed by people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from os import PathLike
from pathlib import Path

from hybrid_search._atomic_file import write_atomically
from hybrid_search.errors import InvalidInput, InvalidSource
from hybrid_search.eval.comparison import configuration_data
from hybrid_search.eval.golden.golden import PLAIN_SEARCH, Frozen, FrozenQuery, Golden, MustFind
from hybrid_search.eval.golden.json_fields import Fields, read_fields
from hybrid_search.eval.runs.qrels import grade_of
from hybrid_search.filters import Filter

FORMAT = "hybrid_search.Golden/1"

_FIELDS = ("format", "measure", "search", "must_find", "frozen", "queries")
_MUST_FIND = ("query", "must", "within", "where", "comment")
_FROZEN = ("created", "library", "formula", "fingerprint", "index", "dataset")
_QUERY = ("id", "text", "score", "grades", "found")


def read_golden(path: str | PathLike[str]) -> Golden:
    """Read a file of golden queries. Everything but one of ``must_find`` and ``queries`` may be left out.

    Raises:
        InvalidSource: naming the file, the entry and the field that is wrong.
    """
    whole = read_fields(Path(path))
    whole.known(_FIELDS)
    if whole.text("format", FORMAT) != FORMAT:
        raise InvalidSource(f"{whole.place}: format is {whole.text('format')!r}; this version reads {FORMAT!r}")
    search = whole.entries.get("search")
    try:
        how = PLAIN_SEARCH if search is None else configuration_data.from_data(search, f"{whole.place}: search")
        return Golden(
            must_find=tuple(map(_must_find, whole.objects("must_find"))),
            queries=tuple(map(_query, whole.objects("queries"))),
            measure=whole.text("measure", "nDCG@10"),
            configuration=how,
            frozen=_frozen(whole.mapping("frozen")) if "frozen" in whole.entries else None,
        )
    except InvalidSource:
        raise
    except InvalidInput as error:
        raise InvalidSource(f"{whole.place}: {error}") from None


def write_golden(golden: Golden, path: str | PathLike[str]) -> None:
    """Write the file whole or not at all; :func:`read_golden` gives the same back.

    Raises:
        Unsupported: if it is searched with a reranker or a native fusion.
    """
    search = configuration_data.as_data(golden.configuration)
    parts = [
        _line("format", FORMAT),
        _line("measure", golden.measure),
        _line("search", search),
        _lines("must_find", map(_must_find_data, golden.must_find)),
    ]
    if golden.frozen is not None:
        parts.append(_line("frozen", asdict(golden.frozen)))
    parts.append(_lines("queries", map(_query_data, golden.queries)))
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    # A lone surrogate, which UTF-8 does not have, becomes the escape that JSON has for it.
    write_atomically(Path(path), text.encode("utf-8", "backslashreplace"))


def _must_find(entry: Fields) -> MustFind:
    entry.known(_MUST_FIND)
    try:
        return MustFind(
            entry.text("query"),
            entry.texts("must"),
            entry.whole("within", 10),
            entry.entries.get("where"),
            entry.text("comment", ""),
        )
    except InvalidSource:
        raise
    except InvalidInput as error:
        raise InvalidSource(f"{entry.place}: {error}") from None


def _query(entry: Fields) -> FrozenQuery:
    entry.known(_QUERY)
    grades = entry.mapping("grades")
    judged = {id: grade_of(grade, f"{grades.place}[{id!r}]") for id, grade in grades.entries.items()}
    try:
        return FrozenQuery(entry.text("id"), entry.text("text"), judged, entry.texts("found"), entry.number("score"))
    except InvalidSource:
        raise
    except InvalidInput as error:
        raise InvalidSource(f"{entry.place}: {error}") from None


def _frozen(entry: Fields) -> Frozen:
    entry.known(_FROZEN)
    return Frozen(
        created=entry.text("created", ""),
        library=entry.text("library", ""),
        formula=entry.text("formula", ""),
        fingerprint=entry.mapping("fingerprint").entries,
        index=entry.mapping("index").entries,
        dataset=entry.mapping("dataset").entries,
    )


def _must_find_data(one: MustFind) -> dict[str, object]:
    where = {"where": one.where.to_dict()} if isinstance(one.where, Filter) else {}
    comment = {"comment": one.comment} if one.comment else {}
    return {"query": one.query, "must": list(one.must), "within": one.within, **where, **comment}


def _query_data(one: FrozenQuery) -> dict[str, object]:
    return {
        "id": one.id,
        "text": one.text,
        "score": one.score,
        "grades": dict(one.grades),
        "found": list(one.found),
    }


def _line(name: str, value: object) -> str:
    return f" {_json(name)}: {_json(value)}"


def _lines(name: str, entries: Iterable[Mapping[str, object]]) -> str:
    shown = ",\n".join(f"  {_json(entry)}" for entry in entries)
    return f" {_json(name)}: [\n{shown}\n ]" if shown else f" {_json(name)}: []"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_dated)


def _dated(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$date": value.isoformat()}
    raise TypeError(f"{type(value).__name__} has no JSON form")
