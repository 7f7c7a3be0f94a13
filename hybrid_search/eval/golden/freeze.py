"""Writing down how well an index does today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hybrid_search._version import __version__
from hybrid_search.errors import InvalidInput
from hybrid_search.eval.comparison.configuration import Configuration
from hybrid_search.eval.comparison.index_identity import index_identity
from hybrid_search.eval.comparison.legs import Step
from hybrid_search.eval.comparison.searched import search_alone
from hybrid_search.eval.dataset import Dataset
from hybrid_search.eval.golden.golden import PLAIN_SEARCH, Frozen, FrozenQuery, Golden, MustFind
from hybrid_search.eval.measures import parse, per_query
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.index import HybridIndex


def freeze_golden(
    index: HybridIndex,
    dataset: Dataset,
    *,
    configuration: Configuration = PLAIN_SEARCH,
    measure: str = "nDCG@10",
    must_find: Sequence[MustFind] = (),
    step: Step = lambda doing, done, of: None,  # noqa: ARG005  # shows no progress
) -> Golden:
    """Search every judged query and keep what was found, its score and its judgements.

    Args:
        index: Holds the documents of the dataset.
        dataset: Queries and judgements.
        configuration: How to search, now and at every check.
        measure: A name as ir_measures has it.
        must_find: Queries that must find certain documents, kept as they are.
        step: Called as the work goes on.

    Raises:
        InvalidInput: if no query has judgements, no search finds anything relevant, or the measure is unknown.
        MissingExtra: without the extra ``eval``.
    """
    parse([measure])  # an unknown one fails before the work
    texts = dataset.queries()
    if not texts:
        raise InvalidInput(f"{dataset.name}: no query has judgements, so there is nothing to freeze")
    qrels = dataset.qrels()
    judged: Qrels = {query: qrels[query] for query in texts}
    found = search_alone(index, texts, configuration, step)
    scores = per_query(found.run, judged, measure)
    if not any(scores.values()):
        raise InvalidInput(
            f"{dataset.name}: every query scores 0 on {index.url}; check that the index holds the documents of the "
            "dataset under the same ids"
        )
    return Golden(
        must_find=tuple(must_find),
        queries=tuple(
            FrozenQuery(query, text, dict(judged[query]), tuple(found.run[query]), round(scores[query], 6))
            for query, text in texts.items()
        ),
        measure=measure,
        configuration=configuration,
        frozen=Frozen(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            library=__version__,
            formula=found.formula,
            fingerprint=dict(index.encoder.fingerprint),
            # Where the index was is of no use to another machine, and nobody else's business.
            index={name: value for name, value in index_identity(index).items() if name != "url"},
            dataset=dict(dataset.identity()),
        ),
    )
