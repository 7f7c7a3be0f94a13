"""Text and Markdown files: headings are the titles of what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hybrid_search.ingest import FolderSource, Rejected
from hybrid_search.training.one_pass.texts.chunks import chunks
from hybrid_search.training.one_pass.texts.passage import LONGEST, Passage, has_word, one_line

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def read_prose(path: Path) -> Iterator[Passage | Rejected]:
    """The passages of a ``.txt`` or ``.md`` file, or of all such files below a folder.

    Raises:
        InvalidSource: if there is no such file below the folder.
    """
    for entry in FolderSource(path).read():
        if isinstance(entry, Rejected):
            yield entry
        else:
            yield from _sections(entry.document.text, path.name)


def _sections(text: str, source: str) -> Iterator[Passage]:
    # re.split with one group: text, heading, text, heading, text …
    before, *rest = _HEADING.split(text)
    yield from _passages(before, (), source)
    for heading, body in zip(rest[::2], rest[1::2], strict=True):
        yield from _passages(body, (one_line(heading),), source)


def _passages(body: str, titles: tuple[str, ...], source: str) -> Iterator[Passage]:
    paragraphs = [one_line(part) for part in re.split(r"\n\s*\n", body)]
    for chunk in chunks(part for part in paragraphs if part):
        if has_word(chunk):
            yield Passage(chunk[:LONGEST], titles, source)
