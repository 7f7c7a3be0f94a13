"""``hybrid-search sync``: an index equal to its sources."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
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
from hybrid_search.cli.progress import Show, progress_shown
from hybrid_search.cli.stages_line import stages_line
from hybrid_search.cli.stored import Stored

if TYPE_CHECKING:
    from hybrid_search.ingest import Entry, Source
    from hybrid_search.ingest.chunk import Chunker
    from hybrid_search.ingest.sync import SyncProgress, SyncReport

_DOING = {"read": "Reading", "encode": "Encoding", "write": "Writing"}


def sync(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="As for index: a folder, a file, or hub:OWNER/NAME?split=train; together they are the whole index.",
        ),
    ],
    to: IndexTo,
    encoder: EncoderSpec = DEFAULT_ENCODER,
    delete_missing: Annotated[
        bool, typer.Option("--delete-missing", help="Delete what is stored and not in the sources.")
    ] = False,
    max_delete_share: Annotated[
        float,
        typer.Option(
            "--max-delete-share",
            min=0,
            max=1,
            help="Delete nothing if that would be more than this share of what is stored.",
        ),
    ] = 0.1,
    yes: Annotated[bool, typer.Option("--yes", help="Delete whatever the share.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be done.")] = False,
    chunk: Annotated[
        int | None,
        typer.Option("--chunk", metavar="TOKENS", min=1, help="Cut documents into chunks of so many tokens."),
    ] = None,
    overlap: Annotated[
        int | None,
        typer.Option("--overlap", metavar="TOKENS", min=0, help="Tokens that neighbouring chunks share, with --chunk."),
    ] = None,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, help="Documents or chunks that are encoded together at most.")
    ] = 64,
    workers: Annotated[
        int, typer.Option("--workers", min=0, help="Processes that encode; they share the processors. 0: this one.")
    ] = 0,
    patience: Annotated[
        float,
        typer.Option(
            "--patience", metavar="SECONDS", help="How long a request is tried again while the backend is down."
        ),
    ] = 300.0,
    id_column: IdColumn = None,
    text_column: TextColumn = None,
    title_column: TitleColumn = None,
    metadata_column: MetadataColumns = None,
    number: NumberColumns = None,
    as_json: AsJson = False,
) -> None:
    """Make an index equal to its sources: add what is new, store again what changed, skip the rest.

    It does as the command index, and can cut documents into chunks and delete what is no longer in the sources. Stop it
    at will, and repeat it: it goes on. Exit code 3 says that some documents were left out; they are listed.
    """
    from hybrid_search.index import HybridIndex
    from hybrid_search.ingest import open_source

    if to.startswith("memory:"):
        raise usage_error("--to", f"{to!r} would be gone when the command ends; name a folder or a server")
    chunker = _chunker(chunk, overlap)
    started = time.monotonic()
    columns = columns_from(id_column, text_column, title_column, metadata_column)
    reading = _Reading([open_source(path, numbers=number or (), columns=columns) for path in sources])
    with (
        Stored() as stored,
        progress_shown(events=as_json) as show,
        HybridIndex.open(to, encoder_from(encoder)) as opened,
    ):
        report = opened.sync(
            reading.entries(),
            chunker=chunker,
            delete_missing=delete_missing,
            max_delete_share=1.0 if yes else max_delete_share,
            dry_run=dry_run,
            batch_size=batch_size,
            workers=workers,
            patience_s=patience,
            progress=reading.tell(show if dry_run else stored.then(show)),
        )
        url = opened.url
    seconds = time.monotonic() - started
    if as_json:
        print_json({"url": url} | report.as_dict() | {"seconds": round(seconds, 3)})
    else:
        _print(report, url, seconds)
    if not report.complete:
        raise typer.Exit(LEFT_OUT)


def _chunker(chunk: int | None, overlap: int | None) -> Chunker | None:
    from hybrid_search.errors import InvalidInput
    from hybrid_search.ingest import SentenceChunker

    if chunk is None:
        if overlap is not None:
            raise usage_error("--overlap", "needs --chunk, the size of the chunks")
        return None
    try:
        return SentenceChunker(max_tokens=chunk, overlap_tokens=min(32, chunk // 8) if overlap is None else overlap)
    except InvalidInput as error:
        raise usage_error("--chunk", str(error)) from error


class _Reading:
    """The sources one after another, and how far they are read."""

    def __init__(self, sources: list[Source]) -> None:
        self._sources = sources
        self._read = 0

    def entries(self) -> Iterator[Entry]:
        for source in self._sources:
            yield from source.read(self._tick)

    def tell(self, show: Show) -> SyncProgress:
        from hybrid_search.ingest import PopulateProgress

        total = sum(source.size for source in self._sources)

        def progress(report: SyncReport) -> None:
            if report.written or report.unchanged or report.left_out:
                show(
                    PopulateProgress(
                        report.written, report.unchanged, report.left_out, self._read, total, report.stages
                    )
                )

        return progress

    def _tick(self, read: int) -> None:
        self._read += read


def _print(report: SyncReport, url: str, seconds: float) -> None:
    would = "would be " if report.dry_run else ""
    parts = [f"{report.added:,} {would}added", f"{report.changed:,} changed", f"{report.unchanged:,} unchanged"]
    deleted = report.deleted + report.surplus
    typer.echo(f"{safe(url)}: {', '.join(parts)}, {counted(deleted, 'row')} {would}deleted; {seconds:.1f} s.")
    if report.dry_run:
        for kind in ("added", "changed", "deleted"):
            if ids := getattr(report.examples, kind):
                typer.echo(f"{kind}: {', '.join(safe(repr(id)) for id in ids)}{', …' if len(ids) == 5 else ''}")
        if report.encoding_seconds is not None:
            left = timedelta(seconds=round(report.encoding_seconds))
            typer.echo(f"Encoding would take about {left}, by a sample; writing comes on top.")
    elif report.written and report.limit is not None:
        limit = _DOING[report.limit.stage]
        typer.echo(f"{limit} was the limit, at work {report.limit.share:.0%} of the time{stages_line(report.stages)}.")
    print_truncation(report.truncation)
    note_left_out([f"{one.id!r}: {one.reason}" for one in report.failed], report.left_out)
