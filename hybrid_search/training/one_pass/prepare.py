"""Everything that training reads, made once: texts, queries, hidden states, and the legs that score them."""

from __future__ import annotations

from dataclasses import dataclass

from hybrid_search.training.one_pass import collection as collections
from hybrid_search.training.one_pass.collection import Collection
from hybrid_search.training.one_pass.plan import Plan
from hybrid_search.training.one_pass.scores import DenseLeg, SparseLeg, bm25_leg
from hybrid_search.training.one_pass.shape import HeadShape
from hybrid_search.training.one_pass.states import States, states_of
from hybrid_search.training.one_pass.tensors import Embedding
from hybrid_search.training.one_pass.texts import read_texts
from hybrid_search.training.one_pass.trunk import Trunk
from hybrid_search.training.one_pass.watcher import Watcher


@dataclass(frozen=True, slots=True)
class Prepared:
    """What training reads.

    Attributes:
        train: The passages and queries to train on.
        held_out: Those that only the evaluation sees.
        queries: Hidden states of the queries.
        documents: Hidden states of the documents.
        embedding: Layer 0.
        dense: Cosine of queries and documents.
        bm25: BM25 of queries and documents.
    """

    train: Collection
    held_out: Collection
    queries: States
    documents: States
    embedding: Embedding
    dense: DenseLeg
    bm25: SparseLeg


def read_collections(plan: Plan, watcher: Watcher) -> tuple[Collection, Collection]:
    """Texts and queries, from the work folder if an earlier run has read them.

    Raises:
        InvalidInput: if there are too few passages.
        InvalidSource: if a text cannot be read.
    """
    train, held_out = (plan.work / f"{name}.jsonl" for name in ("train", "held-out"))
    if not train.exists():
        watcher.say("reading texts")
        texts = read_texts(plan.texts, plan.work / "debian", plan.settings.seed, watcher.say)
        parts = collections.split(texts, plan.settings)
        collections.write(parts[1], held_out)
        collections.write(parts[0], train)  # the last: it says that both are there
    found = collections.read(train), collections.read(held_out)
    watcher.say(
        f"{len(found[0].documents):,} passages with {len(found[0].queries):,} queries to train on, "
        f"{len(found[1].documents):,} passages held out"
    )
    return found


def prepare(plan: Plan, trunk: Trunk, shape: HeadShape, watcher: Watcher) -> Prepared:
    """Make what is not there yet.

    Args:
        plan: The training.
        trunk: What reads the texts.
        shape: The head's: which layers are kept.
        watcher: Told how far it is.

    Raises:
        InvalidInput: if there are too few passages, or the disk has no room.
        InvalidSource: if a text cannot be read.
    """
    train, held_out = read_collections(plan, watcher)
    own = plan.settings
    queries = states_of(train.queries, trunk, shape.mixed, own.query_tokens, plan.work / "queries", watcher)
    documents = states_of(train.documents, trunk, shape.mixed, own.document_tokens, plan.work / "documents", watcher)
    watcher.say("counting words for BM25")
    return Prepared(
        train=train,
        held_out=held_out,
        queries=queries,
        documents=documents,
        embedding=Embedding(trunk.arrays),
        dense=DenseLeg(queries.dense, documents.dense),
        bm25=bm25_leg(train.queries, train.documents),
    )
