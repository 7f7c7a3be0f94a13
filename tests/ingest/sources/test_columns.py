import pytest

from hybrid_search.errors import InvalidSource
from hybrid_search.ingest import Columns


@pytest.mark.parametrize(
    ("names", "expected"), [(["id", "_id"], "id"), (["_id", "text"], "_id"), (["key"], None), ([], None)]
)
def test_the_id_is_id_else_underscore_id(names: list[str], expected: str | None) -> None:
    assert Columns().id_in(names) == expected


def test_a_named_id_is_that_one_only() -> None:
    assert Columns(id="key").id_in(["id", "key"]) == "key"
    assert Columns(id="key").id_in(["id"]) is None


def test_without_named_metadata_every_column_is_read() -> None:
    assert Columns().read_of(["x", "id", "text"], "c") == ["x", "id", "text"]


def test_with_named_metadata_only_what_is_needed_is_read() -> None:
    columns = Columns(id="key", metadata=["lang"])
    assert columns.read_of(["vector", "lang", "text", "key", "title", "id"], "c") == ["lang", "text", "key", "title"]


@pytest.mark.parametrize(
    ("columns", "missing"),
    [(Columns(), "id"), (Columns(id="key"), "key"), (Columns(id="x"), "text"), (Columns(id="x", text="x2"), "x2")],
)
def test_a_missing_column_is_named_with_those_that_there_are(columns: Columns, missing: str) -> None:
    with pytest.raises(InvalidSource, match=f"c: there is no column '{missing}'; there are 'x', 'y'"):
        columns.read_of(["x", "y"], "c")


def test_metadata_that_is_missing_is_named() -> None:
    with pytest.raises(InvalidSource, match="there is no column 'lang'"):
        Columns(metadata=["lang"]).read_of(["id", "text"], "c")


def test_metadata_is_a_list_of_names() -> None:
    with pytest.raises(InvalidSource, match=r"give a list, \['lang'\]"):
        Columns(metadata="lang")


def test_a_column_is_one_thing() -> None:
    with pytest.raises(InvalidSource, match="'body' is named twice"):
        Columns(text="body", title="body")


@pytest.mark.parametrize(
    ("columns", "expected"),
    [(Columns(), "title"), (Columns(title="head"), None), (Columns(text="title"), None), (Columns(id="title"), None)],
)
def test_the_title_is_title_unless_that_is_something_else(columns: Columns, expected: str | None) -> None:
    assert columns.title_in(["id", "text", "title"]) == expected


def test_a_title_that_is_named_must_be_there() -> None:
    assert Columns().read_of(["id", "text"], "c") == ["id", "text"]
    with pytest.raises(InvalidSource, match="there is no column 'head'"):
        Columns(title="head").read_of(["id", "text", "title"], "c")


def test_a_column_that_is_there_twice_is_refused_if_it_is_read() -> None:
    with pytest.raises(InvalidSource, match="c: there are two columns 'lang'; rename one"):
        Columns().read_of(["id", "text", "lang", "lang"], "c")
    assert Columns(metadata=[]).read_of(["id", "text", "lang", "lang"], "c") == ["id", "text"]
