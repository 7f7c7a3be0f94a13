"""Compare the bundled model's dense vectors with the original all-MiniLM-L6-v2's on a BEIR folder.

An index of the original's vectors can be reused if they agree: cosine at least 0.9995 on average and 0.999 at worst
over the documents, nDCG@10 of exact dense search within 0.002. The exit status is 1 if they do not.

PYTHONPATH=. python tools/compare_dense.py BEIR_FOLDER TRUNK    (TRUNK: a SentenceTransformer, folder or hub name)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from hybrid_search.encoders.one_pass import OnePassEncoder
from hybrid_search.eval import BeirFolder, Run, mean_measures

LEAST_MEAN, LEAST, MOST_NDCG_DIFFERENCE = 0.9995, 0.999, 0.002
MEASURE, DEPTH = "nDCG@10", 100
Vectors = npt.NDArray[np.float32]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print both models' figures; 0 if the vectors agree."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("collection", type=Path, help="a BEIR folder")
    parser.add_argument("trunk", help="the original as a SentenceTransformer: a folder or hub name")
    options = parser.parse_args(arguments)
    data = BeirFolder(options.collection)
    documents, queries, qrels = list(data.documents()), data.queries(), data.qrels()
    texts, asked = [document.text for document in documents], list(queries.values())
    ids = [document.id for document in documents]

    original = encode_original(options.trunk, texts, asked)
    encoder = OnePassEncoder()
    mine = unit_rows(encoder.encode_documents(texts).dense), unit_rows(encoder.encode_queries(asked).dense)
    cosines = (original[0] * mine[0]).sum(axis=1)
    ndcgs = [
        mean_measures(exact_run(list(queries), ids, *vectors), qrels, [MEASURE])[MEASURE]
        for vectors in (original, mine)
    ]

    difference = ndcgs[1] - ndcgs[0]
    table = Table("", "found", "required", title=f"{len(ids):,} documents, {len(queries)} queries")
    table.add_row("mean cosine", f"{cosines.mean():.6f}", f"at least {LEAST_MEAN}")
    table.add_row("least cosine", f"{cosines.min():.6f}", f"at least {LEAST}")
    table.add_row(f"{MEASURE}, original", f"{ndcgs[0]:.4f}", "")
    table.add_row(f"{MEASURE}, bundled", f"{ndcgs[1]:.4f}", f"within {MOST_NDCG_DIFFERENCE}")
    table.add_row("difference", f"{difference:+.4f}", "")
    Console().print(table)
    agree = cosines.mean() >= LEAST_MEAN and cosines.min() >= LEAST and abs(difference) <= MOST_NDCG_DIFFERENCE
    return 0 if agree else 1


def encode_original(trunk: str, documents: list[str], queries: list[str]) -> tuple[Vectors, Vectors]:
    """Unit vectors of documents and queries, in float32."""
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  # heavy, and not needed for --help

    model = SentenceTransformer(trunk, device="cpu")
    return unit_rows(model.encode_document(documents)), unit_rows(model.encode_query(queries))


def unit_rows(vectors: Vectors | None) -> Vectors:
    """*vectors* at unit length."""
    assert vectors is not None  # both models have a dense half
    rows: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return rows


def exact_run(queries: list[str], ids: list[str], documents: Vectors, vectors: Vectors) -> Run:
    """The best documents of each query by cosine, without an index."""
    found = {}
    for query, scores in zip(queries, vectors @ documents.T, strict=True):
        best = np.argsort(-scores, kind="stable")[:DEPTH]
        found[query] = {ids[position]: float(scores[position]) for position in best}
    return found


if __name__ == "__main__":
    sys.exit(main())
