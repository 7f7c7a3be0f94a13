"""``hybrid-search reproduce``: published experiments, computed again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hybrid_search.cli.options import AsJson
from hybrid_search.cli.output import cell, console, print_json, safe
from hybrid_search.cli.stages import Stages

if TYPE_CHECKING:
    from hybrid_search.eval.reproduce import Reproduction

reproduce = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Compute published experiments again.")


@reproduce.callback()
def experiments() -> None:
    """Compute published experiments again."""


@reproduce.command(
    "nano-msmarco",
    epilog="\b\nExample:\n  hybrid-search reproduce nano-msmarco\n"
    "  hybrid-search reproduce nano-msmarco --set nfcorpus --offline ./hub-files",
)
def nano_msmarco(
    set_name: Annotated[str, typer.Option("--set", metavar="NAME", help="Another set of NanoBEIR.")] = "msmarco",
    offline: Annotated[
        Path | None,
        typer.Option("--offline", metavar="FOLDER", help="Read models and data from this folder, not from the hub."),
    ] = None,
    list_offline: Annotated[
        bool, typer.Option("--list-offline", help="Only tell what the folder of --offline must hold.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FOLDER",
            help="Where vectors, scores, runs and the report are kept; by default reproduce-nano-SET.",
        ),
    ] = None,
    device: Annotated[
        str | None, typer.Option("--device", metavar="DEVICE", help="Where the models run, such as cpu or cuda:0.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Sparse, dense and hybrid retrieval, each reranked too, on NanoMSMARCO beside the published figures.

    The experiment is that of the sentence-transformers article on sparse encoders (July 2025), by its own protocol and
    by a plain one. What was computed is kept; the same command goes on after an interruption.
    """
    from hybrid_search.eval.datasets.hub import HubDataset
    from hybrid_search.eval.reproduce import reproduce as compute
    from hybrid_search.eval.reproduce.offline import layout

    repository = HubDataset.nano_beir(set_name).repository
    if list_offline:
        typer.echo(layout(repository))
        return
    folder = out or Path(f"reproduce-nano-{set_name.lower()}")
    with Stages() as stages:
        result = compute(set_name, folder, offline=offline, device=device, step=stages.step)
    if as_json:
        print_json({**asdict(result), "verdict": result.verdict()})
        return
    _print(result)
    typer.echo(f"The report is {safe(str(folder / 'result.md'))}.")


def _print(result: Reproduction) -> None:
    from rich.table import Table

    from hybrid_search.eval.reproduce.table import HEADER, cells, nonzeros, ties

    table = Table()
    for number, name in enumerate(HEADER):
        table.add_column(name, justify="left" if number == 0 else "right")
    for row in result.rows:
        table.add_row(*(cell(text) for text in cells(row)))
    console().print(table)
    typer.echo(ties(result))
    typer.echo(nonzeros(result))
    typer.echo(result.verdict())
    for name, value in result.sources.items():
        typer.echo(f"{safe(name)}: {safe(value)}")
