"""SearchResults: a sequence of hits that can be shown anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from hybrid_search.types import Hit, LegScore, SearchResults, Truncation


def hit(id: str = "a", *, text: str = "text", metadata: Mapping[str, Any] | None = None, rank: int = 1) -> Hit:
    legs = {"sparse": LegScore(rank, 2.5, "dot", 0.5)}
    return Hit(id, 1 / (60 + rank), "rrf", text, metadata or {}, legs, rank, id)


def results(*hits: Hit, query: str = "q", **more: Any) -> SearchResults:
    given: dict[str, Any] = {"fusion": "RRF(k=60)", "seconds": {"total": 0.00125}, "candidates": {"sparse": 1}} | more
    return SearchResults(hits, query, **given)


def test_is_a_sequence_of_hits() -> None:
    first, second = hit("a"), hit("b", rank=2)
    found = results(first, second)
    assert len(found) == 2
    assert found[0] is first
    assert found[-1] is second
    assert found[:1] == (first,)
    assert list(found) == [first, second]
    assert second in found
    assert found.ids == ("a", "b")


def test_no_hits_are_false_and_can_be_shown() -> None:
    assert not results()
    assert repr(results()) == "SearchResults('q': 0 hits, RRF(k=60), 1.2 ms)"
    assert "<tbody></tbody>" in results()._repr_html_()


def test_repr_has_a_line_for_each_hit() -> None:
    assert repr(results(hit("a"), hit("b", rank=2))).splitlines() == [
        "SearchResults('q': 2 hits, RRF(k=60), 1.2 ms)",
        "  1  0.0164  'a'  'text'",
        "  2  0.0161  'b'  'text'",
    ]


def test_repr_says_what_of_the_query_was_not_read() -> None:
    assert "3 tokens of the query were not read" in repr(results(truncation=Truncation(texts=1, tokens=3)))


def test_repr_says_that_there_was_one_leg() -> None:
    assert "one leg" in repr(results(fusion=None))


@pytest.mark.parametrize("hostile", ["\x1b[31m", "\u202e", "\x9b2J", "a\nb", "\ud800"])
def test_no_control_character_reaches_the_terminal(hostile: str) -> None:
    shown = repr(results(hit(f"i{hostile}", text=f"t{hostile}"), query=f"q{hostile}"))
    assert shown.replace("\n", "").isprintable()
    assert len(shown.splitlines()) == 2


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '" onmouseover="x', "'><img src=x>", "&lt;b&gt;"])
@pytest.mark.parametrize("place", ["id", "text", "key", "value", "query"])
def test_html_escapes_everything_that_came_from_outside(hostile: str, place: str) -> None:
    inside = {"id": "a", "text": "t", "key": "k", "value": "v", "query": "q"} | {place: hostile}
    found = hit(inside["id"], text=inside["text"], metadata={inside["key"]: inside["value"]})
    shown = results(found, query=inside["query"])._repr_html_()
    assert hostile not in shown
    assert "<script" not in shown
    assert "<img" not in shown


def test_html_can_be_encoded_whatever_the_query_was() -> None:
    assert "\\ud800" in results(hit(), query="\ud800 \u202e")._repr_html_().encode().decode()


def test_html_shows_rank_score_metadata_and_legs() -> None:
    shown = results(hit("a", metadata={"lang": "en"}))._repr_html_()
    for cell in ("1", "0.0164", "a", "text", "lang=en", "sparse #1 (2.500)"):
        assert f"<td>{cell}</td>" in shown
    assert "<th>rrf</th>" in shown


def test_html_of_long_texts_stays_short() -> None:
    found = hit("a", text="x" * 100_000, metadata={"k": "y" * 100_000})
    assert len(results(found, query="z" * 100_000)._repr_html_()) < 2_000
