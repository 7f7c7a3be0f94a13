"""The queries of TREC, in the three formats that they come in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from hybrid_search.errors import InvalidSource
from hybrid_search.eval.datasets.records import Record, record
from hybrid_search.eval.files.lines import Line, lines, parsed

_NEEDED = "it holds the topics"
_TAG = re.compile(r"<(/?)(\w+)>\s*")
_LABELS = re.compile(r"^\s*(?:Number|Topic|Description|Narrative):\s*")


def topics(path: Path, part: str) -> Iterator[Record]:
    """Each topic of a file; the format is told by its first line: ``<`` begins a block, ``{`` an object.

    Raises:
        InvalidSource: naming the file and line that cannot be read.
    """
    unread = lines(path, _NEEDED)
    first = next(unread, None)
    if first is None:
        raise InvalidSource(f"{path.as_posix()}: there are no topics in it")
    both = chain([first], unread)
    if first.text.lstrip().startswith("{"):
        return (record(*entry) for entry in parsed(both))
    return _blocks(both, part) if first.text.lstrip().startswith("<") else _rows(both)


def _rows(unread: Iterator[Line]) -> Iterator[Record]:
    for place, text in unread:
        id, tab, query = text.partition("\t")
        if not tab or not id.strip():
            raise InvalidSource(f"{place}: expected ID and text with a tab between them")
        yield Record(place, id.strip(), query.strip())


def _blocks(unread: Iterator[Line], part: str) -> Iterator[Record]:
    """Classic topics: fields need no closing tags, and may go over several lines."""
    parts: dict[str, list[str]] | None = None
    began, tag = "", ""
    for place, text in unread:
        rest = text
        while True:
            found = _TAG.search(rest)
            before = rest[: found.start()] if found else rest
            if parts is not None and tag and before.strip():
                parts[tag].append(before.strip())
            if not found:
                break
            closing, name, rest = bool(found[1]), found[2].lower(), rest[found.end() :]
            if name == "top" and not closing:
                parts, began, tag = {}, place, ""
            elif name == "top" and parts is not None:
                yield _topic(began, parts, part)
                parts, tag = None, ""
            elif parts is not None:
                tag = "" if closing else name
                parts.setdefault(name, [])
    if parts is not None:
        raise InvalidSource(f"{began}: the topic that begins here has no </top>")


def _topic(place: str, parts: dict[str, list[str]], part: str) -> Record:
    for wanted in ("num", part):
        if not parts.get(wanted):
            raise InvalidSource(f"{place}: the topic has no <{wanted}>; it has {', '.join(sorted(parts)) or 'nothing'}")
    number, text = (_LABELS.sub("", " ".join(parts[name])).strip() for name in ("num", part))
    return Record(place, number, text)
