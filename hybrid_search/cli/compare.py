"""``hybrid-search compare``: configurations of your own on an index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hybrid_search.cli import comparing
from hybrid_search.cli.configurations import configuration_from, configurations_in
from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec, Url
from hybrid_search.cli.output import note, safe, usage_error
from hybrid_search.cli.stages import Stages
from hybrid_search.cli.unknown_relevant import note_unknown_relevant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from hybrid_search.eval.comparison.configuration import Configuration
    from hybrid_search.eval.runs.run import Run


def compare(
    url: Url,
    dataset: comparing.DatasetName,
    config: Annotated[
        list[str] | None,
        typer.Option(
            "--config",
            metavar="SPEC",
            help="A name, a colon, and KEY=VALUE pairs of legs, fusion, candidates, rerank, blend and depth, as in "
            "'rrf10: fusion=rrf:k=10 candidates=50'; repeat for several.",
        ),
    ] = None,
    configs: Annotated[
        Path | None,
        typer.Option("--configs", metavar="FILE", help="A TOML file with a table for each configuration.", exists=True),
    ] = None,
    run: Annotated[
        list[str] | None,
        typer.Option("--run", metavar="NAME=FILE", help="A TREC run file of another system; repeat for several."),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", metavar="NAME", help="What the others are held against; by default the first."),
    ] = None,
    encoder: EncoderSpec = DEFAULT_ENCODER,
    split: comparing.Split = None,
    measures: comparing.Measures = comparing.DEFAULT_MEASURES,
    report: comparing.ReportFile = None,
    save: comparing.SaveFolder = None,
    as_json: AsJson = False,
) -> None:
    """Compare configurations on an index and a dataset.

    Keys of a configuration: legs (both, sparse, dense), fusion (as for search, or native:rrf and its like), candidates
    of each leg, rerank (a cross-encoder's name or folder, or dense), blend (the first stage's share of the reranked
    score, 0 to 1), depth (hits that are reranked).
    """
    from hybrid_search.eval.comparison.compare import Comparison
    from hybrid_search.eval.measures import cutoff, parse
    from hybrid_search.index import HybridIndex

    comparing.check_report(report)
    names = comparing.measures_from(measures)
    parse(names)
    configurations = [*map(configuration_from, config or ()), *([] if configs is None else configurations_in(configs))]
    runs = _runs(run or ())
    if len(configurations) + len(runs) < 2:
        raise usage_error("--config", "at least two rows are needed; name them by --config, --configs or --run")
    first = baseline or next(iter([*(one.name for one in configurations), *runs]))
    with HybridIndex.open(url, encoder_from(encoder), create=False) as opened, Stages() as stages:
        data = comparing.dataset_from(dataset, split)
        note_unknown_relevant(opened, data)
        _note_gaps(configurations, runs, data.queries(), max(map(cutoff, names), default=0))
        comparison = Comparison(opened, data, configurations, first, names, runs=runs)
        result = comparison.run(stages.step)
    comparing.put_out(result, report, save, as_json=as_json)


def _runs(texts: Sequence[str]) -> dict[str, Run]:
    from hybrid_search.eval import read_run

    runs: dict[str, Run] = {}
    for text in texts:
        name, equals, path = text.partition("=")
        if not equals or not name.strip() or name != safe(name):
            raise usage_error("--run", f"{text!r} is not NAME=FILE with a printable name")
        if name in runs:
            raise usage_error("--run", f"the name {name!r} comes twice; give each run its own")
        runs[name] = read_run(path)
    return runs


def _note_gaps(
    configurations: Sequence[Configuration], runs: Mapping[str, Run], queries: Collection[str], deepest: int
) -> None:
    """Say on stderr what makes rows uneven: queries that a run lacks, and searches that end before a measure does."""
    for name, run in runs.items():
        missing = sum(not run.get(query) for query in queries)
        if missing:
            note(f"run {name!r} has nothing for {missing:,} of {len(queries):,} judged queries; they count as 0")
    for one in configurations:
        if one.hits < deepest:
            note(f"configuration {one.name!r} finds at most {one.hits:,} hits, and a measure looks at {deepest:,}")
