"""scipy.stats, where it is installed."""

from __future__ import annotations

from typing import Any

from hybrid_search.errors import MissingExtra


def scipy_stats(caller: str) -> Any:
    """The module.

    Raises:
        MissingExtra: naming *caller* and the extra ``eval``.
    """
    try:
        from scipy import stats  # noqa: PLC0415  # an optional package, imported where it is needed
    except ImportError as error:
        raise MissingExtra(caller, "scipy", "eval") from error
    return stats
