"""What a sync costs beyond encoding, and whether its memory grows: ``python -m benchmarks.populate [--beir FOLDER] …``.

Rate: the same documents are encoded in calls of 256, and synchronised into a new embedded store, in turn, in one run.
The ratio is the end-to-end rate over that of encoding alone; what the stages of the sync did is printed beside it. On a
busy machine, look at the ratio of the processor time: all threads count, and what others do does not.

Memory: a process of its own for each number of documents, which come from a generator and go to a store that keeps
nothing, with an encoder that costs next to nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from benchmarks.encode.texts import read_texts
from benchmarks.encode.turns import Busy
from benchmarks.populate.memory import peak_mb
from benchmarks.populate.rate import Rates, measure
from hybrid_search import Document


def main() -> None:
    options = _parser().parse_args()
    console = Console()
    if options.documents:
        texts, busy = read_texts(options.beir, options.documents), Busy()
        documents = [Document(str(n), text) for n, text in enumerate(texts.documents)]
        with console.status(f"{len(documents):,} documents, {texts.source}"):
            rates = measure(documents, options.turns, options.workers)
        _show(rates, f"{len(documents):,} documents, {texts.source}", console)
        elsewhere = busy.elsewhere()
        if elsewhere is not None:
            console.print(f"busy elsewhere: {elsewhere:.2f} processors")
    if options.memory:
        with console.status("peak memory"):
            peaks = {number: peak_mb(number) for number in options.memory}
        smallest = min(peaks)
        for number, peak in peaks.items():
            console.print(
                f"{number:,} documents: {peak:.1f} MB at most, {peak - peaks[smallest]:+.1f} MB to {smallest:,}"
            )


def _show(rates: Rates, title: str, console: Console) -> None:
    console.print(title)
    for name, measured, form in (
        ("encoding alone, documents/s", rates.encoding, ".1f"),
        ("sync, documents/s", rates.syncing, ".1f"),
        ("ratio", rates.syncing.ratio(rates.encoding), ".3f"),
        ("ratio of the processor time", rates.processor, ".3f"),
    ):
        console.print(f"{name}: {measured.text(form)}")
    for name, stage in rates.stages:
        console.print(
            f"{name}: {stage.rate:,.0f}/s at work {stage.share:.1%} of the time, starved {stage.starved_s:.1f} s, "
            f"blocked {stage.blocked_s:.1f} s"
        )
    limit = rates.stages.limit
    console.print(f"limit: {limit.stage if limit else 'none'}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beir", type=Path, help="a BEIR folder to take texts from (default: the sample)")
    parser.add_argument("--documents", type=int, default=1024, help="in each turn; 0 leaves the rate out")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--workers", type=int, default=0, help="processes that encode, of the sync")
    parser.add_argument(
        "--memory", type=int, nargs="*", default=[10_000, 100_000], help="documents; none leaves it out"
    )
    return parser


if __name__ == "__main__":
    main()
