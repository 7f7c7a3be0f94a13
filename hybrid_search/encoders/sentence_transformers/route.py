"""The modules of a model that a text goes through."""

from __future__ import annotations

from typing import Any, Literal

Task = Literal["query", "document"]


def route(model: Any, task: Task) -> list[Any]:
    """The modules that encode texts of *task*, in order; of a Router, those of its route.

    The first one tokenizes. A Router leads queries and documents apart: inference-free SPLADE looks the query's tokens
    up in a table (SparseStaticEmbedding) and runs the transformer on documents only.

    Args:
        model: A SparseEncoder or SentenceTransformer.
        task: "query" or "document".
    """
    modules: list[Any] = []
    for module in model.children():
        modules += _chosen(module, task) if hasattr(module, "sub_modules") else [module]
    return modules


def _chosen(router: Any, task: Task) -> list[Any]:
    """The order of precedence is that of Router's documentation."""
    mappings = getattr(router, "route_mappings", None) or {}
    for key in ((task, "text"), (task, None), (None, "text"), (None, None)):
        if key in mappings:
            return list(router.sub_modules[mappings[key]])
    names = [name for name in (task, "text", router.default_route) if name in router.sub_modules]
    return list(router.sub_modules[names[0]])
