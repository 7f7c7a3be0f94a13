"""Whether the peers are installed; they are no dependencies of this project."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence

NEEDED: Mapping[str, str] = {
    "qdrant_client": "qdrant-client",
    "langchain_qdrant": "langchain-qdrant",
    "haystack_integrations.document_stores.qdrant": "qdrant-haystack",
}
"""Module to the distribution that has it."""


def missing(needed: Mapping[str, str] = NEEDED) -> list[str]:
    """The distributions whose modules are not there."""
    return [distribution for module, distribution in needed.items() if not _is_there(module)]


def absence(distributions: Sequence[str]) -> str:
    """What is said of those that are not installed."""
    names = " ".join(distributions)
    return f"{', '.join(distributions)}: not installed, and needed to compare with; pip install {names}"


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:  # of the package above it
        return False
