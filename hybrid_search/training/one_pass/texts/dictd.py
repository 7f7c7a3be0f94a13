"""Dictionaries of the DICT protocol: an index, and a compressed file of articles.

Source of the format: dictd(8) and dictzip(1); a dictzip file is a gzip file.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from hybrid_search.training.one_pass.texts.passage import LONGEST, Passage, has_word, one_line

_DIGITS = {
    digit: value for value, digit in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
}
_LONGEST_HEADWORD = 60
_MOST_HEADWORDS = 4
_ETYMOLOGY = re.compile(r"\[[^\]]*\]")
_MARKUP = re.compile(r"<[^>]*>|[{}]")


def read_dictd(index: Path, source: str, *, least: int = 50) -> Iterator[Passage]:
    """The articles of a dictionary, each with its headwords as titles.

    Args:
        index: The file ``NAME.index``; ``NAME.dict.dz`` lies beside it.
        source: What to call the dictionary.
        least: Characters of an article that is long enough.
    """
    articles = gzip.decompress(index.with_suffix(".dict.dz").read_bytes())
    headwords: dict[tuple[int, int], list[str]] = {}
    for line in index.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split("\t")
        if len(fields) >= 3 and not fields[0].startswith("00"):  # 00-database-info and its like
            headwords.setdefault((_number(fields[1]), _number(fields[2])), []).append(fields[0])
    for (start, size), words in sorted(headwords.items()):
        article = articles[start : start + size].decode("utf-8", "replace")
        text = one_line(_MARKUP.sub("", _ETYMOLOGY.sub("", article.partition("\n")[2] or article)))
        titles = tuple(word for word in words if len(word) < _LONGEST_HEADWORD)[:_MOST_HEADWORDS]
        if len(text) > least and titles and has_word(text[:LONGEST]):
            yield Passage(text[:LONGEST], titles, source)


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 64 + _DIGITS[digit]
    return value
