"""A NanoBEIR-shaped repository of four documents, two queries and three judgements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

CORPUS = [
    {"_id": "d1", "text": "Plants turn light into sugar."},
    {"_id": "d2", "text": "Cats hunt mice."},
    {"_id": "007", "text": "Steam trains ran on rails."},
    {"_id": "2021-05-01", "text": ""},
]
QUERIES = [
    {"_id": "q1", "text": "how do plants eat"},
    {"_id": "q2", "text": "trains"},
    {"_id": "q3", "text": "unjudged"},
]
QRELS = [
    {"query-id": "q1", "corpus-id": "d1"},
    {"query-id": "q1", "corpus-id": "d2"},
    {"query-id": "q2", "corpus-id": "007"},
]

_CARD = """---
configs:
{configs}
---
A tiny collection.
"""
_CONFIG = """- config_name: {config}
  data_files:
  - split: {split}
    path: {config}/{split}-*.parquet"""


def write_repository(folder: Path, tables: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]) -> None:
    """The card and one Parquet file for each (config, split)."""
    import pyarrow  # noqa: PLC0415  # of the extra hub
    import pyarrow.parquet  # noqa: PLC0415  # as above

    for (config, split), rows in tables.items():
        (folder / config).mkdir(parents=True, exist_ok=True)
        pyarrow.parquet.write_table(
            pyarrow.Table.from_pylist(list(rows)), folder / config / f"{split}-00000-of-00001.parquet"
        )
    configs = "\n".join(_CONFIG.format(config=config, split=split) for config, split in tables)
    (folder / "README.md").write_text(_CARD.format(configs=configs))


def write_nano(folder: Path) -> None:
    """The layout of zeta-alpha-ai/NanoMSMARCO."""
    write_repository(folder, {("corpus", "train"): CORPUS, ("queries", "train"): QUERIES, ("qrels", "train"): QRELS})
