"""nDCG@10 of the default encoder through the embedded store, against BM25 and fusions of dense and BM25.

    python -m benchmarks.quality BEIR_FOLDER … [--keep FOLDER] [--ablate] [--encoder PATH] [--json FILE]

Every search runs over the same queries in the same run, and is compared query by query: see docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from benchmarks.quality.ablation import ablate
from benchmarks.quality.bm25 import BM25
from benchmarks.quality.indexed import fill, index_folder
from benchmarks.quality.measured import Measured, together
from benchmarks.quality.nonzeros import nonzeros, stored_vectors
from benchmarks.quality.report import as_json, show
from benchmarks.quality.searches import runs
from hybrid_search import HybridIndex
from hybrid_search.encoders.one_pass import OnePassEncoder
from hybrid_search.eval import BeirFolder, Qrels, Run, per_query

MEASURE = "nDCG@10"


def main() -> None:
    options = _parser().parse_args()
    paths: list[Path] = options.collections
    if len({path.resolve().name for path in paths}) < len(paths):
        sys.exit("two collections have folders of the same name; results are told apart by it, so rename one")
    console = Console()
    with tempfile.TemporaryDirectory() as scratch:
        keep = options.keep or Path(scratch)
        measured = [_measure(path, keep, options.encoder, options.ablate, console) for path in paths]
    if len(measured) > 1:
        measured.append(together(measured))
    show(measured, console)
    if options.json:
        options.json.write_text(json.dumps(as_json(measured), indent=2) + "\n", "utf-8")


def _measure(path: Path, keep: Path, model: Path | None, ablation: bool, console: Console) -> Measured:
    name, data = path.resolve().name, BeirFolder(path)
    documents, queries, qrels = list(data.documents()), data.queries(), data.qrels()
    if len(queries) < 2:
        sys.exit(f"{path} has {len(queries)} judged queries; a paired comparison needs two at least")
    encoder = OnePassEncoder(model)
    folder = index_folder(keep, name, encoder)
    console.print(f"[bold]{name}[/bold]: {len(documents)} documents, {len(queries)} queries, {folder}")
    with HybridIndex.open(folder, encoder) as index:
        fill(index, documents, console)
        found = runs(index, queries, BM25(documents))
    variants = ablate(folder, model, queries) if ablation else {}
    return Measured(
        name,
        len(documents),
        _scores(found, qrels),
        {variant: _scores(of_variant, qrels) for variant, of_variant in variants.items()},
        nonzeros(stored_vectors(folder)),
        nonzeros(encoder.encode_queries(list(queries.values())).sparse or ()),
    )


def _scores(found: Mapping[str, Run], qrels: Qrels) -> dict[str, dict[str, float]]:
    return {search: per_query(run, qrels, MEASURE) for search, run in found.items()}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collections", nargs="+", type=Path, metavar="BEIR_FOLDER")
    parser.add_argument("--keep", type=Path, help="keep the indexes here: unchanged documents are not encoded again")
    parser.add_argument("--encoder", type=Path, metavar="PATH", help="the folder of another one-pass model")
    parser.add_argument("--ablate", action="store_true", help="also without exact words, statistics, and both")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here, query by query")
    return parser


if __name__ == "__main__":
    main()
