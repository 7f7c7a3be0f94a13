"""``hybrid-search train``: models of the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from hybrid_search.cli.options import AsJson
from hybrid_search.cli.output import note, print_json, safe, usage_error
from hybrid_search.cli.train_progress import Shown

train = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Train a model on texts of your own.")


@train.callback()
def models() -> None:
    """Train a model on texts of your own."""


@train.command(
    "one-pass",
    epilog="\b\nExample:\n  hybrid-search train one-pass --texts notes.jsonl --texts debian --out ./my-head",
)
def one_pass(
    texts: Annotated[
        list[str],
        typer.Option(
            "--texts",
            metavar="PATH",
            help="A .jsonl, .txt or .md file, a folder of such files, or the word debian, which downloads "
            "dictionaries and documentation by apt-get; repeat for several.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the trained model goes.")],
    steps: Annotated[int | None, typer.Option("--steps", min=1, help="Steps of training; 3,000 by default.")] = None,
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", help="Instead of --steps: time for the steps, without what goes before and after."),
    ] = None,
    rounds: Annotated[
        int, typer.Option("--rounds", min=1, help="From the second on, hard negatives also come from the head itself.")
    ] = 1,
    start: Annotated[
        str,
        typer.Option("--start", metavar="MODEL", help="The head to begin with: shipped, scratch, or a model folder."),
    ] = "shipped",
    layers: Annotated[
        str | None,
        typer.Option(
            "--layers",
            metavar="LAYERS",
            help="The layers that the head mixes, such as 0,2,4,6; by default those of the head to begin with.",
        ),
    ] = None,
    mlp: Annotated[
        int, typer.Option("--mlp", min=0, help="Width of a residual MLP in the head; only with --layers.")
    ] = 0,
    teacher: Annotated[
        str,
        typer.Option(
            "--teacher",
            metavar="MODEL",
            help="Whom the head learns from: default (cosine and BM25), or cross-encoder:MODEL or splade:MODEL with a "
            "name on the Hugging Face hub or a folder.",
        ),
    ] = "default",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of every choice.")] = 0,
    evaluate: Annotated[
        Path | None,
        typer.Option(
            "--evaluate", metavar="FOLDER", help="A test collection in the BEIR layout to measure on as well."
        ),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", metavar="FOLDER", help="Where everything in between is kept; by default OUT.work."),
    ] = None,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, help="Threads; one for each processor by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train a head of the one-pass encoder.

    Texts are read, queries invented for them, and a head is trained to find each text by its queries. Use the result
    with --encoder one-pass:FOLDER. Ctrl-C keeps what was done; the same command goes on.
    """
    from hybrid_search.training.one_pass import HeadShape, Plan, Settings
    from hybrid_search.training.one_pass import train as train_head

    if steps is not None and minutes is not None:
        raise usage_error("--minutes", "name --steps or --minutes, not both")
    if mlp and layers is None:
        raise usage_error("--mlp", "name --layers too, since another MLP makes another head")
    shape = None if layers is None else HeadShape(_numbers(layers), mlp)
    settings = Settings(seed=seed, shape=shape, steps=steps or Settings().steps, rounds=rounds)
    plan = Plan(
        texts=tuple(texts),
        out=out,
        work=work or out.with_name(f"{out.name}.work"),
        start=start,
        teacher=teacher,
        minutes=minutes,
        evaluate=evaluate,
        settings=settings,
    )
    try:
        report = train_head(plan, watcher=Shown(), threads=threads)
    except KeyboardInterrupt:
        note(f"Stopped. What was done is kept in {plan.work}; repeat the command to go on.")
        raise
    if as_json:
        print_json({"out": str(out), "finished_before": report.finished_before, "figures": report.figures})
        return
    done = "was finished already" if report.finished_before else "is trained"
    typer.echo(f"{safe(str(out))} {done}. Use it with --encoder one-pass:{safe(str(out))}")
    for name, models_figures in report.figures.items():
        for when, figures in models_figures.items():
            typer.echo(f"{safe(name)}, {when}: {_line(figures)}")
    if not report.finished_before:
        typer.echo(f"{safe(str(plan.work))} is not needed any more.")


def _numbers(layers: str) -> tuple[int, ...]:
    try:
        return tuple(int(layer) for layer in layers.split(","))
    except ValueError:
        raise usage_error("--layers", f"{layers!r} must be numbers with commas between them, such as 0,2,4,6") from None


def _line(figures: Mapping[str, float]) -> str:
    return (
        f"nDCG@10 {figures['sparse_ndcg']:.4f} sparse, {figures['hybrid_ndcg']:.4f} hybrid; "
        f"RR@10 {figures['sparse_rr']:.4f} and {figures['hybrid_rr']:.4f}; "
        f"{figures['document_nonzeros']:.0f} non-zeros of a document, {figures['query_nonzeros']:.0f} of a query"
    )
