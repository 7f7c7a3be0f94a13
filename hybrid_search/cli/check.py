"""``hybrid-search check``: whether an index still finds what it found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hybrid_search.cli.comparing import Split, dataset_from
from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.fusions import fusion_from
from hybrid_search.cli.group import ERROR
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec
from hybrid_search.cli.output import print_json, safe, usage_error
from hybrid_search.cli.stages import Stages
from hybrid_search.cli.unknown_relevant import note_unknown_relevant

if TYPE_CHECKING:
    from hybrid_search.eval.dataset import Dataset
    from hybrid_search.eval.golden import Golden
    from hybrid_search.fusion import Fusion
    from hybrid_search.index import HybridIndex


def check(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="The golden queries: what must be found, a frozen run, or both.", dir_okay=False
        ),
    ],
    index: Annotated[str, typer.Option("--index", metavar="URL", help="The index to check; it is not changed.")],
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0.0, help="How far the mean may fall; 0.01 is one point in a hundred.")
    ] = 0.01,
    measure: Annotated[
        str | None,
        typer.Option("--measure", metavar="NAME", help="A name of ir_measures; by default the file's, else nDCG@10."),
    ] = None,
    freeze: Annotated[
        str | None,
        typer.Option(
            "--freeze",
            metavar="DATASET",
            help="Write FILE: search the queries of this dataset and keep the results. What must be found stays.",
        ),
    ] = None,
    fusion: Annotated[
        str | None,
        typer.Option(
            "--fusion", metavar="SPEC", help="With --freeze: how the legs are joined, now and at every check."
        ),
    ] = None,
    candidates: Annotated[
        int | None, typer.Option("--candidates", min=1, help="With --freeze: hits wanted of each leg.")
    ] = None,
    split: Split = None,
    encoder: EncoderSpec = DEFAULT_ENCODER,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Also write Markdown there.", dir_okay=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare an index with golden queries, for continuous integration.

    Exit code 1 says that the mean fell by more than the tolerance, or that a document is not found where it must be.
    """
    from hybrid_search.eval.golden import check_golden, read_golden

    if freeze is None and (fusion, candidates, split) != (None, None, None):
        raise usage_error("--freeze", "--fusion, --candidates and --split belong to it; FILE says how it was frozen")
    joined = fusion_from(fusion)
    if freeze is not None:
        with _opened(index, encoder) as (opened, stages):
            dataset = dataset_from(freeze, split)
            note_unknown_relevant(opened, dataset)
            before = read_golden(file) if file.exists() else None
            golden = _frozen(opened, dataset, before, joined, candidates, measure, stages)
        _write(golden, file, as_json=as_json)
        return
    golden = read_golden(file)
    with _opened(index, encoder) as (opened, stages):
        found = check_golden(opened, golden, tolerance, measure=measure, step=stages.step)
    if report is not None:
        report.write_text(found.to_markdown(), "utf-8")
    if as_json:
        print_json(found.as_dict())
    else:
        typer.echo(str(found))  # it escapes what is foreign itself
    if not found.passed:
        raise typer.Exit(ERROR)


@contextmanager
def _opened(url: str, encoder: str) -> Iterator[tuple[HybridIndex, Stages]]:
    from hybrid_search.index import HybridIndex

    with HybridIndex.open(url, encoder_from(encoder), create=False) as index, Stages() as stages:
        yield index, stages


def _frozen(
    index: HybridIndex,
    dataset: Dataset,
    before: Golden | None,
    fusion: Fusion | None,
    candidates: int | None,
    measure: str | None,
    stages: Stages,
) -> Golden:
    """What is not given stays as it was in the file."""
    from hybrid_search.eval.golden import freeze_golden
    from hybrid_search.eval.golden.golden import PLAIN_SEARCH

    how = PLAIN_SEARCH if before is None else before.configuration
    return freeze_golden(
        index,
        dataset,
        configuration=replace(how, fusion=fusion or how.fusion, candidates=candidates or how.candidates),
        measure=measure or ("nDCG@10" if before is None else before.measure),
        must_find=() if before is None else before.must_find,
        step=stages.step,
    )


def _write(golden: Golden, file: Path, *, as_json: bool) -> None:
    from hybrid_search.eval.golden import write_golden

    write_golden(golden, file)
    mean = sum(one.score or 0.0 for one in golden.queries) / len(golden.queries)
    if as_json:
        print_json({"file": str(file), "queries": len(golden.queries), "measure": golden.measure, "mean": mean})
        return
    typer.echo(
        f"{safe(str(file))}: {safe(golden.measure)} {mean:.3f} frozen; queries: {len(golden.queries):,}, and "
        f"{len(golden.must_find):,} that must find certain documents"
    )
