"""JSON Lines of the user's own; the ``corpus.jsonl`` of BEIR is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from hybrid_search.ingest import Rejected
from hybrid_search.ingest.sources.base import no_tick
from hybrid_search.ingest.sources.lines import lines
from hybrid_search.training.one_pass.texts.chunks import chunks
from hybrid_search.training.one_pass.texts.passage import LONGEST, Passage, has_word, one_line


def read_jsonl(path: Path) -> Iterator[Passage | Rejected]:
    """The passages of a file with an object a line.

    Fields of a line: ``text``; ``title``; ``queries``, a list of real queries that the text answers. Others are left
    alone. A text without ``queries`` is cut into passages where it is long; one with them stays whole.
    """
    for line in lines(path, no_tick):
        if isinstance(line, Rejected):
            yield line
        elif line.text.strip():
            yield from _passages(line.text, f"{path.as_posix()}:{line.number}", path.stem)


def _passages(line: str, place: str, source: str) -> Iterator[Passage | Rejected]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        yield Rejected(place, f"is not valid JSON ({error})")
        return
    if not isinstance(record, dict):
        yield Rejected(place, "is no JSON object")
        return
    text, title, queries = record.get("text"), record.get("title") or "", record.get("queries") or []
    if not isinstance(text, str) or not isinstance(title, str):
        yield Rejected(place, '"text" must be a string, and "title" one or missing')
    elif not isinstance(queries, list) or not all(isinstance(query, str) and query.strip() for query in queries):
        yield Rejected(place, '"queries" must be a list of strings that are not empty')
    elif not has_word(text):
        yield Rejected(place, '"text" holds no ASCII word')
    else:
        titles = (one_line(title),) if title.strip() else ()
        real = tuple(one_line(query) for query in queries)
        parts = [one_line(text)] if real else list(chunks(text.split("\n\n")))
        for part in parts:
            if has_word(part):
                yield Passage(part[:LONGEST], titles, source, real)
