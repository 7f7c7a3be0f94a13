"""Golden queries: what an index must find, and how well it did when that was written down."""

from hybrid_search.eval.golden.check import check_golden
from hybrid_search.eval.golden.file import read_golden, write_golden
from hybrid_search.eval.golden.freeze import freeze_golden
from hybrid_search.eval.golden.golden import Frozen, FrozenQuery, Golden, MustFind
from hybrid_search.eval.golden.report import GoldenReport
from hybrid_search.eval.golden.searched_must import Missing, MustFound

__all__ = [
    "Frozen",
    "FrozenQuery",
    "Golden",
    "GoldenReport",
    "Missing",
    "MustFind",
    "MustFound",
    "check_golden",
    "freeze_golden",
    "read_golden",
    "write_golden",
]
