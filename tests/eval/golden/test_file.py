from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hybrid_search import RRF, F, MinMax, Native, Weighted
from hybrid_search.errors import InvalidSource, Unsupported
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.golden import Frozen, FrozenQuery, Golden, MustFind, read_golden, write_golden

TEXT = st.text(min_size=1).filter(str.strip)
ENTRY = {"query": "light", "must": ["plant"]}
QUERY = {"id": "q1", "text": "light", "grades": {"plant": 1}, "found": ["plant"]}


def written(path: Path, content: object) -> Path:
    (path / "golden.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return path / "golden.json"


def test_what_must_be_found_is_enough(tmp_path: Path) -> None:
    assert read_golden(written(tmp_path, {"must_find": [ENTRY]})) == Golden(must_find=(MustFind("light", ("plant",)),))


def test_everything_comes_back(tmp_path: Path) -> None:
    golden = Golden(
        must_find=(
            MustFind("light", ("plant",), 3, F.kind == "p", "customers ask this"),
            MustFind("mice", ("cat",), where=F.day >= datetime(2020, 1, 2, tzinfo=UTC)),
        ),
        queries=(FrozenQuery("q1", "light", {"plant": 2, "cat": -1}, ("plant", "cat"), 0.630930),),
        measure="AP@100",
        configuration=Configuration("tuned", fusion=Weighted({"sparse": 0.3, "dense": 0.7}, MinMax()), candidates=50),
        frozen=Frozen("2026-01-01T00:00:00+00:00", "1.0", "RRF(k=60)", {"dims": 3}, {"backend": "memory"}, {"a": "b"}),
    )
    write_golden(golden, tmp_path / "golden.json")
    assert read_golden(tmp_path / "golden.json") == golden


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=TEXT, ids=st.lists(TEXT, min_size=1, max_size=4, unique=True))
def test_any_text_comes_back(tmp_path: Path, query: str, ids: list[str]) -> None:
    golden = Golden((MustFind(query, tuple(ids)),), (FrozenQuery(query, query, dict.fromkeys(ids, 1), tuple(ids)),))
    write_golden(golden, tmp_path / "golden.json")
    assert read_golden(tmp_path / "golden.json") == golden


def test_a_lone_surrogate_comes_back(tmp_path: Path) -> None:
    golden = Golden((MustFind("\ud800", ("plant",)),))
    write_golden(golden, tmp_path / "golden.json")
    assert read_golden(tmp_path / "golden.json") == golden


def test_each_entry_has_a_line_of_its_own(tmp_path: Path) -> None:
    entries = tuple(MustFind(query, ("plant",)) for query in ("light", "лес"))
    write_golden(Golden(entries), tmp_path / "golden.json")
    lines = (tmp_path / "golden.json").read_text("utf-8").splitlines()
    assert '  {"query": "light", "must": ["plant"], "within": 10},' in lines
    assert '  {"query": "лес", "must": ["plant"], "within": 10}' in lines


def test_a_native_fusion_cannot_be_written(tmp_path: Path) -> None:
    golden = Golden((MustFind("a", ("b",)),), configuration=Configuration("native", fusion=Native.rrf()))
    with pytest.raises(Unsupported, match="a reranker or a native fusion cannot be written into a file"):
        write_golden(golden, tmp_path / "golden.json")
    assert not (tmp_path / "golden.json").exists()


def test_a_fusion_is_spelled_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, {"search": {"fusion": {"name": "rrf", "k": 5}}, "must_find": [ENTRY]})
    assert read_golden(path).configuration.fusion == RRF(5)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", ":1: is not JSON"),
        ("[]", "expected an object with must_find, queries, or both"),
        ("{}", "there is nothing to check"),
        ('{"must_find": [], "must_find": []}', "one object names 'must_find' twice"),
        ({"format": "x/2"}, "format is 'x/2'; this version reads 'hybrid_search.Golden/1'"),
        ({"must-find": []}, "there is no field 'must-find'; known: format, measure, search, must_find"),
        ({"must_find": {}}, "must_find is {}; it must be a list of objects"),
        ({"must_find": ["light"]}, r"must_find\[0\]: 'light' must be an object"),
        (
            {"must_find": [{"query": "light"}]},
            r"must_find\[0\]: the field 'must' is missing; it must be a list of texts",
        ),
        ({"must_find": [ENTRY | {"must": "plant"}]}, r"must_find\[0\]: must is 'plant'; it must be a list of texts"),
        ({"must_find": [ENTRY | {"within": "3"}]}, r"must_find\[0\]: within is '3'; it must be a whole number"),
        ({"must_find": [ENTRY | {"within": 0}]}, r"must_find\[0\]: within: 0 hits cannot hold"),
        (
            {"must_find": [ENTRY, ENTRY | {"witin": 3}]},
            r"must_find\[1\]: there is no field 'witin'; known: query, must",
        ),
        ({"must_find": [ENTRY | {"where": {"a": {"$x": 1}}}]}, r"must_find\[0\]: .*unknown operator '\$x'"),
        ({"must_find": [ENTRY | {"query": ""}]}, r"must_find\[0\]: query: the text is empty"),
        ({"must_find": [ENTRY], "search": []}, "search: expected an object"),
        ({"must_find": [ENTRY], "search": {"k": 1}}, "search: has no field 'k'"),
        ({"must_find": [ENTRY], "search": {"candidates": 0}}, "search.candidates: 0 must be a whole number"),
        ({"must_find": [ENTRY], "search": {"legs": "all"}}, "search: .*legs='all'"),
        ({"must_find": [ENTRY], "search": {"fusion": "rrf"}}, "search.fusion: expected null, or an object"),
        ({"must_find": [ENTRY], "search": {"fusion": {"name": "rff"}}}, "search.fusion: there is no fusion 'rff'"),
        ({"queries": [QUERY, QUERY]}, "queries: the id 'q1' is there twice"),
        ({"queries": [QUERY | {"found": ["a", "a"]}]}, r"queries\[0\]: found: document 'a' is there twice"),
        (
            {"queries": [QUERY | {"grades": {"plant": "good"}}]},
            r"queries\[0\].grades\['plant'\]: the grade 'good' must",
        ),
        ({"queries": [QUERY | {"grades": {}}]}, r"queries\[0\]: grades: there are none"),
        ({"queries": [QUERY | {"grades": []}]}, r"queries\[0\]: grades is \[\]; it must be an object"),
        ({"queries": [QUERY | {"score": "1"}]}, r"queries\[0\]: score is '1'; it must be a number or null"),
        ({"queries": [QUERY], "frozen": {"when": ""}}, "frozen: there is no field 'when'"),
        ({"must_find": [ENTRY], "measure": 10}, "measure is 10; it must be a text"),
    ],
)
def test_faults_are_named_by_file_entry_and_field(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(InvalidSource, match=f"golden.json.*{message}"):
        read_golden(written(tmp_path, content))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match=r"golden.json: cannot be read \(No such file"):
        read_golden(tmp_path / "golden.json")


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "golden.json").write_bytes("{}".encode("utf-16"))
    with pytest.raises(InvalidSource, match="is not UTF-8"):
        read_golden(tmp_path / "golden.json")


def test_nesting_without_end(tmp_path: Path) -> None:
    with pytest.raises(InvalidSource, match="is nested too deep"):
        read_golden(written(tmp_path, "[" * 200_000))
