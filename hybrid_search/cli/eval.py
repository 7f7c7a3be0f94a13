"""``hybrid-search eval``: which search is better on a dataset."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hybrid_search.cli import comparing
from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec
from hybrid_search.cli.output import counted, note, usage_error
from hybrid_search.cli.stages import Stages
from hybrid_search.cli.unknown_relevant import note_unknown_relevant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hybrid_search.encoders import Encoder
    from hybrid_search.eval.comparison.configuration import Configuration
    from hybrid_search.eval.dataset import Dataset
    from hybrid_search.fusion import Fusion
    from hybrid_search.index import HybridIndex
    from hybrid_search.types import AddReport, Truncation

_BM25 = "bm25"
_CANDIDATES = 100
_NONE = "none"


def eval(
    dataset: comparing.DatasetName,
    index: Annotated[
        str | None,
        typer.Option("--index", metavar="URL", help="An index that holds the documents; it is searched, not changed."),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            metavar="FOLDER",
            help="Without --index: where the index is built and kept; by default eval-DATASET.",
            file_okay=False,
        ),
    ] = None,
    encoder: EncoderSpec = DEFAULT_ENCODER,
    split: comparing.Split = None,
    measures: comparing.Measures = comparing.DEFAULT_MEASURES,
    baseline: Annotated[
        str, typer.Option("--baseline", metavar="NAME", help="The row that the others are held against.")
    ] = "dense",
    bm25: Annotated[
        str, typer.Option("--bm25", metavar="LANGUAGE", help="Language of the BM25 row; none leaves it out.")
    ] = "english",
    report: comparing.ReportFile = None,
    save: comparing.SaveFolder = None,
    as_json: AsJson = False,
) -> None:
    """Compare BM25, sparse, dense and hybrid search on a dataset.

    Every mean has its interval, and every row is tested against the baseline. The index that it builds is kept, so an
    interrupted command goes on where it stopped, and the next one only searches.
    """
    from hybrid_search.encoders.bm25 import BM25Encoder
    from hybrid_search.eval import Comparison, Pairs, bm25_run
    from hybrid_search.eval.measures import cutoff, parse

    comparing.check_report(report)
    names = comparing.measures_from(measures)
    parse(names)
    candidates = max(_CANDIDATES, *map(cutoff, names))  # R@1000 of 100 hits would be R@100 under another name
    made = encoder_from(encoder)
    configurations = _configurations(made, candidates)
    data = comparing.dataset_from(dataset, split)
    if index is None and isinstance(data, Pairs):
        raise usage_error("--index", "pairs of queries and ids have no documents; name the index that has them")
    runs = [] if bm25 == _NONE or isinstance(data, Pairs) else [_BM25]  # pairs have no documents to count words of
    if runs:
        BM25Encoder(language=bm25)  # an unknown language is told before the documents are indexed
    known = [*(one.name for one in configurations), *runs]
    if baseline not in known:
        raise usage_error("--baseline", f"{baseline!r} is none of the rows: {', '.join(known)}")
    with Stages() as stages, _opened(data, index, keep, made, stages.step) as (opened, truncation):
        found = {name: bm25_run(data, language=bm25, candidates=candidates, step=stages.step) for name in runs}
        comparison = Comparison(
            opened,
            data,
            configurations,
            baseline,
            names,
            runs=found,
            weights=comparing.WEIGHTS if made.has_sparse and made.dims is not None else 0,
            indexed=truncation,
        )
        result = comparison.run(stages.step)
    comparing.put_out(result, report, save, as_json=as_json)


def _configurations(encoder: Encoder, candidates: int) -> list[Configuration]:
    """The legs that there are, the two usual fusions, and what the encoder recommends if that is another one."""
    from hybrid_search.eval.comparison.configuration import Configuration
    from hybrid_search.fusion import RRF, Weighted, from_spec

    legs = [Configuration("sparse", legs="sparse", candidates=candidates)] if encoder.has_sparse else []
    if encoder.dims is not None:
        legs.append(Configuration("dense", legs="dense", candidates=candidates))
    if len(legs) < 2:
        return legs
    fusions: dict[str, Fusion] = {"rrf": RRF(), "weighted": Weighted({"sparse": 0.5, "dense": 0.5})}
    recommended = from_spec(encoder.recommended_fusion)
    if recommended not in fusions.values():
        fusions["recommended"] = recommended
    return [*legs, *(Configuration(name, fusion=fusion, candidates=candidates) for name, fusion in fusions.items())]


@contextmanager
def _opened(
    data: Dataset, url: str | None, keep: Path | None, encoder: Encoder, step: Callable[[str, int, int], None]
) -> Iterator[tuple[HybridIndex, Truncation | None]]:
    """The index, and what the encoder lost of its documents if they were encoded just now."""
    from hybrid_search.index import HybridIndex

    if url is not None:
        with HybridIndex.open(url, encoder, create=False) as index:
            note_unknown_relevant(index, data)
            yield index, None
        return
    folder = _folder(data, keep, encoder)
    with HybridIndex.open(folder, encoder) as index:
        added = _fill(index, data, folder, step)
        yield index, None if added.unchanged else added.truncation


def _folder(data: Dataset, keep: Path | None, encoder: Encoder) -> Path:
    """One folder for each state of the dataset and of what its vectors depend on, so that they are never mixed."""
    state = json.dumps([dict(data.identity()), dict(encoder.fingerprint)], sort_keys=True)
    place = keep or Path("eval-" + re.sub(r"[^\w.-]+", "-", data.name))
    place.mkdir(parents=True, exist_ok=True)
    return place / f"index-{hashlib.sha256(state.encode()).hexdigest()[:8]}"


def _fill(index: HybridIndex, data: Dataset, folder: Path, step: Callable[[str, int, int], None]) -> AddReport:
    documents, done = sum(1 for _ in data.documents()), 0

    def show(report: AddReport) -> None:
        nonlocal done
        done = report.written + report.unchanged
        step("indexing", done, documents)

    try:
        report = index.add(data.documents(), progress=show)
    except KeyboardInterrupt:
        note(f"Stopped with {counted(done, 'document')} in {folder}. They are safe; repeat the command to go on.")
        raise
    if report.failed:
        note(f"{counted(len(report.failed), 'document')} left out, for instance {report.failed[0].reason}")
    return report
