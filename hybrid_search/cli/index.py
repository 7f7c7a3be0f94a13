"""``hybrid-search index``: from files to an index."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer

from hybrid_search.cli.columns import columns_from
from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.group import LEFT_OUT
from hybrid_search.cli.left_out import note_left_out, print_truncation
from hybrid_search.cli.options import (
    DEFAULT_ENCODER,
    AsJson,
    EncoderSpec,
    IdColumn,
    IndexTo,
    MetadataColumns,
    NumberColumns,
    TextColumn,
    TitleColumn,
)
from hybrid_search.cli.output import counted, print_json, safe, usage_error
from hybrid_search.cli.progress import progress_shown
from hybrid_search.cli.stored import Stored

if TYPE_CHECKING:
    from hybrid_search.ingest import PopulateReport


def index(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="A folder of .txt and .md files; a .jsonl (also BEIR's corpus.jsonl), .csv, .parquet, .arrow or "
            ".feather file; or a dataset of the Hugging Face hub, hub:OWNER/NAME?split=train.",
        ),
    ],
    to: IndexTo,
    encoder: EncoderSpec = DEFAULT_ENCODER,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, help="Documents that are encoded together at most.")
    ] = 64,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    title_column: TitleColumn = None,
    metadata_column: MetadataColumns = None,
    number: NumberColumns = None,
    optimize: Annotated[
        bool, typer.Option("--optimize", help="At the end, build what makes searches of a large index fast.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read files and store them in an index.

    Repeat it at will: what is stored unchanged is skipped, so it also goes on after an interruption. Exit code 3 says
    that some documents were left out; they are listed. The command sync does the same, and can cut documents into
    chunks and delete what is no longer in the sources.
    """
    from hybrid_search.index import HybridIndex
    from hybrid_search.ingest import open_source, populate

    if to.startswith("memory:"):
        raise usage_error("--to", f"{to!r} would be gone when the command ends; name a folder or a server")
    started = time.monotonic()
    columns = columns_from(id_column, text_column, title_column, metadata_column)
    files = [open_source(path, numbers=number or (), columns=columns) for path in sources]
    with Stored() as stored, progress_shown() as show, HybridIndex.open(to, encoder_from(encoder)) as opened:
        report = populate(opened, files, batch_size=batch_size, progress=stored.then(show))
        if optimize:
            opened.optimize()
        url = opened.url
    if as_json:
        print_json({"url": url} | report.as_dict() | {"seconds": round(time.monotonic() - started, 3)})
    else:
        _print(report, url, time.monotonic() - started)
    if not report.complete:
        raise typer.Exit(LEFT_OUT)


def _print(report: PopulateReport, url: str, seconds: float) -> None:
    documents = report.written + report.unchanged
    if documents and not report.written:
        typer.echo(f"{counted(documents, 'document')} in {safe(url)}: all unchanged, nothing to do.")
    else:
        rate = report.written / max(seconds, 1e-9)
        typer.echo(
            f"{counted(report.written, 'document')} stored in {safe(url)}, {report.unchanged:,} unchanged; "
            f"{seconds:.1f} s, {rate:,.0f}/s."
        )
    print_truncation(report.truncation)
    left_out = [str(entry) for entry in report.rejected]
    left_out += [f"document {one.id!r}: {one.reason}" for one in report.failed]
    note_left_out(left_out, len(left_out))
