"""The forms in which a check is shown: text, Markdown, plain values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hybrid_search.eval.report.figures import mean_text
from hybrid_search.eval.report.markup import escaped, table
from hybrid_search.types import printable, shorten

if TYPE_CHECKING:
    from hybrid_search.eval.golden.report import GoldenReport

_SHOWN = 10


def as_text(report: GoldenReport) -> str:
    """Lines for a terminal; what holds is not listed."""
    lines = [printable(report.verdict())]
    if report.failures:
        lines += ["", "not found", *(f"  {one}" for one in report.failures)]
    if report.compared is not None and report.compared.fallen:
        lines += ["", f"fell most (of {_fallen(report)})"]
        lines += [
            f"  {one.difference:+.3f}  {one.theirs:.3f} -> {one.ours:.3f}  {printable(one.query)}: "
            f"{printable(shorten(one.text))}"
            for one in report.compared.fallen[:_SHOWN]
        ]
    if report.notes:
        lines += ["", *(f"note: {printable(note)}" for note in report.notes)]
    return "\n".join(lines)


def as_markdown(report: GoldenReport) -> str:
    """The same with tables."""
    lines = [f"**{escaped(report.verdict())}**"]
    if report.failures:
        lines += ["", *(f"- {escaped(str(one))}" for one in report.failures)]
    compared = report.compared
    if compared is not None:
        lines += ["", f"{escaped(report.measure)}: {mean_text(compared.before)} frozen, {mean_text(compared.now)} now."]
        if compared.fallen:
            rows = [
                (f"{one.query}: {shorten(one.text)}", f"{one.theirs:.3f}", f"{one.ours:.3f}", f"{one.difference:+.3f}")
                for one in compared.fallen[:_SHOWN]
            ]
            lines += ["", *table((f"fell most (of {_fallen(report)})", "frozen", "now", "difference"), rows)]
    if report.notes:
        lines += ["", *(f"- {escaped(note)}" for note in report.notes)]
    return "\n".join(lines) + "\n"


def as_dict(report: GoldenReport) -> dict[str, Any]:
    """Everything as plain values."""
    compared = report.compared
    return {
        "format": "hybrid_search.GoldenReport/1",
        "passed": report.passed,
        "verdict": report.verdict(),
        "measure": report.measure,
        "tolerance": report.tolerance,
        "must_find": [
            {
                "query": one.entry.query,
                "within": one.entry.within,
                "holds": one.holds,
                "missing": [asdict(document) for document in one.missing],
            }
            for one in report.must_find
        ],
        "compared": None
        if compared is None
        else {
            "before": asdict(compared.before),
            "now": asdict(compared.now),
            "difference": asdict(compared.difference),
            "queries": [
                {"id": one.query, "text": one.text, "before": one.theirs, "now": one.ours} for one in compared.queries
            ],
        },
        "notes": list(report.notes),
    }


def _fallen(report: GoldenReport) -> str:
    assert report.compared is not None
    return f"{len(report.compared.fallen):,} of {len(report.compared.queries):,} queries"
