"""The measures of one run."""

from __future__ import annotations

import statistics
import time
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from rich.console import Console

from benchmarks.encode import contestants
from benchmarks.encode.contestants import Contestant, Settings
from benchmarks.encode.limit import SIZE, operations, products
from benchmarks.encode.process import cold_start, peak_bytes
from benchmarks.encode.texts import Texts
from benchmarks.encode.turns import Busy, Clock, Measured, in_turn, seconds
from hybrid_search.encoders.one_pass.model_folder import BUNDLED, HEAD, TOKENIZER, ModelFolder
from hybrid_search.encoders.one_pass.weights import read_arrays
from hybrid_search.encoders.one_pass.wordpieces import Wordpieces

_QUERIES_A_TURN = 40
_MEMORY_TURNS = 1
_BYTES_PER_MB = 1e6
ByName = Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Results:
    """Of one run; each figure by contestant.

    Attributes:
        about: What ran, in words.
        documents: Documents per second.
        queries: Seconds, the median over a turn's queries, one query a call.
        cold: Seconds until the first query's vectors, from the start of the process.
        memory: MB at most resident.
        products: Operations per second of large matrix products, by library and arithmetic.
        share: The time that the documents would take at the rate of these products, over the time that they took.
    """

    about: Mapping[str, str]
    documents: ByName
    queries: ByName
    cold: ByName
    memory: ByName
    products: ByName
    share: ByName


def measure(settings: Settings, texts: Texts, options: Namespace, console: Console) -> Results:
    """Measure all contestants that *settings* allows; processes first, while this one is small."""
    clock: Clock = time.process_time if options.processor_time else time.perf_counter
    names, busy = contestants.names(settings), Busy()
    documents = texts.documents[: options.documents]
    with console.status("cold start") as status:
        colds = {name: partial(cold_start, name, settings, texts.queries[0], clock) for name in names}
        in_turn(colds, 1)  # now all files are in the system's cache
        cold = in_turn(colds, options.turns)
        memory: ByName = {}
        if options.memory_documents:
            status.update("peak memory")
            corpus = texts.documents[: options.memory_documents]
            peaks = {name: partial(_peak_mb, name, settings, corpus) for name in names if name != contestants.PAIR}
            memory = in_turn(peaks, _MEMORY_TURNS)
        status.update("loading")
        made = {name: contestants.make(name, settings) for name in names}
        status.update("queries")
        latency = in_turn({name: partial(_latency, clock, made[name], texts.queries) for name in names}, options.turns)
        status.update("documents")
        multiply = products(settings.threads)
        tasks: dict[str, Callable[[], float]] = {name: partial(_rate, clock, made[name], documents) for name in names}
        tasks |= {name: partial(_product_rate, clock, product) for name, product in multiply.items()}
        rates = in_turn(tasks, options.turns)
    elsewhere = busy.elsewhere()
    found = {name: rates[name] for name in multiply}
    return Results(
        about={
            "texts": f"{len(documents)} documents a turn, {texts.source}",
            "threads": str(settings.threads),
            "turns": str(options.turns),
            "clock": "processor time" if options.processor_time else "wall time",
            "busy elsewhere": "unknown" if elsewhere is None else f"{elsewhere:.2f} processors",
            **{name: version(name) for name in ("onnxruntime", "torch", "sentence-transformers") if settings.trunk},
        },
        documents={name: rates[name] for name in names},
        queries=latency,
        cold=cold,
        memory=memory,
        products=found,
        share=_shares(documents, rates, found),
    )


def _shares(documents: list[str], rates: ByName, found: ByName) -> ByName:
    """The least time that the matrix products allow, divided by the time taken, turn by turn."""
    model = ModelFolder.open(BUNDLED)
    wordpieces, head = Wordpieces(model.read(TOKENIZER)), read_arrays(model.read(HEAD))
    count = operations([len(wordpieces.encode(text, 512)[0]) for text in documents], head)
    float32 = [max(turn) for turn in zip(*(found[name].turns for name in found if "float32" in name), strict=True)]
    int8 = [max(turn) for turn in zip(*(measured.turns for measured in found.values()), strict=True)]
    return {
        name: Measured(
            [
                count.least_seconds(others, decoder) * rate / len(documents)
                for others, decoder, rate in zip(float32, decoders, rates[name].turns, strict=True)
            ]
        )
        for name, decoders in ((contestants.ONE_PASS, int8), (contestants.FP32, float32))
    }


def _rate(clock: Clock, contestant: Contestant, documents: list[str]) -> float:
    contestant.documents(documents[:8])  # what the one before left in the caches is not timed
    return len(documents) / seconds(clock, partial(contestant.documents, documents))


def _latency(clock: Clock, contestant: Contestant, queries: list[str]) -> float:
    contestant.queries(queries[:1])
    return statistics.median(
        seconds(clock, partial(contestant.queries, [query])) for query in queries[:_QUERIES_A_TURN]
    )


def _product_rate(clock: Clock, product: Callable[[], object]) -> float:
    product()
    return 2.0 * SIZE**3 / min(seconds(clock, product) for _ in range(3))


def _peak_mb(name: str, settings: Settings, documents: list[str]) -> float:
    return peak_bytes(name, settings, documents) / _BYTES_PER_MB
