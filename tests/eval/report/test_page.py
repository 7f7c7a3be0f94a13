"""The HTML page, and the part that a notebook shows."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from hybrid_search.eval.comparison.result import ComparisonResult
from tests.cli.running import harmless

VOID = {"meta", "circle", "line", "rect", "polygon", "polyline", "br"}


class Read(HTMLParser):
    """Tags, attributes and words of a page; tags that are closed in another order are refused."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_it_loads_nothing_and_runs_nothing(result: ComparisonResult) -> None:
    page = result.to_html()
    read = Read(page)
    assert read.tags["script"] == read.tags["link"] == read.tags["img"] == 0
    assert read.attributes & {"src", "href", "onload", "onerror", "onclick"} == set()
    assert "url(" not in page
    assert "@import" not in page


def test_verdict_table_charts_and_differences_are_there(result: ComparisonResult) -> None:
    read = Read(result.to_html())
    text = " ".join(read.words)
    assert "hybrid is significantly better than dense: +25.0 points of RR@10" in text
    assert read.tags["tr"] == 1 + 4
    assert read.tags["svg"] == 3  # quality against cost, the sweep, the differences
    assert read.tags["rect"] == 1  # q2 is a tie
    assert "sparse #1, dense #3; oak 1.50" in text
    assert "chosen on these very queries" in text


def test_each_measured_row_is_a_point_and_a_run_from_elsewhere_a_level(result: ComparisonResult) -> None:
    (scatter, _, _) = re.findall(r"<svg.*?</svg>", result.to_html(), flags=re.DOTALL)
    assert Read(scatter).tags["circle"] == 3
    assert scatter.count('class="handed"') == 1


def test_light_and_dark_are_both_styled(result: ComparisonResult) -> None:
    assert "prefers-color-scheme:dark" in result.to_html()


def test_hostile_texts_stay_texts(hostile: ComparisonResult, result: ComparisonResult) -> None:
    for shown, plain in ((hostile.to_html(), result.to_html()), (hostile._repr_html_(), result._repr_html_())):
        read, clean = Read(shown), Read(plain)
        assert harmless(shown)
        assert read.attributes == clean.attributes
        assert read.tags["script"] == read.tags["img"] == read.tags["a"] == 0
        assert "&lt;script&gt;" in shown


def test_a_notebook_gets_a_part_of_a_page(result: ComparisonResult) -> None:
    part = result._repr_html_()
    assert part.startswith("<div")
    assert "<body" not in part
    read = Read(part)
    assert (read.tags["table"], read.tags["svg"]) == (1, 3)
    assert not re.search(r"^(body|:root)", part, flags=re.MULTILINE)  # the notebook keeps its own style


@pytest.mark.parametrize("rows", [1, 2])
def test_what_was_not_measured_is_left_out(result: ComparisonResult, rows: int) -> None:
    bare = replace(
        result,
        rows=tuple(replace(one, cost=None, legs=None) for one in (result.rows[1], result.rows[2])[:rows]),
        collection=None,
        sweep=None,
        drill_downs=(),
    )
    read = Read(bare.to_html())
    assert read.tags["svg"] == rows - 1
    assert "What it costs" not in read.words
    assert bare.to_markdown()
