"""What a migration did, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import typer

from hybrid_search.cli.comparison_table import print_comparison
from hybrid_search.cli.left_out import note_left_out, print_truncation
from hybrid_search.cli.output import counted, note, print_json, safe
from hybrid_search.cli.stages import Stages

if TYPE_CHECKING:
    from hybrid_search.eval.comparison.result import ComparisonResult
    from hybrid_search.ingest.migrate import Agreement, BuildProgress, BuildReport, SwitchReport
    from hybrid_search.ingest.migrate.report import TellBuild

_WORST = 5


def _tell_into(stages: Stages) -> TellBuild:
    """A function that shows each progress as a bar, one a pass."""

    def tell(progress: BuildProgress) -> None:
        rate = f"{progress.encoded:,} encoded, {progress.rate:,.0f}/s"
        stages.step(f"pass {progress.number}", progress.done, progress.total, rate)

    return tell


@contextmanager
def showing() -> Iterator[TellBuild]:
    """A function that shows each progress; if Ctrl-C or the backend ends the block, it says what is safe."""
    from hybrid_search.errors import BackendError

    try:
        with Stages() as stages:
            yield _tell_into(stages)
    except (KeyboardInterrupt, BackendError):
        note("What is stored of the new generation is safe; repeat the command to go on.")
        raise


class Told:
    """Says each step as soon as it is done, or all at the end as one JSON document.

    Args:
        url: Of the index.
        as_json: Whether the document is wanted.
    """

    def __init__(self, url: str, *, as_json: bool) -> None:
        self._url = url
        self._as_json = as_json
        self._document: dict[str, Any] = {"url": url}

    def done(self, live: int, encoder: str) -> None:
        """There is nothing to migrate."""
        self._document |= {"live": live, "build": None}
        if not self._as_json:
            typer.echo(f"{safe(self._url)}: generation {live} is live and has {safe(encoder)}; nothing is to be done.")

    def built(self, build: BuildReport) -> None:
        """What was built, or would be."""
        self._document["build"] = build.as_dict()
        if not self._as_json:
            _print_build(self._url, build)

    def compared(self, agreement: Agreement, judged: ComparisonResult | None) -> None:
        """How both answer."""
        if self._as_json:
            from hybrid_search.eval.comparison.saved import as_json as plain

            self._document |= {
                "agreement": agreement.as_dict(),
                "comparison": None if judged is None else plain(judged),
            }
            return
        _print_agreement(agreement)
        if judged is not None:
            print_comparison(judged)

    def refused(self, reasons: Sequence[str]) -> None:
        """Why it is not to be switched; nothing if there is no reason."""
        self._document["refused"] = list(reasons)
        for reason in reasons:
            note(f"Not to be switched: {reason}. Everything stays as it is.")

    def switched(self, switched: SwitchReport) -> None:
        """What is live now."""
        self._document["switch"] = switched.as_dict()
        if not self._as_json:
            late = switched.carried + switched.removed
            brought = f" {counted(late, 'row')} written meanwhile were brought over." if late else ""
            typer.echo(f"{safe(self._url)}: generation {switched.live} is live, {switched.before} was.{brought}")
            note_left_out([f"{one.id!r}: {one.reason}" for one in switched.failed], switched.left_out)

    def dropped(self, numbers: Sequence[int]) -> None:
        """Which generations are gone."""
        self._document["dropped"] = list(numbers)
        if not self._as_json:
            typer.echo(f"{safe(self._url)}: {counted(len(numbers), 'generation')} deleted.")

    def end(self) -> None:
        """Everything was said."""
        if self._as_json:
            print_json(self._document)


def _print_build(url: str, build: BuildReport) -> None:
    """What was built, or would be."""
    would = "would be " if build.dry_run else ""
    typer.echo(
        f"{safe(url)}: generation {build.next} beside the live generation {build.live}: "
        f"{counted(build.encoded, 'row')} {would}encoded, {build.kept:,} there already, {build.deleted:,} "
        f"{would}deleted."
    )
    if build.encoding_seconds is not None:
        left = timedelta(seconds=round(build.encoding_seconds))
        typer.echo(f"Encoding would take about {left}, by a sample; writing comes on top.")
    if build.dry_run:
        return
    rates = [f"{name} {stage.rate:,.0f}/s" for name, stage in build.stages if stage.items]
    if rates:
        typer.echo(f"Rows by stage: {', '.join(rates)}.")
    print_truncation(build.truncation)
    note_left_out([f"{one.id!r}: {one.reason}" for one in build.failed], build.left_out)
    if not build.settled:
        note("Others wrote to the live generation all the time; what is left is brought over by the switch.")


def _print_agreement(agreement: Agreement) -> None:
    """The means, the latencies, and the queries whose answers change most."""
    live, next = agreement.live_ms, agreement.next_ms
    typer.echo(
        f"{len(agreement.queries):,} queries: overlap@{agreement.k} {agreement.overlap:.3f}, rank-biased overlap "
        f"{agreement.rank_agreement:.3f}, the same first hit {agreement.same_first:.0%}; p50/p95 "
        f"{live.p50:.1f}/{live.p95:.1f} ms live, {next.p50:.1f}/{next.p95:.1f} ms new."
    )
    changed = [one for one in agreement.worst(_WORST) if one.live != one.next]
    if changed:
        typer.echo("Changed most:")
    for one in changed:
        typer.echo(f"- {one.overlap:.2f} {safe(one.query)}: {_ids(one.live)} -> {_ids(one.next)}")


def _ids(ids: tuple[str, ...]) -> str:
    return ", ".join(safe(repr(id)) for id in ids[:3]) or "nothing"
