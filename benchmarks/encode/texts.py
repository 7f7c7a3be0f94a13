"""The texts that everybody encodes: a BEIR folder, or passages recombined from the sample's sentences."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from hybrid_search.eval import BeirFolder

SAMPLE = Path(__file__).parents[2] / "examples/sample"
_MEAN_WORDS, _LEAST_WORDS, _MOST_WORDS = 80, 8, 240


@dataclass(frozen=True, slots=True)
class Texts:
    """Attributes are lists of texts; *source* says where they are from."""

    documents: list[str]
    queries: list[str]
    source: str


def read_texts(folder: Path | None, documents: int) -> Texts:
    """As many *documents* as asked for, repeated if *folder* has fewer, and all judged queries.

    Without a folder the documents are runs of sentences of the sample in random order (seeded), their lengths
    exponentially distributed around 80 words: many short, some over the encoders' limit of 256 tokens.
    """
    data = BeirFolder(folder or SAMPLE)
    queries, own = list(data.queries().values()), [document.text for document in data.documents()]
    if folder:
        return Texts(list(islice(cycle(own), documents)), queries, folder.name)
    rng = random.Random(7)
    sentences = [sentence for text in own for sentence in re.split(r"(?<=[.?!]) ", text)]
    return Texts([_passage(rng, sentences) for _ in range(documents)], queries, "recombined sample")


def _passage(rng: random.Random, sentences: list[str]) -> str:
    wanted = min(max(rng.expovariate(1 / _MEAN_WORDS), _LEAST_WORDS), _MOST_WORDS)
    words: list[str] = []
    while len(words) < wanted:
        words += rng.choice(sentences).split()
    return " ".join(words)
