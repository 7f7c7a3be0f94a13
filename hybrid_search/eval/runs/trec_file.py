"""Runs and judgements as files, in the columns of TREC."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

from hybrid_search._atomic_file import write_atomically
from hybrid_search.errors import InvalidInput, InvalidSource
from hybrid_search.eval.files.lines import lines
from hybrid_search.eval.runs.qrels import Judgement, collect, grade_of
from hybrid_search.eval.runs.run import Qrels, Run

_ENDS_A_COLUMN = re.compile("[\t\r\n]")


def write_run(run: Run, path: str | PathLike[str], *, tag: str = "hybrid-search") -> None:
    """Write ``QUERY Q0 DOCUMENT RANK SCORE TAG`` lines, each query's by descending score, ranks from 1.

    Scores are written with all their digits, so :func:`read_run` gives the same run, but for queries for which nothing
    was retrieved: they have no line. Columns stand between spaces; where an id has a blank in it, between tabs, which
    this library reads and other tools may not.

    Args:
        run: What was retrieved.
        path: The file; its folder must exist. It is there whole or not at all.
        tag: Name of the run, without blanks.

    Raises:
        InvalidInput: for an empty run, a score that is not finite, or an id or a tag that no column can hold.
    """
    if not any(run.values()):
        raise InvalidInput(f"{Path(path).as_posix()}: the run is empty, and a run file needs at least one line")
    if not tag or any(character.isspace() for character in tag):
        raise InvalidInput(f"tag {tag!r} must be a word without blanks")
    written = []
    for query, found in run.items():
        ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))
        for rank, (document, score) in enumerate(ranked, start=1):
            if not math.isfinite(score):
                raise InvalidInput(f"query {query!r}, document {document!r}: the score {score!r} is not finite")
            written.append(_line(query, "Q0", document, str(rank), repr(float(score)), tag))
    write_atomically(Path(path), "".join(written).encode())


def read_run(path: str | PathLike[str]) -> Run:
    """Read a run file. As everywhere, the scores decide the order, and the column of ranks says nothing.

    Raises:
        InvalidSource: naming file and line, for other than six columns, a score that is not a finite number, or a
            document that stands twice for a query; for an empty file.
    """
    run: dict[str, dict[str, float]] = {}
    for place, columns in _columns(Path(path), 6, "QUERY Q0 DOCUMENT RANK SCORE TAG"):
        query, _, document, _, score, _ = columns
        found = run.setdefault(query, {})
        if document in found:
            raise InvalidSource(f"{place}: document {document!r} is there twice for query {query!r}; keep one")
        found[document] = _finite(score, place)
    if not run:
        raise InvalidSource(f"{Path(path).as_posix()}: the run is empty; a run file has at least one line")
    return run


def write_qrels(qrels: Qrels, path: str | PathLike[str]) -> None:
    """Write ``QUERY 0 DOCUMENT GRADE`` lines, as trec_eval and ir_measures read them.

    Raises:
        InvalidInput: for an id that no column can hold.
    """
    written = [
        _line(query, "0", document, str(grade)) for query, judged in qrels.items() for document, grade in judged.items()
    ]
    write_atomically(Path(path), "".join(written).encode())


def read_qrels(path: str | PathLike[str]) -> Qrels:
    """Read judgements of four columns; the second is ignored.

    Raises:
        InvalidSource: naming file and line, for other columns, a grade that is no whole number, or two grades for one
            document; for an empty file.
    """
    rows = _columns(Path(path), 4, "QUERY 0 DOCUMENT GRADE")
    qrels = collect(
        Judgement(place, query, document, grade_of(grade, place)) for place, (query, _, document, grade) in rows
    )
    if not qrels:
        raise InvalidSource(f"{Path(path).as_posix()}: there are no judgements; a qrels file has at least one line")
    return qrels


def _columns(path: Path, count: int, names: str) -> Iterator[tuple[str, list[str]]]:
    for place, text in lines(path, f"expected lines of {names}"):
        columns = text.split("\t") if text.count("\t") == count - 1 else re.split("[ \t]+", text.strip(" \t"))
        if len(columns) != count:
            raise InvalidSource(f"{place}: has {len(columns)} columns; expected the {count} of {names}")
        yield place, columns


def _line(*columns: str) -> str:
    for column in columns:
        if not column or _ENDS_A_COLUMN.search(column):
            raise InvalidInput(
                f"id {column!r} cannot stand in a TREC file: it must not be empty or hold tabs or line ends"
            )
    blank = any(character.isspace() for column in columns for character in column)
    return ("\t" if blank else " ").join(columns) + "\n"


def _finite(score: str, place: str) -> float:
    try:
        value = float(score)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InvalidSource(f"{place}: the score {score!r} must be a finite number")
    return value
