"""What is wrong with a test collection, before anything is measured on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from hybrid_search.errors import Unsupported
from hybrid_search.eval.dataset import Dataset
from hybrid_search.eval.datasets.filtered import Filtered
from hybrid_search.eval.runs.run import Qrels
from hybrid_search.index import Finding
from hybrid_search.types import shorten

_SHOWN = 3


def check_dataset(dataset: Dataset, ids: Collection[str] | None = None) -> list[Finding]:
    """Judgements of unknown documents, queries without judgements, duplicate ids, empty documents, and the like.

    The corpus is streamed; memory holds its ids, not its texts.

    Args:
        dataset: What to look at.
        ids: The ids of the documents that are there, for a dataset without documents of its own; None reads its corpus.

    Raises:
        HybridSearchError: what reading the dataset raises.
    """
    qrels = dataset.qrels()
    findings = [*_query_findings(dataset, qrels), *_grade_findings(qrels)]
    if ids is not None:
        return [*findings, *_unknown(qrels, set(ids))]
    try:
        known, corpus_findings = _corpus(dataset)
    except Unsupported as error:
        return [*findings, Finding("note", str(error), "pass ids= to check the judgements against")]
    return [*findings, *corpus_findings, *_unknown(qrels, known)]


def _query_findings(dataset: Dataset, qrels: Qrels) -> Iterator[Finding]:
    queries = dataset.all_queries() if isinstance(dataset, Filtered) else dataset.queries()
    missing = [query for query in qrels if query not in queries]
    unjudged = [query for query in queries if not qrels.get(query)]
    if len(unjudged) == len(queries):
        yield Finding("error", "no query has judgements", "check that queries and judgements use the same ids")
    elif unjudged:
        yield Finding(
            "note", _some(unjudged, "query has no judgements", "queries have no judgements"), "they are left out"
        )
    if missing:
        yield Finding(
            "warning",
            _some(missing, "query is judged and not there", "queries are judged and not there"),
            "they are left out; add their texts, or check the split",
        )


def _grade_findings(qrels: Qrels) -> Iterator[Finding]:
    negative = [query for query, grades in qrels.items() if any(grade < 0 for grade in grades.values())]
    hopeless = [query for query, grades in qrels.items() if grades and all(grade <= 0 for grade in grades.values())]
    if negative:
        yield Finding(
            "warning",
            _some(negative, "query has negative grades", "queries have negative grades"),
            "they count as judged and not relevant; write 0 if that is meant",
        )
    if hopeless:
        yield Finding(
            "warning",
            _some(hopeless, "query has no relevant document", "queries have no relevant document"),
            "every configuration scores 0 on them; leave them out",
        )


def _corpus(dataset: Dataset) -> tuple[set[str], list[Finding]]:
    known: set[str] = set()
    twice: list[str] = []
    empty: list[str] = []
    for one in dataset.records() if isinstance(dataset, Filtered) else dataset.documents():
        if one.id in known:
            twice.append(one.id)
        known.add(one.id)
        if not one.text.strip():
            empty.append(one.id)
    findings = []
    if not known:
        findings.append(Finding("error", "the corpus is empty", "check the path"))
    if twice:
        problem = _some(twice, "document id is there more than once", "document ids are there more than once")
        findings.append(Finding("error", problem, "keep one of each: the last one replaces the others in an index"))
    if empty:
        problem = _some(empty, "document is empty", "documents are empty")
        findings.append(Finding("warning", problem, "they are left out and never found"))
    return known, findings


def _unknown(qrels: Qrels, known: Collection[str]) -> Iterator[Finding]:
    relevant = dict.fromkeys(
        id for grades in qrels.values() for id, grade in grades.items() if id not in known and grade > 0
    )
    others = dict.fromkeys(id for grades in qrels.values() for id in grades if id not in known and id not in relevant)
    if relevant:
        yield Finding(
            "error",
            _some(list(relevant), "relevant document is not in the corpus", "relevant documents are not in the corpus"),
            "recall cannot reach 1; add them, or check that corpus and judgements use the same ids",
        )
    if others:
        problem = _some(
            list(others),
            "document judged as not relevant, and not in the corpus",
            "documents judged as not relevant, and not in the corpus",
        )
        yield Finding("note", problem, "nothing to do: they do not change nDCG, RR or recall")


def _some(ids: Sequence[str], one: str, many: str) -> str:
    named = ", ".join(repr(shorten(id)) for id in ids[:_SHOWN])
    more = ", …" if len(ids) > _SHOWN else ""
    return f"{len(ids):,} {one if len(ids) == 1 else many} ({named}{more})"
