"""A word on judgements that the index cannot meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hybrid_search.cli.output import counted, note

if TYPE_CHECKING:
    from hybrid_search.eval.dataset import Dataset
    from hybrid_search.index import HybridIndex


def note_unknown_relevant(index: HybridIndex, dataset: Dataset) -> None:
    """Say on stderr how many relevant documents the index does not have, if any."""
    from hybrid_search.eval.datasets.indexed import unknown_relevant

    unknown = unknown_relevant(index, dataset.qrels())
    if unknown:
        note(
            f"{counted(len(unknown), 'relevant document')} not in the index, for instance {unknown[0]!r}: no search "
            "can find them"
        )
