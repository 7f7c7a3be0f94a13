"""The results of one search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import overload

from hybrid_search.types.document import shorten
from hybrid_search.types.hit import Hit
from hybrid_search.types.printable import printable
from hybrid_search.types.truncation import Truncation


@dataclass(frozen=True, slots=True, repr=False)
class SearchResults(Sequence[Hit]):
    """Hits, best first, with how they came about.

    Attributes:
        hits: Best first.
        query: The query text.
        fusion: The fusion that ran, with its parameters; the backend's own formula for a native one; None for a single
            leg.
        seconds: Seconds spent in each stage: "encode", "adapt", "legs", "fuse", "native", "fetch", "rerank", "explain",
            "total".
        candidates: Leg name to how many candidates it returned; empty after a native fusion, which does not tell.
        truncation: What the encoder could not read of the query; after ``search_many``, of all its queries together.
    """

    hits: tuple[Hit, ...]
    query: str
    fusion: str | None
    seconds: Mapping[str, float]
    candidates: Mapping[str, int]
    truncation: Truncation = field(default_factory=Truncation)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        return self.hits[index]

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the hits, best first."""
        return tuple(hit.id for hit in self.hits)

    def __repr__(self) -> str:
        lines = [f"SearchResults({shorten(self.query)!r}: {self._summary()})"]
        lines += [
            f"{hit.rank:3d}  {hit.score:.4f}  {shorten(hit.id, 24)!r}  {shorten(hit.text)!r}" for hit in self.hits
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """A table for notebooks; ids, texts and metadata are escaped, so a document cannot run a script there."""
        rows = "".join(
            f"<tr><td>{hit.rank}</td><td>{hit.score:.4f}</td><td>{_shown(hit.id)}</td>"
            f"<td>{_shown(shorten(hit.text, 300))}</td><td>{_shown(_metadata_text(hit))}</td>"
            f"<td>{escape(_legs_text(hit))}</td></tr>"
            for hit in self.hits
        )
        kind = escape(self.hits[0].score_kind) if self.hits else "score"
        head = "".join(f"<th>{name}</th>" for name in ("rank", kind, "id", "text", "metadata", "legs"))
        return (
            f"<table><caption>{_shown(shorten(self.query, 300))} &middot; {escape(self._summary())}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _summary(self) -> str:
        parts = [f"{len(self)} hits", self.fusion or "one leg", f"{1000 * self.seconds.get('total', 0.0):.1f} ms"]
        if self.truncation.tokens:
            parts.append(f"{self.truncation.tokens} tokens of the query were not read")
        return ", ".join(parts)


def _shown(text: str) -> str:
    return escape(printable(text))


def _metadata_text(hit: Hit) -> str:
    return shorten(", ".join(f"{key}={value}" for key, value in hit.metadata.items()), 120)


def _legs_text(hit: Hit) -> str:
    return ", ".join(f"{name} #{leg.rank} ({leg.score:.3f})" for name, leg in hit.legs.items())
