"""The figures as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from benchmarks.markdown import table
from benchmarks.scale.exact import K
from benchmarks.scale.figures import LEGS, Figures, Latency, Searches
from benchmarks.scale.law import exponent
from hybrid_search.index.request import LegChoice

_TITLES = {"sparse": "sparse leg", "dense": "dense leg", "both": "whole search"}


def tables(measured: Sequence[Figures]) -> str:
    """Latency and recall, building, and growth."""
    done = [one for one in measured if one.after is not None]
    return "\n".join([_latencies(measured), _building(measured), _growth(done)])


def _latencies(measured: Sequence[Figures]) -> str:
    header = [
        "documents",
        "optimised",
        *(f"{_TITLES[leg]}, ms: p50 / p95 (processor)" for leg in LEGS),
        f"recall@{K}, dense",
        "segments",
        "load average",
    ]
    return table(header, [row for one in measured for row in _states(one)])


def _states(one: Figures) -> Iterable[Sequence[str]]:
    for state, searches in (("no", one.before), ("yes", one.after)):
        if searches is not None:
            yield [f"{one.documents:,}", state, *_cells(searches)]


def _cells(searches: Searches) -> list[str]:
    latencies = [_text(searches.latency[leg]) for leg in LEGS]
    return [*latencies, f"{searches.recall:.3f}", str(searches.segments), f"{searches.load:.1f}"]


def _text(latency: Latency) -> str:
    return f"{latency.p50:.1f} / {latency.p95:.1f} ({latency.processor:.1f})"


def _building(measured: Sequence[Figures]) -> str:
    header = [
        "documents",
        "loading, s",
        "documents/s",
        "optimize(), s",
        "on disk, MB",
        "peak memory of loading, of optimize(), of searching, MB",
        "mapped files, MB",
    ]
    return table(
        header,
        [
            [
                f"{one.documents:,}",
                f"{one.load_s:.0f}",
                f"{one.loaded / one.load_s:,.0f}",
                "not ended" if one.optimize_s is None else f"{one.optimize_s:.0f}",
                f"{one.disk_mb:,.0f}",
                ", ".join(f"{peak.own:,.0f}" for peak in (one.load_peak, one.optimize_peak, one.search_peak)),
                ", ".join(f"{peak.mapped:,.0f}" for peak in (one.load_peak, one.optimize_peak, one.search_peak)),
            ]
            for one in measured
        ],
    )


def _growth(measured: Sequence[Figures]) -> str:
    header = ["a of n^a: of p50 (of the processor's time)", *(_TITLES[leg] for leg in LEGS)]
    rows = [
        [f"{small.documents:,} to {large.documents:,}", *(_exponents(small, large, leg) for leg in LEGS)]
        for small, large in pairwise(measured)
    ]
    return table(header, rows) if rows else ""


def _exponents(small: Figures, large: Figures, leg: LegChoice) -> str:
    assert small.after is not None
    assert large.after is not None
    before, after = small.after.latency[leg], large.after.latency[leg]
    wall = exponent(small.documents, before.p50, large.documents, after.p50)
    processor = exponent(small.documents, before.processor, large.documents, after.processor)
    return f"{wall:.2f} ({processor:.2f})"
