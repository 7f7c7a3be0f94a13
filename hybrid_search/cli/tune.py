"""``hybrid-search tune``: which fusion suits an index, if another than the default does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from hybrid_search.cli.comparing import DatasetName, Split, dataset_from
from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec, Url
from hybrid_search.cli.output import note, print_json, usage_error
from hybrid_search.cli.stages import Stages
from hybrid_search.cli.unknown_relevant import note_unknown_relevant

if TYPE_CHECKING:
    from hybrid_search.eval.tuning import Grid
    from hybrid_search.fusion import Normalizer

Value = TypeVar("Value")


def tune(
    url: Url,
    dataset: DatasetName,
    measure: Annotated[
        str, typer.Option("--measure", metavar="NAME", help="What to maximise, by its name in ir_measures.")
    ] = "nDCG@10",
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights", metavar="NUMBERS", help="Weights of the sparse leg, 0 to 1, with commas; empty for none."
        ),
    ] = None,
    normalizers: Annotated[
        str | None,
        typer.Option("--normalizers", metavar="NAMES", help="What scales the legs of weighted sums, with commas."),
    ] = None,
    rrf_k: Annotated[
        str | None, typer.Option("--rrf-k", metavar="NUMBERS", help="The k of each RRF, with commas; empty for none.")
    ] = None,
    candidates: Annotated[
        str | None,
        typer.Option("--candidates", metavar="NUMBERS", help="Hits wanted of each leg before fusion, with commas."),
    ] = None,
    folds: Annotated[int, typer.Option("--folds", min=2, help="Into how many parts the queries are split.")] = 5,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the split.")] = 0,
    alpha: Annotated[
        float, typer.Option("--alpha", min=0.0, max=1.0, help="Below which p a gain is called significant.")
    ] = 0.05,
    small: Annotated[bool, typer.Option("--small", help="Go on with fewer than 20 judged queries.")] = False,
    encoder: EncoderSpec = DEFAULT_ENCODER,
    split: Split = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Also write Markdown there.", dir_okay=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Choose a fusion by cross-validation over judged queries.

    What is printed was measured on queries that did not take part in the choice. The default is kept unless the gain
    over it is significant.
    """
    from hybrid_search.eval.tuning import tune as compute
    from hybrid_search.index import HybridIndex

    grid = _grid(weights, normalizers, rrf_k, candidates)
    with HybridIndex.open(url, encoder_from(encoder), create=False) as index, Stages() as stages:
        opened = dataset_from(dataset, split)
        note_unknown_relevant(index, opened)
        result = compute(
            index,
            opened,
            grid,
            measure=measure,
            folds=folds,
            seed=seed,
            alpha=alpha,
            small=small,
            step=stages.step,
        )
    if report is not None:
        report.write_text(result.to_markdown(), "utf-8")
        note(f"The report is {report}")
    if as_json:
        print_json(result.as_dict())
        return
    typer.echo(str(result))  # it escapes what is foreign itself
    recommended = result.recommended
    if result.significant and recommended.fusion is not None:
        typer.echo(f"\nindex.search(query, fusion={recommended.fusion!r}, candidates={recommended.candidates})")


def _grid(weights: str | None, normalizers: str | None, rrf_k: str | None, candidates: str | None) -> Grid:
    from hybrid_search.eval.tuning import Grid

    default = Grid()
    return Grid(
        candidates=_parsed("--candidates", candidates, int, default.candidates),
        rrf_k=_parsed("--rrf-k", rrf_k, float, default.rrf_k),
        weights=_parsed("--weights", weights, float, default.weights),
        normalizers=_parsed("--normalizers", normalizers, _normalizer, default.normalizers),
    )


def _parsed(
    option: str, text: str | None, read: Callable[[str], Value], default: tuple[Value, ...]
) -> tuple[Value, ...]:
    if text is None:
        return default
    try:
        return tuple(read(one.strip()) for one in text.split(",") if one.strip())
    except ValueError as error:
        raise usage_error(option, f"{text!r}: {error}") from None


def _normalizer(name: str) -> Normalizer:
    from hybrid_search.fusion.normalize.registry import from_data

    return from_data(name)
