"""One way to search: what a comparison compares."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.errors import InvalidInput
from hybrid_search.fusion import Fusion
from hybrid_search.index.request import MAX_CANDIDATES, LegChoice
from hybrid_search.rerank import AnyReranker
from hybrid_search.types import Native, printable


@dataclass(frozen=True, slots=True)
class Configuration:
    """The arguments of a search, under a name.

    Attributes:
        name: What results call it; unique in a comparison.
        legs: "both", "sparse" or "dense".
        fusion: None is what the encoder recommends; must be None for a single leg.
        candidates: Hits wanted of each leg before fusion.
        reranker: None for none.
        depth: How many hits the reranker sees; None is all candidates up to 100.

    Raises:
        InvalidInput: for an empty name, a fusion for a single leg, a depth without a reranker, or candidates or a depth
            out of range.
    """

    name: str
    legs: LegChoice = "both"
    fusion: Fusion | Native | None = None
    candidates: int = 100
    reranker: AnyReranker | None = None
    depth: int | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name.strip() or self.name != printable(self.name):
            raise InvalidInput(f"configuration name {self.name!r} must be a printable text that is not empty")
        if self.legs not in ("both", "sparse", "dense"):
            raise InvalidInput(f"configuration {self.name!r}: legs={self.legs!r}; use 'both', 'sparse' or 'dense'")
        if self.legs != "both" and self.fusion is not None:
            raise InvalidInput(
                f"configuration {self.name!r}: the single leg {self.legs!r} has nothing to be fused with; leave fusion "
                "out, or use both legs"
            )
        for key, value in (("candidates", self.candidates), ("depth", self.depth)):
            whole = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_CANDIDATES
            if not whole and not (key == "depth" and value is None):
                raise InvalidInput(
                    f"configuration {self.name!r}: {key}={value!r} must be a whole number from 1 to {MAX_CANDIDATES:,}"
                )
        if self.depth is not None and self.reranker is None:
            raise InvalidInput(f"configuration {self.name!r}: depth={self.depth} needs a reranker; leave depth out")

    @property
    def hits(self) -> int:
        """How many it finds at most: the candidates, or what the reranker sees of them."""
        if self.reranker is None:
            return self.candidates
        return min(100, self.candidates) if self.depth is None else self.depth

    def __str__(self) -> str:
        parts = [self.legs if self.legs != "both" else str(self.fusion or "the encoder's fusion")]
        parts.append(f"candidates={self.candidates}")
        if self.reranker is not None:
            parts.append(f"reranked by {type(self.reranker).__name__}")
            parts.append(f"depth={self.hits}")
        return ", ".join(parts)
