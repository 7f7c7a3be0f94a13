"""The explanation of one hit, as data and as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from hybrid_search.types.printable import printable

TokenKind = Literal["learned", "exact"]
_SHOWN_TOKENS = 12


@dataclass(frozen=True, slots=True)
class TokenMatch:
    """One dimension that the query and the document share.

    Attributes:
        token: The dimension as text, as the encoder decodes it.
        index: The dimension's id in the sparse vectors.
        query_weight: Weight in the query vector that was really searched with.
        document_weight: Weight in the stored document vector.
        product: query_weight x document_weight; over all tokens it sums to the raw sparse score.
        kind: "learned" for a dimension of a neural model, "exact" for a word taken from the text.
        factor: What the collection's statistics multiplied the encoder's query weight by, so that weight is
            query_weight / factor. 1 where they say nothing, or are not used.
    """

    token: str
    index: int
    query_weight: float
    document_weight: float
    product: float
    kind: TokenKind = "learned"
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Rank and raw score in each leg, what each added, and the tokens that matched.

    Attributes:
        legs: Leg name to ``rank``, ``score``, ``kind`` and ``added`` (None where no fusion ran).
        rerank: ``rank_before``, ``score_before``, ``kind_before``; None without a reranker.
        tokens: Largest product first; None where the search ran without ``explain=True``.
    """

    id: str
    rank: int
    score: float
    score_kind: str
    legs: Mapping[str, Mapping[str, Any]]
    rerank: Mapping[str, Any] | None
    tokens: tuple[TokenMatch, ...] | None

    def as_dict(self) -> dict[str, Any]:
        """The same as plain dicts and lists, ready for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        lines = [f"{printable(self.id)}: rank {self.rank}, {self.score_kind} {self.score:.6g}"]
        if self.rerank is not None:
            before = self.rerank
            lines.append(
                f"  reranked from rank {before['rank_before']} ({before['kind_before']} {before['score_before']:.6g})"
            )
        for name, leg in self.legs.items():
            added = "" if leg["added"] is None else f", added {leg['added']:.6g}"
            lines.append(f"  {name}: rank {leg['rank']}, {leg['kind']} {leg['score']:.6g}{added}")
        lines += self._token_lines()
        return "\n".join(lines)

    def _token_lines(self) -> list[str]:
        if self.tokens is None:
            return ["  tokens: search with explain=True to see which tokens matched"]
        if not self.tokens:
            return ["  tokens: none in common with the query"]
        lines = ["  tokens (query weight x document weight):"]
        for match in self.tokens[:_SHOWN_TOKENS]:
            token = printable(match.token)
            word = f'"{token}"' if match.kind == "exact" else token
            weights = f"{match.query_weight:.4g} x {match.document_weight:.4g}{_collection(match.factor)}"
            lines.append(f"    {match.product:8.4f}  {word}  ({weights})")
        rest = self.tokens[_SHOWN_TOKENS:]
        if rest:
            lines.append(f"    {sum(match.product for match in rest):8.4f}  {len(rest)} more")
        return lines


def _collection(factor: float) -> str:
    shown = f"{factor:.3g}"
    return "" if shown == "1" else f", collection x{shown}"
