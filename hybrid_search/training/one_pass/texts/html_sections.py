"""HTML documentation: each section with its heading."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue]  # a C module without stubs

from hybrid_search.training.one_pass.texts.chunks import chunks
from hybrid_search.training.one_pass.texts.english import is_english_prose
from hybrid_search.training.one_pass.texts.passage import LONGEST, Passage, one_line

SUFFIXES = (".html", ".htm", ".html.gz", ".xhtml", ".page")
_LARGEST = 3_000_000
_MOST_CHUNKS = 3
_HEADINGS = {"h1", "h2", "h3", "h4", "h5"}
_LEFT_OUT = {"script", "style", "nav", "footer"}
_NUMBER = re.compile(r"^[\dA-Z]{0,3}(\.?\d+)*\.?\s+")
_SITE = re.compile(r" [—|–-] | :: ")
_LEAST_PARAGRAPH = 30
_TITLE_LENGTHS = range(4, 100)


def read_html(file: Path, source: str) -> Iterator[Passage]:
    """The sections of one page, each with its heading and the page's title; only English prose.

    Args:
        file: The page, gzipped or not. A page that is too large or does not parse has no sections.
        source: What to call where it comes from.
    """
    raw = gzip.decompress(file.read_bytes()) if file.name.endswith(".gz") else file.read_bytes()
    if len(raw) > _LARGEST:
        return
    try:
        root = html.fromstring(raw, parser=html.HTMLParser(encoding=_encoding(raw)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    for title, heading, paragraphs in _sections(root):
        titles = tuple(dict.fromkeys(text for text in (heading, title) if len(text) in _TITLE_LENGTHS))
        if titles:
            for number, chunk in enumerate(chunks(paragraphs)):
                if number < _MOST_CHUNKS and is_english_prose(chunk):
                    yield Passage(chunk[:LONGEST], titles, source)


def _encoding(raw: bytes) -> str | None:
    """UTF-8 where it can be that, since lxml would take a page that does not say so for Latin-1; else what it says."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _sections(root: Any) -> Iterator[tuple[str, str, list[str]]]:
    title = heading = ""
    paragraphs: list[str] = []
    for element in root.iter():
        if not isinstance(element.tag, str):  # a comment
            continue
        tag = element.tag.rpartition("}")[2].lower()
        if tag in _HEADINGS:
            if paragraphs:
                yield title, heading, paragraphs
            heading, paragraphs = _NUMBER.sub("", _text(element)).strip("¶# "), []
        elif tag == "title":
            title = _SITE.split(_text(element))[0]
        elif tag in {"p", "dd", "li"} and not _nested(element, tag):
            text = _text(element)
            if len(text) > _LEAST_PARAGRAPH:
                paragraphs.append(text)
    if paragraphs:
        yield title, heading, paragraphs


def _nested(element: Any, tag: str) -> bool:
    """Whether its text is left out, or comes again in an element within."""
    return (tag != "p" and element.find(".//p") is not None) or any(
        isinstance(above.tag, str) and above.tag in _LEFT_OUT for above in element.iterancestors()
    )


def _text(element: Any) -> str:
    return one_line("".join(element.itertext()))
