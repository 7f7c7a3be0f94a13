"""The loop: AdamW over the head's parameters, resumable after any step."""

from __future__ import annotations

import math
import time
from dataclasses import astuple, dataclass
from pathlib import Path

from torch import Tensor
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from hybrid_search.training.one_pass import checkpoint, losses
from hybrid_search.training.one_pass.batches import Batch, Batches, Ints
from hybrid_search.training.one_pass.head import Encoded, Head
from hybrid_search.training.one_pass.settings import Settings
from hybrid_search.training.one_pass.states import States
from hybrid_search.training.one_pass.stopping import deferred_interrupt
from hybrid_search.training.one_pass.tensors import Embedding, Tokens, tokens_of
from hybrid_search.training.one_pass.watcher import Watcher

_SHOWN_OVER = 50
_SAVE_EVERY_S = 60.0
_DOCUMENTS_OWN_WORDS = 0.3


@dataclass(frozen=True, slots=True)
class Step:
    """What a step found: its loss, and the mean non-zeros of its queries and documents."""

    loss: float
    query_nonzeros: float
    document_nonzeros: float


class Trainer:
    """Trains a head in place.

    Args:
        head: The head.
        queries: Hidden states of the queries.
        documents: Hidden states of the documents.
        embedding: Layer 0.
        batches: What each step sees.
        settings: All numbers.
        ramped: Whether the regularisers rise slowly, for a head that knows nothing yet.
        path: The checkpoint; training goes on from it if it is there.
    """

    def __init__(
        self,
        head: Head,
        queries: States,
        documents: States,
        embedding: Embedding,
        batches: Batches,
        settings: Settings,
        *,
        ramped: bool,
        path: Path,
    ) -> None:
        self._head = head
        self._queries = queries
        self._documents = documents
        self._embedding = embedding
        self._batches = batches
        self._settings = settings
        self._ramped = ramped
        self._path = path
        gains = [head.parameters["log_gain"]]
        others = [parameter for name, parameter in head.parameters.items() if name != "log_gain"]
        self._optimizer = AdamW([{"params": others}, {"params": gains}], lr=settings.learning_rate, weight_decay=0.0)
        self.done = checkpoint.restore(path, head.parameters, self._optimizer)

    def run(self, watcher: Watcher, until: int | None = None) -> None:
        """Train up to the last step, or up to *until*.

        Raises:
            KeyboardInterrupt: after Ctrl-C, when the checkpoint is written.
        """
        steps = self._settings.steps
        last = steps if until is None else min(until, steps)
        recent: list[Step] = []
        saved = time.monotonic()
        with watcher.stage("training", steps) as advance, deferred_interrupt() as stopping:
            while self.done < last and not stopping.asked:
                recent = [*recent[1 - _SHOWN_OVER :], self._step(self.done)]
                self.done += 1
                advance(self.done, _figures(recent))
                if time.monotonic() - saved > _SAVE_EVERY_S:
                    self.save()
                    saved = time.monotonic()
            self.save()
        if stopping.asked:
            raise KeyboardInterrupt

    def save(self) -> None:
        """Write the checkpoint."""
        checkpoint.save(self._path, self.done, self._head.parameters, self._optimizer)

    def _step(self, step: int) -> Step:
        batch = self._batches.at(step)
        asked, queries = self._encoded(self._queries, batch.queries)
        found, documents = self._encoded(self._documents, batch.documents)
        loss = self._loss(step, batch, queries, documents) + self._settings.lexical * (
            self._own_words(asked, queries) + _DOCUMENTS_OWN_WORDS * self._own_words(found, documents)
        )
        rate = self._settings.learning_rate * schedule(step, self._settings)
        for group, factor in zip(self._optimizer.param_groups, (1.0, self._settings.gain_rate), strict=True):
            group["lr"] = rate * factor
        self._optimizer.zero_grad()
        loss.backward()
        clip_grad_norm_(self._head.parameters.values(), self._settings.clip)
        self._optimizer.step()
        return Step(float(loss.detach()), _nonzeros(queries.weights), _nonzeros(documents.weights))

    def _encoded(self, states: States, texts: Ints) -> tuple[Tokens, Encoded]:
        tokens = tokens_of(states, texts.tolist(), self._head.shape.mixed, self._embedding)
        return tokens, self._head(tokens)

    def _loss(self, step: int, batch: Batch, queries: Encoded, documents: Encoded) -> Tensor:
        own = self._settings
        scores = queries.weights @ documents.weights.T
        loss = own.contrast * losses.contrast(scores, batch.positives)
        loss = loss + own.distill * losses.distillation(scores, batch.teacher, own.temperature, batch.known)
        if batch.known is None:  # a model as teacher says nothing of other queries' passages
            back = losses.distillation(scores.T, batch.teacher.T, own.temperature)
            loss = loss + own.distill * own.distill_back * back
        together = own.complement_head * scores + batch.others
        loss = loss + own.complement * losses.contrast(together, batch.positives)
        regularisers = (
            own.flops_queries * losses.flops(queries.weights)
            + own.flops_documents * losses.flops(documents.weights)
            + own.l1_queries * losses.l1(queries.weights)
            + own.l1_documents * losses.l1(documents.weights)
        )
        return loss + (losses.ramp(step, own.steps, own.ramp) if self._ramped else 1.0) * regularisers

    def _own_words(self, tokens: Tokens, encoded: Encoded) -> Tensor:
        places = self._head.place[tokens.ids]
        pieces = places.clamp(min=0)
        logits = (encoded.tokens * self._head.decoder[pieces]).sum(dim=1) + self._head.parameters["bias"][pieces]
        return losses.own_words(logits, places >= 0, self._settings.lexical_margin)


def schedule(step: int, settings: Settings) -> float:
    """The share of the learning rate: linear warm-up times a cosine from 1 to ``final_rate``."""
    warm = min(1.0, (step + 1) / settings.warm_up) if settings.warm_up else 1.0
    cosine = (1 + math.cos(math.pi * step / settings.steps)) / 2
    return warm * (cosine * (1 - settings.final_rate) + settings.final_rate)


def _nonzeros(weights: Tensor) -> float:
    return float((weights.detach() > 0).sum(dim=1).float().mean())


def _figures(recent: list[Step]) -> str:
    loss, queries, documents = (sum(column) / len(recent) for column in zip(*map(astuple, recent), strict=True))
    return f"loss {loss:.3f}, non-zeros {queries:.0f} of a query, {documents:.0f} of a document"
