"""The table of a reproduction as texts, for the terminal and for Markdown."""

from __future__ import annotations

from hybrid_search.eval.reproduce.published import ARTICLE, CROSS_ENCODER, DENSE, SPARSE
from hybrid_search.eval.reproduce.result import Reproduction, RowFigures

HEADER = ("nDCG@10, %", "published", "as published, ours", "deviation", "plain, ours", "plain − as published", "p")


def cells(row: RowFigures) -> tuple[str, ...]:
    """The cells of a row, in the order of :data:`HEADER`; intervals are 95 % bootstrap intervals over the queries."""
    ours, plain, change = row.as_published, row.plain, row.difference.mean
    return (
        row.name,
        "" if row.published is None else f"{row.published:.2f}",
        f"{ours.mean:.2f} [{ours.low:.2f}, {ours.high:.2f}]",
        "" if row.deviation is None else f"{row.deviation:+.2f}",
        f"{plain.mean:.2f} [{plain.low:.2f}, {plain.high:.2f}]",
        f"{change.mean:+.2f} [{change.low:+.2f}, {change.high:+.2f}]",
        f"{row.difference.p:.3f}",
    )


def nonzeros(result: Reproduction) -> str:
    """Mean non-zeros beside the published ones, in a sentence."""
    known = result.published
    asked = "" if known.query_nonzeros is None else f" (published: {known.query_nonzeros:g})"
    stored = "" if known.document_nonzeros is None else f" (published: {known.document_nonzeros:g})"
    return (
        f"Mean non-zeros of the sparse model: {result.query_nonzeros:.1f} of a query{asked}, "
        f"{result.document_nonzeros:.1f} of a document{stored}."
    )


def ties(result: Reproduction) -> str:
    """What the order of documents that tie could change in the rows as published, in a sentence."""
    ranges = [
        f"{row.name} lies between {row.lowest:.2f} and {row.highest:.2f}"
        for row in result.rows
        if row.lowest != row.highest
    ]
    return f"As published, depending on the order of ties, {', '.join(ranges)}." if ranges else "No ties matter."


def to_markdown(result: Reproduction) -> str:
    """The whole report as a Markdown page."""
    lines = [f"| {' | '.join(HEADER)} |", f"|{'---|' * len(HEADER)}"]
    lines += [f"| {' | '.join(cells(row))} |" for row in result.rows]
    sources = [f"- {name}: {value}" for name, value in result.sources.items()]
    return "\n".join(
        [
            f"# NanoBEIR {result.set_name}, the experiment of {ARTICLE}",
            "",
            f"{result.queries} queries, {result.documents:,} documents. Sparse: {SPARSE}; dense: {DENSE}; reranker: "
            f"{CROSS_ENCODER}. In brackets: 95 % bootstrap intervals over the queries; p of the "
            "paired randomisation test.",
            "",
            *lines,
            "",
            ties(result),
            "",
            nonzeros(result),
            "",
            result.verdict(),
            "",
            "## Computed from",
            "",
            *sources,
            "",
        ]
    )
