"""The user's own pairs: a query, and a document that answers it."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hybrid_search.errors import InvalidInput, InvalidSource, Unsupported
from hybrid_search.eval.datasets.columns import DOCUMENT, GRADE, id_in
from hybrid_search.eval.files.checksum import sha256
from hybrid_search.eval.files.lines import lines, objects
from hybrid_search.eval.runs.qrels import Judgement, collect, grade_of
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.types import Document

_NEEDED = "pairs stand in a .csv or .tsv file with a header, or in a .jsonl file"
_QUERY = ("query",)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Query texts and the ids of documents of an index that are relevant to them.

    The id of a query is its place among the different queries, from "1".

    Attributes:
        pairs: (query text, document id) or (query text, document id, grade); without a grade it is 1.
        name: What results call it.
        path: The file that they were read from, if any.

    Raises:
        InvalidInput: for something else than such pairs, or a document with two grades for one query.
    """

    pairs: Sequence[tuple[str, str] | tuple[str, str, int]]
    name: str = "pairs"
    path: Path | None = None
    _qrels: Qrels = field(init=False, repr=False, compare=False)
    _queries: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _read: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", tuple(self.pairs))
        ids: dict[str, str] = {}
        try:
            found = collect(_judgements(self.pairs, ids))
        except InvalidSource as error:
            raise InvalidInput(str(error)) from None
        object.__setattr__(self, "_qrels", found)
        object.__setattr__(self, "_queries", {id: text for text, id in ids.items()})

    @classmethod
    def read(cls, path: Path) -> Pairs:
        """The pairs of a file with the columns or fields ``query`` (its text), ``id`` and perhaps ``grade``.

        Raises:
            InvalidSource: naming the file and line that cannot be read.
        """
        path = Path(path)
        rows = objects(path, _NEEDED) if path.suffix.lower() == ".jsonl" else _table(path)
        pairs = tuple(_pair(place, entry) for place, entry in rows)
        if not pairs:
            raise InvalidSource(f"{path.as_posix()}: there are no pairs in it")
        return cls(pairs, path.stem, path)

    def documents(self) -> Iterator[Document]:
        """Pairs have no documents of their own.

        Raises:
            Unsupported: always.
        """
        raise Unsupported(f"{self.name}: pairs have no documents of their own; evaluate them on an index that has them")

    def queries(self) -> dict[str, str]:
        """Query id to text."""
        return dict(self._queries)

    def qrels(self) -> Qrels:
        """The grades."""
        return self._qrels

    def identity(self) -> Mapping[str, str]:
        """Kind, path if there is one, and the SHA-256 of the file, or of the pairs as JSON; computed once."""
        if not self._read:
            self._read["sha256"] = (
                hashlib.sha256(json.dumps(self.pairs).encode()).hexdigest()
                if self.path is None
                else sha256([self.path])
            )
        place = {} if self.path is None else {"path": str(self.path.resolve())}
        return {"kind": "pairs", "name": self.name, **place, **self._read}


def _judgements(pairs: Iterable[Sequence[object]], ids: dict[str, str]) -> Iterator[Judgement]:
    for number, pair in enumerate(pairs, start=1):
        place = f"pair {number}"
        if isinstance(pair, str) or len(pair) not in (2, 3):
            raise InvalidInput(f"{place}: {pair!r} must be (query, document id) or (query, document id, grade)")
        query, document, grade = (*pair, 1)[:3]
        if not isinstance(query, str) or not query.strip() or not isinstance(document, str) or not document:
            raise InvalidInput(f"{place}: {pair!r} must begin with the query's text and the document's id")
        yield Judgement(place, ids.setdefault(query, str(len(ids) + 1)), document, grade_of(grade, place))


def _pair(place: str, entry: Mapping[str, Any]) -> tuple[str, str, int]:
    grade = next((entry[name] for name in GRADE if entry.get(name) not in (None, "")), 1)
    return id_in(entry, _QUERY, place), id_in(entry, DOCUMENT, place), grade_of(grade, place)


def _table(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    tabs = path.suffix.lower() == ".tsv"
    place = path.as_posix()

    def texts() -> Iterator[str]:
        nonlocal place
        for place, text in lines(path, _NEEDED):  # noqa: B007  # the place of the last line that was read
            yield text + "\n"

    # Quotes mean nothing between tabs. A record of several lines is named by its last one.
    reader = csv.DictReader(
        texts(),
        delimiter="\t" if tabs else ",",
        quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL,
        strict=True,
    )
    try:
        for row in reader:
            if None in row or None in row.values():
                raise InvalidSource(f"{place}: has another number of columns than the header")
            yield place, row
    except csv.Error as error:
        raise InvalidSource(f"{place}: is not a CSV record ({error})") from None
