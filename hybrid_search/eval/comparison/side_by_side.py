"""One query in two rows: what each shows, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hybrid_search.types import printable


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A hit, as it is shown beside another ranking.

    Attributes:
        rank: From 1.
        id: Of the document.
        text: Its beginning.
        grade: Of the judgement; None without one.
        legs: Leg name to its rank there; empty for a run handed in, and after a native fusion.
        tokens: The tokens with the largest products, and these; empty where none matched.
    """

    rank: int
    id: str
    text: str
    grade: int | None
    legs: Mapping[str, int]
    tokens: tuple[tuple[str, float], ...]

    @property
    def reason(self) -> str:
        """Ranks in the legs and strongest tokens, in a line safe to print."""
        legs = ", ".join(f"{name} #{rank}" for name, rank in self.legs.items())
        tokens = ", ".join(f"{printable(token)} {product:.2f}" for token, product in self.tokens)
        return "; ".join(part for part in (legs, tokens) if part)

    def __str__(self) -> str:
        grade = "unjudged" if self.grade is None else f"grade {self.grade}"
        reason = f"  [{self.reason}]" if self.reason else ""
        return f"{self.rank:4d}. {printable(self.id)} ({grade})  {printable(self.text)}{reason}"


@dataclass(frozen=True, slots=True)
class Side:
    """One ranking.

    Attributes:
        name: Of the row.
        value: Of the measure, for this query.
        hits: Best first.
    """

    name: str
    value: float
    hits: tuple[ShownHit, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One query in two rows; ``print`` shows both.

    Attributes:
        query: Its id.
        text: Its text.
        measure: What the values are of.
        relevant: How many documents are judged relevant.
        ours: The one row.
        theirs: The row it is held against.
    """

    query: str
    text: str
    measure: str
    relevant: int
    ours: Side
    theirs: Side

    def __str__(self) -> str:
        lines = [f"{printable(self.query)}: {printable(self.text)} ({self.relevant} relevant)"]
        for side in (self.ours, self.theirs):
            lines.append(f"{side.name}: {self.measure} {side.value:.3f}")
            lines += map(str, side.hits)
        return "\n".join(lines)
