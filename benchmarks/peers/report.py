"""The figures as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.markdown import table
from benchmarks.peers.contestant import ENTRIES, PLAIN
from benchmarks.peers.expected import Exact
from benchmarks.peers.measured import Measured
from benchmarks.peers.place import Place
from benchmarks.peers.ready import K, Ready


def tables(place: Place, ready: Ready, measured: Mapping[str, Measured]) -> str:
    """Rates, latencies, ratios to the plain client, and what went over the network."""
    size, asked, exact = len(ready.documents), len(ready.queries), Exact(ready)
    rounds = len(measured[PLAIN].index_s)
    rows = []
    for entry in ENTRIES:
        found = exact.share(measured[entry.name].found, entry.candidates, entry.constant)
        rows.append([*_row(entry.name, measured[entry.name], measured[PLAIN], size), f"{found:.0%}"])
    lines = [
        f"{place.name}: {size:,} documents, {asked} queries, {rounds} rounds; medians of these (lowest-highest).\n",
        table(_HEADER, rows),
    ]
    if place.url is not None:
        lines.append(table(_TRAFFIC_HEADER, [_traffic(name, one, size) for name, one in measured.items()]))
    return "\n".join(lines)


def defaults() -> str:
    """What each contestant does."""
    return "".join(f"- {entry.name}: {entry.defaults}\n" for entry in ENTRIES)


_HEADER = (
    "",
    "documents/s",
    f"ratio to {PLAIN}",
    "query p50 / p95, ms",
    f"ratio of p50 to {PLAIN}",
    "own processor time: a document, a query, ms",
    f"of the {K} that its formula asks for",
)
_TRAFFIC_HEADER = ("", "requests of indexing", "KB sent a document", "requests of a query", "KB received a query")


def _row(name: str, one: Measured, plain: Measured, size: int) -> Sequence[str]:
    rates = [theirs / mine for mine, theirs in zip(one.index_s, plain.index_s, strict=True)]
    times = [mine / theirs for mine, theirs in zip(one.p50_ms, plain.p50_ms, strict=True)]
    return [
        name,
        f"{size / statistics.median(one.index_s):,.0f}",
        spread(rates),
        f"{statistics.median(one.p50_ms):.1f} / {statistics.median(one.p95_ms):.1f}",
        spread(times),
        f"{1000 * statistics.median(one.index_own_s) / size:.2f}, {statistics.median(one.own_ms):.2f}",
    ]


def _traffic(name: str, one: Measured, size: int) -> Sequence[str]:
    return [
        name,
        f"{one.index_traffic.requests:.0f}",
        f"{one.index_traffic.sent / size / 1000:.1f}",
        f"{one.search_traffic.requests:.1f}",
        f"{one.search_traffic.received / 1000:.1f}",
    ]


def spread(ratios: Sequence[float]) -> str:
    """The median and, in brackets, the lowest and the highest."""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
