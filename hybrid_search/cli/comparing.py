"""What ``eval`` and ``compare`` share: options, and where a result goes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hybrid_search.cli.comparison_table import print_comparison
from hybrid_search.cli.output import note, print_json, usage_error

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.eval.dataset import Dataset

DatasetName = Annotated[
    str,
    typer.Argument(
        metavar="DATASET",
        help="A folder in the BEIR layout, TREC files or JSONL, a file of (query, id) pairs, or a name such as "
        "nano-beir:msmarco or beir:scifact.",
    ),
]

Split = Annotated[
    str | None, typer.Option("--split", metavar="NAME", help="Which judgements, where there are several.")
]

Measures = Annotated[
    str,
    typer.Option("--measures", metavar="NAMES", help="Names as ir_measures has them, with commas; the first decides."),
]

DEFAULT_MEASURES = "nDCG@10,RR@10,R@100"

ReportFile = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write a report: a page for .html, a table for .md.", dir_okay=False),
]

SaveFolder = Annotated[
    Path | None,
    typer.Option(
        "--save", metavar="FOLDER", help="Write result.json and a TREC run file of each row there.", file_okay=False
    ),
]

WEIGHTS = 11


def measures_from(text: str) -> list[str]:
    """The names between commas or blanks; commas within parentheses are parameters of a measure."""
    return [name for name in re.split(r"[,\s]+(?![^(]*\))", text) if name]


def dataset_from(name: str, split: str | None) -> Dataset:
    """The dataset, after saying what is wrong with it."""
    from hybrid_search.eval import Pairs, check_dataset, open_dataset

    opened = open_dataset(name, split=split)
    # Pairs have no documents; which of theirs are there, the index is asked afterwards.
    known = {id for grades in opened.qrels().values() for id in grades} if isinstance(opened, Pairs) else None
    for finding in check_dataset(opened, known):
        note(str(finding))
    return opened


def check_report(report: Path | None) -> None:
    """Refuse, before the work and not after it, a report for which there is no folder.

    Raises:
        BadParameter: naming the folder.
    """
    if report is not None and not report.resolve().parent.is_dir():
        folder = str(report.resolve().parent)
        raise usage_error("--report", f"there is no folder {folder!r}; make it, or name another")


def put_out(result: ComparisonResult, report: Path | None, save: Path | None, *, as_json: bool) -> None:
    """Files first, then the terminal, which has the result even if a file cannot be written."""
    from hybrid_search.eval.comparison.saved import as_json as plain

    try:
        if report is not None:
            text = result.to_markdown() if report.suffix.lower() in (".md", ".markdown") else result.to_html()
            report.write_text(text, "utf-8")
            note(f"The report is {report}")
        if save is not None:
            result.save(save)
            note(f"Saved in {save}")
    finally:
        if as_json:
            print_json(plain(result))
        else:
            print_comparison(result)
