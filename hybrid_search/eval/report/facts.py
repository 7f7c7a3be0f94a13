"""What belongs to the collection, as lines of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.eval.report.figures import bytes_text

if TYPE_CHECKING:
    from hybrid_search.encoders.sparse_tools import Sparsity
    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.eval.cost.collection import CollectionCost
    from hybrid_search.types import Truncation


def facts(result: ComparisonResult) -> list[tuple[str, str]]:
    """Name and text of what was measured of the collection; empty where nothing was."""
    cost = result.collection
    if cost is None:
        return []
    found = [("non-zeros of a query", _nonzeros(cost.queries)), ("non-zeros of a document", _documents(cost))]
    if cost.flops is not None:
        found.append(
            ("FLOPS of the sparse leg", f"{cost.flops:.2f} expected multiplications of a query and a document")
        )
    if cost.index_bytes is not None:
        found.append(("size of the index", bytes_text(cost.index_bytes)))
    found += [("overlap of the legs", text) for text in _overlaps(result)]
    found.append(("lost of the queries", _lost(cost.query_truncation)))
    if cost.document_truncation is not None:
        found.append(("lost of the documents", _lost(cost.document_truncation)))
    return [(name, text) for name, text in found if text]


def _nonzeros(found: Sparsity | None) -> str:
    if found is None:
        return ""
    ratio = "" if found.ratio is None else f", {found.ratio:.2%} zeros"
    return f"{found.mean_nonzeros:.1f} on average ({found.min_nonzeros} to {found.max_nonzeros}){ratio}"


def _documents(cost: CollectionCost) -> str:
    found = cost.documents
    if found is None:
        return ""
    return (
        f"{_nonzeros(found)} among the {found.used_dimensions:,} dimensions that occur; "
        f"from the first {found.vectors:,} documents of the backend"
    )


def _overlaps(result: ComparisonResult) -> list[str]:
    """Of the candidates, said once for all rows that have the same."""
    found = {row.cost.overlap for row in result.rows if row.cost is not None and row.cost.overlap is not None}
    if not found:
        return []
    low, high = min(found), max(found)
    shown = f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"
    return [f"{shown} of the candidates of a query were found by both"]


def _lost(truncation: Truncation) -> str:
    if not truncation:
        return "nothing"
    parts = []
    if truncation.tokens:
        parts.append(f"{truncation.tokens:,} tokens at the end of {truncation.texts:,} texts were not read")
    if truncation.weights:
        parts.append(f"{truncation.weights:,} small weights were dropped by the cap on non-zeros")
    return "; ".join(parts)
