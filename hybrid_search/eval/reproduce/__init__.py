"""Published experiments, computed again."""

from hybrid_search.eval.reproduce.nano_msmarco import reproduce
from hybrid_search.eval.reproduce.result import Reproduction, RowFigures

__all__ = ["Reproduction", "RowFigures", "reproduce"]
