"""Paragraphs to passages of a like length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

WORDS = 110
"""Words of a passage, about: MS MARCO's passages have half of that, web paragraphs as much."""


def chunks(paragraphs: Iterable[str], words: int = WORDS) -> Iterator[str]:
    """Join short paragraphs up to *words*; a paragraph of more than twice that loses what is beyond *words*."""
    held: list[str] = []
    count = 0
    for paragraph in paragraphs:
        split = paragraph.split()
        if held and count + len(split) > words:
            yield " ".join(held)
            held, count = [], 0
        if len(split) > 2 * words:
            split = split[:words]
        held += split
        count += len(split)
    if held:
        yield " ".join(held)
