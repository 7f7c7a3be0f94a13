"""Every number of the training, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from hybrid_search.errors import InvalidInput
from hybrid_search.training.one_pass.shape import HeadShape

_ABOVE_ZERO = {
    *("steps", "query_tokens", "document_tokens", "queries_per_passage", "batch_queries", "negatives", "candidates"),
    *("learning_rate", "gain_rate", "clip", "temperature", "rounds", "teacher_spread"),
}
_SHARES = {"final_rate", "held_out", "keep_start", "ramp"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides on a head, beside the texts and the head that training starts from.

    Attributes:
        seed: Of every choice.
        shape: Of the head; None is that of the head that training starts from, or the default from scratch.
        steps: Steps of a round.
        rounds: In the second and later ones, hard negatives also come from the head of the round before.
        held_out: Share of the passages that only the evaluation sees.
        query_tokens: Tokens of a query that are read, begin and end counted.
        document_tokens: The same for a passage.
        queries_per_passage: Real queries first, then invented ones.
        candidates: Hard negatives that are kept for a query.
        batch_queries: Queries of a step.
        negatives: Hard negatives of each query in a step.
        learning_rate: The highest, reached after *warm_up* steps, then falling as a cosine to *final_rate* of it.
        gain_rate: How much faster gains learn; they start from 1 and are few against what else moves.
        warm_up: Steps.
        final_rate: Share of the learning rate at the end.
        clip: Largest norm of a step's gradient.
        contrast: Weight of the cross-entropy over the passages of a step.
        distill: Weight of the teacher's ranking of the passages for a query.
        distill_back: Weight of its ranking of the queries for a passage.
        temperature: Of both rankings.
        teacher_cosine: Factor of the dense cosine in the default teacher's score.
        teacher_bm25: Factor of BM25 in it.
        teacher_own: What it adds to the score of a query's own passage.
        teacher_spread: Standard deviation that the scores of a model as teacher are brought to.
        complement: Weight of the cross-entropy of the own passage by the head, cosine and BM25 together: it teaches
            the head what the other two miss.
        complement_head: Factor of the head's score in that sum; the cosine's is *teacher_cosine*.
        complement_bm25: Factor of BM25 in it.
        lexical: Weight of a text's own wordpieces staying in its vector; 0.3 of it for documents.
        lexical_margin: The logit that a text's own wordpieces should have.
        flops_queries: Weight of the FLOPS regulariser on queries.
        flops_documents: The same on documents.
        l1_queries: Weight of the sum of a query's weights.
        l1_documents: The same on documents.
        keep_start: Share of the head that training started from in the result, which is the mean of the two heads'
            parameters. From scratch there is none.
        ramp: From scratch: share of the steps over which the regularisers rise to their weights, quadratically.

    Raises:
        InvalidInput: naming the field that is outside its range.
    """

    seed: int = 0
    shape: HeadShape | None = None
    steps: int = 3_000
    rounds: int = 1
    held_out: float = 0.05
    query_tokens: int = 40
    document_tokens: int = 112
    queries_per_passage: int = 2
    candidates: int = 48
    batch_queries: int = 24
    negatives: int = 1
    learning_rate: float = 1.2e-3
    gain_rate: float = 3.0
    warm_up: int = 50
    final_rate: float = 0.03
    clip: float = 1.0
    contrast: float = 0.5
    distill: float = 1.0
    distill_back: float = 0.5
    temperature: float = 1.5
    teacher_cosine: float = 14.0
    teacher_bm25: float = 0.66
    teacher_own: float = 1.0
    teacher_spread: float = 4.0
    complement: float = 0.5
    complement_head: float = 0.35
    complement_bm25: float = 0.53
    lexical: float = 0.3
    lexical_margin: float = 0.7
    flops_queries: float = 0.03
    flops_documents: float = 0.02
    l1_queries: float = 0.01
    l1_documents: float = 0.002
    keep_start: float = 0.5
    ramp: float = 0.4

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in _ABOVE_ZERO and not value > 0:
                raise InvalidInput(f"training: {field.name} is {value}; it must be above 0")
            if field.name in _SHARES and not 0 <= value <= 1:
                raise InvalidInput(f"training: {field.name} is {value}; it must lie from 0 to 1")
            if field.name != "shape" and not 0 <= value < float("inf"):
                raise InvalidInput(f"training: {field.name} is {value}; it must be 0 or above, and finite")
        if self.candidates < 2:
            raise InvalidInput("training: candidates is 1; a query's own passage may be it, so 2 at least")
        for name in ("query_tokens", "document_tokens"):
            if getattr(self, name) < 3:
                raise InvalidInput(f"training: {name} is {getattr(self, name)}; begin and end take 2, so 3 at least")

    def as_dict(self) -> Mapping[str, Any]:
        """As JSON values."""
        values = asdict(self)
        return values | {"shape": None if self.shape is None else [list(self.shape.mixed), self.shape.mlp]}
