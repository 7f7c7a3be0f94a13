"""The table in Markdown."""

from __future__ import annotations

from dataclasses import replace

from hybrid_search.eval.comparison.result import ComparisonResult


def test_the_verdict_is_on_top(result: ComparisonResult) -> None:
    first = result.to_markdown().splitlines()[0]
    assert first == ("**hybrid is significantly better than dense: +25.0 points of RR@10 (+12.5 to +37.5), p = 0.020**")


def test_a_row_has_means_difference_p_counts_and_latency(result: ComparisonResult) -> None:
    rows = [line for line in result.to_markdown().splitlines() if line.startswith("|")]
    assert rows == [
        "| configuration | RR@10 | difference in RR@10 to dense | p (Holm) | wins/ties/losses | p50 / p95 ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        "| sparse | 0.000 (-0.100 to 0.100) | -0.500 (-0.750 to -0.250) | < 0.001 | 0/0/2 | 4 / 9 |",
        "| dense | 0.500 (0.400 to 0.600) | baseline |  |  | 5 / 12 |",
        "| **hybrid** | 0.750 (0.650 to 0.850) | +0.250 (+0.125 to +0.375) | 0.020 | 1/1/0 | 8 / 20 |",
        "| elsewhere | 0.500 (0.400 to 0.600) | +0.000 (+0.000 to +0.000) | 1.000 | 1/1/0 |  |",
    ]


def test_what_it_takes_to_repeat_it_is_below(result: ComparisonResult) -> None:
    lines = result.to_markdown().splitlines()
    assert "- sha256: 12ab" in lines
    assert "- index encoder: words" in lines
    assert "- FLOPS of the sparse leg: 0.75 expected multiplications of a query and a document" in lines
    assert "- size of the index: 1.5 KiB" in lines
    assert "- lost of the queries: nothing" in lines
    assert "- lost of the documents: 1,234 tokens at the end of 2 texts were not read" in lines
    assert "- overlap of the legs: 25% of the candidates of a query were found by both" in lines


def test_hostile_texts_stay_texts(hostile: ComparisonResult) -> None:
    text = hostile.to_markdown()
    assert "<script" not in text.replace("\\<", "")
    assert "](javascript" not in text.replace("\\]", "")
    assert "\x1b" not in text
    assert not any(line.startswith("# h") for line in text.splitlines())
    columns = [line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("|")]
    assert set(columns) == {7}


def test_what_a_loaded_file_says_of_itself_is_foreign_too(result: ComparisonResult) -> None:
    loaded = replace(result, created="<script>alert(1)</script>", library="<b>1</b>")
    for text in (loaded.to_markdown().replace("\\<", ""), loaded.to_html()):
        assert "<script>" not in text
        assert "<b>1</b>" not in text
