"""``hybrid-search migrate``: an index brought to another encoder while it is searched."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from hybrid_search.cli.comparing import Split
from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.group import ERROR, LEFT_OUT
from hybrid_search.cli.migrate_queries import Queries
from hybrid_search.cli.migrate_shown import Told, showing
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, Url
from hybrid_search.cli.output import counted, note, safe, usage_error

if TYPE_CHECKING:
    from hybrid_search.ingest.migrate import BuildReport, Migration


def migrate(
    url: Url,
    encoder: Annotated[
        str | None,
        typer.Option("--encoder", metavar="SPEC", help="What the index is to be encoded with; as for index."),
    ] = None,
    from_encoder: Annotated[
        str,
        typer.Option(
            "--from-encoder",
            metavar="SPEC",
            envvar="HYBRID_SEARCH_ENCODER",
            help="What the live generation was encoded with; only --queries needs it.",
        ),
    ] = DEFAULT_ENCODER,
    queries: Annotated[
        str | None,
        typer.Option(
            "--queries",
            metavar="FILE|DATASET",
            help="Compare both by a .txt or .jsonl file of questions, or by a dataset with judgements, as for eval.",
        ),
    ] = None,
    split: Split = None,
    k: Annotated[int, typer.Option("--k", min=1, help="Hits that are compared, with --queries.")] = 10,
    min_overlap: Annotated[
        float | None,
        typer.Option("--min-overlap", min=0, max=1, help="Refuse the switch below this mean overlap of the hits."),
    ] = None,
    max_loss: Annotated[
        float | None,
        typer.Option("--max-loss", min=0, max=1, help="Refuse the switch if nDCG@10 falls by more than this."),
    ] = None,
    switch: Annotated[bool, typer.Option("--switch", help="Make the new generation the live one.")] = False,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Switch although some documents could not be encoded.")
    ] = False,
    back: Annotated[bool, typer.Option("--back", help="Make the generation live that was live before.")] = False,
    drop_old: Annotated[bool, typer.Option("--drop-old", help="Delete every generation but the live one.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before deleting.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; say what would be done.")] = False,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, help="Documents or chunks that are encoded and stored together.")
    ] = 64,
    as_json: AsJson = False,
) -> None:
    """Bring an index to another encoder without downtime, from what it stores itself.

    Without --switch, the new generation is built beside the live one, or brought up to date, and nothing else changes.
    Repeat the command at will: it goes on. Exit code 1 also says that a switch was refused.
    """
    from hybrid_search.ingest.migrate import Migration

    if url.startswith("memory:"):
        raise usage_error("URL", f"{url!r} would be gone when the command ends; name a folder or a server")
    _check(
        encoder, queries, build=not (back or drop_old), gates=(min_overlap, max_loss), alone=(back, drop_old, switch)
    )
    if (back or drop_old) and dry_run:
        raise usage_error(
            "--dry-run", "--back and --drop-old cannot be tried; hybrid-search info lists the generations"
        )
    if back or drop_old:
        with Migration.open(url) as migration:
            told = Told(migration.url, as_json=as_json)
            _go_back(migration, told) if back else _drop_old(migration, told, yes=yes)
            told.end()
        return
    assert encoder is not None  # checked
    asked = None if queries is None else Queries(queries, split, k, min_overlap, max_loss)
    before = None if asked is None else encoder_from(from_encoder)
    with Migration.open(url, encoder_from(encoder), from_encoder=before) as migration:
        told = Told(migration.url, as_json=as_json)
        if (place := migration.target()).done:
            told.done(place.live, encoder)
            refused, complete = [], True
        else:
            build = _build(migration, batch_size, dry_run=dry_run)
            told.built(build)
            refused, complete = [] if dry_run else _refusals(migration, asked, told), build.complete
            if switch and not refused and not dry_run:
                with showing() as tell:
                    switched = migration.switch(leave_out=leave_out, batch_size=batch_size, progress=tell)
                told.switched(switched)
                complete = complete and not switched.left_out
            elif not refused and not dry_run:
                options = ["hybrid-search", "migrate", migration.url, "--encoder", encoder, "--switch"]
                note(f"The live generation is as it was. To make the new one live: {shlex.join(options)}")
        told.end()
    if refused or not complete:
        raise typer.Exit(ERROR if refused else LEFT_OUT)


def _check(
    encoder: str | None,
    queries: str | None,
    *,
    build: bool,
    gates: tuple[float | None, float | None],
    alone: tuple[bool, bool, bool],
) -> None:
    if sum(alone) > 1:
        raise typer.BadParameter("name one of --switch, --back and --drop-old")
    if build and encoder is None:
        raise usage_error("--encoder", "name what the index is to be encoded with")
    if queries is None and gates != (None, None):
        raise usage_error("--queries", "--min-overlap and --max-loss compare by queries; name some")


def _build(migration: Migration, batch_size: int, *, dry_run: bool) -> BuildReport:
    if dry_run:
        return migration.plan()
    with showing() as tell:
        return migration.build(batch_size=batch_size, progress=tell)


def _refusals(migration: Migration, asked: Queries | None, told: Told) -> list[str]:
    """Why the new generation is not to be switched to, after comparing it."""
    if asked is None:
        return []
    agreement, judged = asked.agreement(migration), asked.judged(migration)
    told.compared(agreement, judged)
    refused = asked.refusals(agreement, judged)
    told.refused(refused)
    return refused


def _go_back(migration: Migration, told: Told) -> None:
    switched = migration.back()
    told.switched(switched)
    if encoder := next((one.encoder for one in migration.generations() if one.number == switched.live), ""):
        note(f"Open it with the encoder {encoder!r}.")
    if switched.behind:
        note(
            f"It lacks {counted(switched.behind, 'row')} that were written to generation {switched.before} since: sync "
            "from the source to bring them"
        )


def _drop_old(migration: Migration, told: Told, *, yes: bool) -> None:
    old = [one for one in migration.generations() if one.state != "live"]
    if old and not yes:
        named = ", ".join(f"{one.number} ({one.encoder or 'no stamp'}, {counted(one.documents, 'row')})" for one in old)
        typer.confirm(
            f"Delete generation {named} of {safe(migration.url)}? There is no way back then", abort=True, err=True
        )
    told.dropped(migration.drop_old() if old else [])
