import pytest

from hybrid_search.eval.reproduce.published import Published, published
from hybrid_search.eval.reproduce.result import Reproduction, RowFigures
from hybrid_search.eval.reproduce.table import cells, nonzeros, ties, to_markdown


def row(known: float | None, *, worst: float = 0.5, best: float = 0.5) -> RowFigures:
    """As published 50 %, plain 75 %."""
    return RowFigures.of("hybrid", known, [0.0, 1.0], ([worst] * 2, [best] * 2), [0.5, 1.0])


def result(*rows: RowFigures, known: Published | None = None) -> Reproduction:
    return Reproduction("msmarco", rows, known or Published(), 7.66, 183.6, 2, 1_000, {"torch": "2.2"})


@pytest.mark.parametrize(("known", "reproduced"), [(50.5, True), (50.51, False), (49.5, True), (49.49, False)])
def test_half_a_point_is_tolerated(known: float, reproduced: bool) -> None:
    assert row(known).reproduced is reproduced


def test_a_figure_that_some_order_of_ties_gives_is_reproduced() -> None:
    assert row(40.0, worst=0.4).reproduced
    assert row(60.4, best=0.6).reproduced


def test_what_was_not_published_is_not_judged() -> None:
    assert row(None).reproduced is None
    assert result(row(None)).verdict() == "Nothing was published of msmarco, so there is nothing to reproduce."


def test_the_verdict_names_the_figures_that_deviate_and_why_they_may() -> None:
    assert result(row(50.2), row(None)).verdict() == "Reproduced: all published figures within 0.5 points."
    verdict = result(row(50.2), row(62.22)).verdict()
    assert "Not reproduced: 1 of 2 figures deviate by more than 0.5 points (hybrid 50.00 against 62.22)" in verdict
    assert "Probable reasons: another revision of a model or of the data" in verdict


def test_a_row_shows_both_protocols_their_intervals_and_the_difference() -> None:
    assert cells(row(62.22, worst=0.4, best=0.6)) == (
        "hybrid",
        "62.22",
        "50.00 [0.00, 100.00]",
        "-12.22",
        "75.00 [50.00, 100.00]",
        "+25.00 [+0.00, +50.00]",
        "1.000",
    )


def test_cells_without_a_published_figure_are_empty() -> None:
    assert [cells(row(None))[place] for place in (1, 3)] == ["", ""]


def test_the_range_that_ties_leave_open_is_told() -> None:
    open_to = "As published, depending on the order of ties, hybrid lies between 40.00 and 60.00."
    assert ties(result(row(None, worst=0.4, best=0.6))) == open_to
    assert ties(result(row(None))) == "No ties matter."


def test_non_zeros_stand_beside_the_published_ones() -> None:
    assert nonzeros(result(known=published("msmarco"))) == (
        "Mean non-zeros of the sparse model: 7.7 of a query (published: 7.7), 183.6 of a document (published: 184)."
    )
    assert "published" not in nonzeros(result())


def test_the_page_has_the_table_the_verdict_and_the_sources() -> None:
    page = to_markdown(result(row(62.22)))
    assert "| hybrid | 62.22 | 50.00 [0.00, 100.00] | -12.22 |" in page
    assert "Not reproduced: 1 of 1" in page
    assert "- torch: 2.2\n" in page
    assert "2 queries, 1,000 documents" in page
