import pytest
import typer

from hybrid_search.cli.where import where_from
from hybrid_search.filters import F


def test_json_becomes_a_filter() -> None:
    assert where_from('{"lang": "en", "year": {"$gte": 2020}}') == (F.lang == "en") & (F.year >= 2020)


def test_no_json_is_no_filter() -> None:
    assert where_from(None) is None


@pytest.mark.parametrize("text", ["", "{", "{}", "null", "[1]", '{"a": {"$near": 1}}', "[" * 100_000, '{"a": NaN}'])
def test_what_is_no_filter_is_a_usage_error(text: str) -> None:
    with pytest.raises(typer.BadParameter):
        where_from(text)
