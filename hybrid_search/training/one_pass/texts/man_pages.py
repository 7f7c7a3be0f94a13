"""Manual pages: each section of prose, titled by what the page is about.

Source of the format: man(7).
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from hybrid_search.training.one_pass.texts.chunks import chunks
from hybrid_search.training.one_pass.texts.english import is_english_prose
from hybrid_search.training.one_pass.texts.passage import LONGEST, Passage, one_line

_ESCAPES = re.compile(r"\\f[A-Z]|\\-|\\&|\\\(..")
_FONTS = (".B ", ".I ", ".BR ", ".IR ", ".RB ", ".RI ")
_LEFT_OUT = {"NAME", "SYNOPSIS", "SEE ALSO", "COLOPHON"}
_SENTENCES = re.compile(r"(?<=\.) (?=[A-Z])")
_MOST_CHUNKS = 2


def read_man_page(file: Path) -> Iterator[Passage]:
    """The prose of one page, gzipped; a page that only includes another has none."""
    raw = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
    sections = _sections(raw)
    line = next((text for name, text in sections if name == "NAME"), "")
    if raw.startswith(".so") or not line:
        return
    command, what = line.split(" ")[0].rstrip(","), line.split(" - ")[-1]
    for name, text in sections:
        if name not in _LEFT_OUT:
            title = what if name == "DESCRIPTION" else f"{name.lower()} {command}"
            for chunk in list(chunks(_SENTENCES.split(text)))[:_MOST_CHUNKS]:
                if is_english_prose(chunk):
                    yield Passage(chunk[:LONGEST], (title, line.replace(" - ", " ")), "man")


def _sections(raw: str) -> list[tuple[str, str]]:
    sections: list[tuple[str, list[str]]] = []
    for line in raw.split("\n"):
        if line.startswith((".SH", ".SS")):
            sections.append((_plain(line[3:]).strip(' "'), []))
        elif sections and line.startswith(_FONTS):
            sections[-1][1].append(_plain(line.partition(" ")[2]).replace('"', ""))
        elif sections and not line.startswith((".", "'")):
            sections[-1][1].append(_plain(line))
    return [(name, one_line(" ".join(lines))) for name, lines in sections]


def _plain(line: str) -> str:
    return _ESCAPES.sub(lambda escape: "-" if escape.group() == r"\-" else "", line)
