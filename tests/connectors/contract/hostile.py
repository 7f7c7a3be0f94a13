"""Values that a layer below might take for a part of the query, or that are too large for it."""

from __future__ import annotations

from hybrid_search import F
from hybrid_search.connectors.base import Row
from tests.connectors.contract.base import ConnectorContract
from tests.connectors.contract.opened import Opened
from tests.fakes import row

STRUCTURE = [
    # JSON and query languages of JSON
    '"', "\\", '\\"', "{", "}}", "[", "]", "{}", "[]", '{"$gt": ""}', '{"$ne": null}', "$gt", "$exists",
    '"}}, {"match_all": {}}', '{"match_all": {}}', '{"index": {}}\n{"delete": {}}\n', '", "x": "', "null", "true",
    "NaN", "-Infinity", "1e999",
    # Lucene's query syntax, wildcards and regular expressions
    "*", "*:*", "x:*", "_exists_:x", "a AND NOT b", "a || b", "[* TO *]", "/.*/", "?", "a~2", "a^5", "(a", "a)",
    "+a -b",
    # SQL, shells, paths, templates, markup
    "'", "'; DROP TABLE notes; --", "1 OR 1=1", "`id`", "$(id)", "../../etc/passwd", "..%2f", "%00", "%s%n{0}",
    "{{7*7}}", "${x}", "<script>", "&amp;", "#", "a/b", "a,b", "a=b&c=d", "__proto__",
    # control characters, and texts that normalise or fold to one another
    "\x01\x02\x1f\x7f", "\r\n", "\t", "\x1b[31m", "\u2028", "\ufeff", "\u202e", "a", "A", " a", "a ", "ä", "a\u0308",
    "İ", "ß", "ss", "ﬁ", "fi", "🙂", "\U0010ffff",
]  # fmt: skip
"""Each is a value of its own, and equal to no other."""

OWN_NAMES = [
    "id", "text", "metadata", "parent", "ordinal", "hash", "view", "dense", "sparse", "vector", "payload", "values",
    "path", "string", "_id", "_source", "_score", "_index", "_routing", "0", "x[0]", "x[]", "sp ace", "a-b", "a_b",
]  # fmt: skip
"""Metadata keys that are names of fields below."""


class HostileContract(ConnectorContract):
    def test_a_filter_value_matches_the_row_that_has_it_and_no_other(self, made: Opened) -> None:
        made.upsert([row(str(n), metadata={"x": value}) for n, value in enumerate(STRUCTURE)])
        ids = [{str(n)} for n in range(len(STRUCTURE))]
        every = set[str]().union(*ids)
        assert made.matching([F.x == value for value in STRUCTURE]) == ids
        assert made.matching([F.x.is_in([value, "no such value"]) for value in STRUCTURE]) == ids
        assert made.matching([F.x != value for value in STRUCTURE]) == [every - one for one in ids]

    def test_a_row_of_hostile_values_is_itself_everywhere(self, made: Opened) -> None:
        rows = [row(value, text=value, parent=value, hash=value, metadata={"x": [value]}) for value in STRUCTURE]
        assert made.upsert(rows).failed == ()
        found = made.run(made.connector.fetch(STRUCTURE))
        assert {id: (one.text, one.parent, one.hash, one.metadata["x"]) for id, one in found.items()} == {
            value: (value, value, value, (value,)) for value in STRUCTURE
        }
        assert made.matching([F._hs.parent == value for value in STRUCTURE]) == [{value} for value in STRUCTURE]
        assert made.run(made.connector.delete_where(F.x.contains("*"))) == 1
        assert made.delete([value for value in STRUCTURE if value != "a"]) == len(STRUCTURE) - 2
        assert made.ids() == {"a"}

    def test_any_metadata_key_can_be_filtered_by(self, made: Opened) -> None:
        keys = {key: n for n, key in enumerate(STRUCTURE + OWN_NAMES) if all(key.split("."))}
        rows = 12  # with several keys each, since a new key costs some backends a change of the schema
        made.upsert([row(str(m), metadata={key: n for key, n in keys.items() if n % rows == m}) for m in range(rows)])
        every = {str(m) for m in range(rows)}
        ids = [{str(n % rows)} for n in keys.values()]
        assert made.matching([F[key] == n for key, n in keys.items()]) == ids
        assert made.matching([(F[key] > n - 0.5) & (F[key] < n + 0.5) for key, n in keys.items()]) == ids
        assert made.matching([F[key] == n + 1 for key, n in keys.items()]) == [set()] * len(keys)
        assert made.matching([~F[key].exists() for key in keys]) == [every - one for one in ids]

    def test_metadata_that_look_like_operators_are_data(self, made: Opened) -> None:
        metadata = {"x": {"$gt": "1", "$ne": {"$exists": True}}, "$or": ["a", "b"], "$where": "1 == 1"}
        made.upsert([row("operators", metadata=metadata), row("plain", metadata={"x": "1"})])
        assert made.run(made.connector.fetch(["operators"]))["operators"].metadata["x"] == metadata["x"]
        wheres = [F["x.$gt"] == "1", F["x.$ne.$exists"] == True, F["$or"] == "b", F["$where"] == "1 == 1"]  # noqa: E712  # the comparison builds a filter
        assert made.matching(wheres) == [{"operators"}] * 4
        assert made.matching([F.x == "1", F.x.exists()]) == [{"plain"}, {"plain"}]

    def test_a_text_of_ten_megabytes_is_stored_or_reported(self, made: Opened) -> None:
        big = row("big", text='ä"}\n ' * (10 * 2**20 // 6))
        if stored_or_reported(made, big):
            assert made.run(made.connector.fetch(["big"]))["big"].text == big.text

    def test_an_id_of_a_megabyte_is_stored_or_reported(self, made: Opened) -> None:
        id, other = "i" * 2**20 + "a", "i" * 2**20 + "b"
        if stored_or_reported(made, row(id)):
            assert made.run(made.connector.hashes([id, other])) == {id: "h"}
            assert made.delete([id, other]) == 1

    def test_a_filter_value_of_a_megabyte_matches_the_row_that_has_it(self, made: Opened) -> None:
        value, other = "v" * 2**20 + "a", "v" * 2**20 + "b"
        there = {"big"} if stored_or_reported(made, row("big", metadata={"x": value})) else set[str]()
        assert made.matching([F.x == value, F.x == other, F.x.is_in([value, other])]) == [there, set(), there]

    def test_long_values_that_begin_alike_are_kept_apart(self, made: Opened) -> None:
        values = ["v" * size + end for size in (200, 1_000, 10_000, 30_000, 33_000) for end in ("", "b", "\U0010ffff")]
        report = made.upsert([row(str(n), metadata={"x": value}) for n, value in enumerate(values)])
        refused = {one.id for one in report.failed}
        there = [{str(n)} - refused for n in range(len(values))]
        assert made.matching([F.x == value for value in values]) == there
        assert made.matching([F.x.is_in([value, "v"]) for value in values]) == there


def stored_or_reported(made: Opened, big: Row) -> bool:
    """Whether the backend took the row; if not, it was reported, and the rows around it were stored."""
    report = made.upsert([row("before"), big, row("after")])
    refused = {one.id for one in report.failed}
    assert report.written == 3 - len(refused)
    assert all(one.reason for one in report.failed)
    assert refused <= {big.id}
    assert made.ids() == {"before", "after", big.id} - refused
    return not refused
