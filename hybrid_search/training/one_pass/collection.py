"""Passages and their queries, kept as JSON Lines in the work folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hybrid_search._atomic_file import write_atomically
from hybrid_search.ingest.sources.make import titled
from hybrid_search.training.one_pass.queries import Frequencies, Known, Thesaurus, queries_for
from hybrid_search.training.one_pass.seeds import digest, seeded
from hybrid_search.training.one_pass.settings import Settings
from hybrid_search.training.one_pass.texts import Texts

_LEAST_HELD_OUT = 8
_MOST_HELD_OUT = 1_000
_TITLED = 0.5


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, and queries of which each has one document.

    Attributes:
        documents: The texts; half of them begin with their title.
        queries: The queries.
        positives: The number of each query's document.
    """

    documents: Sequence[str]
    queries: Sequence[str]
    positives: Sequence[int]


def split(texts: Texts, settings: Settings) -> tuple[Collection, Collection]:
    """What is trained on, and what is held out: the passages of lowest hash, so that adding texts moves few."""
    passages = sorted(texts.passages, key=lambda passage: digest(settings.seed, passage.text))
    share = round(settings.held_out * len(passages))
    held_out = min(max(share, _LEAST_HELD_OUT), _MOST_HELD_OUT)
    known = Known(Thesaurus(texts.wordnet), Frequencies(passage.text for passage in passages))
    parts = []
    for some in (passages[held_out:], passages[:held_out]):
        documents: list[str] = []
        queries: list[str] = []
        positives: list[int] = []
        for passage in some:
            wanted = queries_for(passage, known, settings.queries_per_passage, settings.seed)
            queries += wanted
            positives += [len(documents)] * len(wanted)
            has_title = passage.titles and seeded(settings.seed, "title", passage.text).random() < _TITLED
            documents.append(titled(passage.titles[0], passage.text) if has_title else passage.text)
        parts.append(Collection(documents, queries, positives))
    return parts[0], parts[1]


def write(collection: Collection, path: Path) -> None:
    """Write a line a document, with its queries."""
    asked: list[list[str]] = [[] for _ in collection.documents]
    for query, document in zip(collection.queries, collection.positives, strict=True):
        asked[document].append(query)
    lines = [
        json.dumps({"text": text, "queries": queries}, ensure_ascii=False)
        for text, queries in zip(collection.documents, asked, strict=True)
    ]
    write_atomically(path, ("\n".join(lines) + "\n").encode("utf-8", "replace"))


def read(path: Path) -> Collection:
    """Read what :func:`write` wrote."""
    with path.open(encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    queries = [(query, number) for number, entry in enumerate(entries) for query in entry["queries"]]
    return Collection([entry["text"] for entry in entries], [q for q, _ in queries], [number for _, number in queries])
