"""The experiment from the download to the table; every stage is kept before the next begins."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from hybrid_search._version import __version__
from hybrid_search.encoders import Encoder
from hybrid_search.encoders.sentence_transformers import SentenceTransformersEncoder
from hybrid_search.errors import BackendUnavailable, MissingExtra
from hybrid_search.eval.comparison.legs import Step
from hybrid_search.eval.datasets.hub import HubDataset
from hybrid_search.eval.reproduce.collection import Collection
from hybrid_search.eval.reproduce.kept import Kept
from hybrid_search.eval.reproduce.models import model_folder
from hybrid_search.eval.reproduce.offline import check
from hybrid_search.eval.reproduce.pair_scores import PairScores
from hybrid_search.eval.reproduce.protocol_as_published import AsPublished, as_published
from hybrid_search.eval.reproduce.protocol_plain import plain, values
from hybrid_search.eval.reproduce.published import CROSS_ENCODER, DENSE, ROWS, SPARSE, RowName, published
from hybrid_search.eval.reproduce.result import Reproduction, RowFigures
from hybrid_search.eval.reproduce.table import to_markdown
from hybrid_search.eval.reproduce.vectors import Vectors, encoded
from hybrid_search.eval.runs.trec_file import write_run
from hybrid_search.rerank import CrossEncoderReranker, Reranker

_PACKAGES = ("sentence-transformers", "transformers", "torch")
_BATCH = 12  # as in the published script
_NO_CAP = 1_000_000  # of non-zeros: the published experiment has none


def reproduce(
    set_name: str, out: Path, *, offline: Path | None = None, device: str | None = None, step: Step
) -> Reproduction:
    """Compute the six rows by both protocols.

    Args:
        set_name: A set of NanoBEIR, such as "msmarco".
        out: The folder in which vectors, scores, runs and the report are kept; an interrupted run goes on there.
        offline: Read models and data from this folder instead of the hub.
        device: Where the models run ("cpu", "cuda:0"); None is sentence-transformers' choice.
        step: Called as the work goes on.

    Raises:
        BackendUnavailable: if the hub does not answer, after retries; what was computed is kept.
        InvalidInput: if *out* holds other things, or was computed from other models, data or versions.
        InvalidSource: if there is no such set, or something is missing in *offline* or in a repository.
        MissingExtra: without the extras ``models``, ``eval`` and ``hub``.
    """
    dataset = HubDataset.nano_beir(set_name)
    if offline is not None:
        check(offline, dataset.repository)
    kept = Kept(out)
    kept.bind("NanoBEIR set", set_name.lower())
    _bind_versions(kept)
    try:
        return _computed(dataset.repository, set_name.lower(), kept, offline, device, step)
    except BackendUnavailable as error:
        raise BackendUnavailable(
            f"{error}. What was computed is kept in {out.as_posix()}; repeat the command to go on, or run it with "
            "--offline FOLDER (--list-offline tells what the folder must hold)"
        ) from error


def _computed(
    repository: str, set_name: str, kept: Kept, offline: Path | None, device: str | None, step: Step
) -> Reproduction:
    revision = None if offline is not None else kept.sources.get(repository)
    dataset = HubDataset.nano_beir(set_name, revision=revision, folder=offline)
    collection = Collection.read(dataset)
    kept.bind(repository, dataset.identity()["revision"])
    sparse, dense = model_folder(SPARSE, kept, offline), model_folder(DENSE, kept, offline)
    encoder = cache(partial(_encoder, sparse, dense, device))
    texts, asked = list(collection.documents.values()), list(collection.queries.values())
    documents = encoded("document", texts, kept, encoder, step)
    queries = encoded("query", asked, kept, encoder, step)
    reranker = model_folder(CROSS_ENCODER, kept, offline)
    pairs = PairScores(kept, cache(partial(_reranker, reranker, device)))
    theirs = as_published(collection, documents, queries, pairs, step)
    runs = plain(collection, documents, queries, pairs, step)
    ours: dict[RowName, list[float]] = {row: values(run, collection) for row, run in runs.items()}
    for row, run in runs.items():
        if any(run.values()):
            write_run(run, kept.folder / f"plain-{row.replace(', ', '-')}.run")
    result = _result(set_name, collection, kept, (documents, queries), theirs, ours)
    details = {"as published": theirs.values, "plain": ours, "queries": list(collection.queries)}
    kept.keep_text("result.json", json.dumps({**asdict(result), "per query": details}, default=dict, indent=2) + "\n")
    kept.keep_text("result.md", to_markdown(result))
    return result


def _result(
    set_name: str,
    collection: Collection,
    kept: Kept,
    vectors: tuple[Vectors, Vectors],
    theirs: AsPublished,
    ours: Mapping[RowName, Sequence[float]],
) -> Reproduction:
    known = published(set_name)
    rows = []
    for row in ROWS:
        each = theirs.values[row]
        extremes = (theirs.hybrid_worst, theirs.hybrid_best) if row == "hybrid" else (each, each)
        rows.append(RowFigures.of(row, known.ndcg.get(row), each, extremes, ours[row]))
    documents, queries = vectors
    return Reproduction(
        set_name=set_name,
        rows=tuple(rows),
        published=known,
        query_nonzeros=queries.nonzeros,
        document_nonzeros=documents.nonzeros,
        queries=len(collection.queries),
        documents=len(collection.documents),
        sources=dict(kept.sources),
    )


def _bind_versions(kept: Kept) -> None:
    kept.bind("hybrid-search", __version__)
    for package in _PACKAGES:
        try:
            kept.bind(package, version(package))
        except PackageNotFoundError as error:
            raise MissingExtra("reproduce", package, "models") from error


def _encoder(sparse: Path, dense: Path, device: str | None) -> Encoder:
    return SentenceTransformersEncoder(
        sparse, dense, device=device, batch_size=_BATCH, document_nonzeros=_NO_CAP, query_nonzeros=_NO_CAP
    )


def _reranker(folder: Path, device: str | None) -> Reranker:
    return CrossEncoderReranker(folder, device=device)
