"""Space-Saving: the most frequent dimensions, in bounded memory, with a bound on what was forgotten."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.statistics import CollectionStatistics

MAX_DIMENSIONS = 65_536
"""Dimensions that one writer keeps: more than the vocabulary of a model and the frequent words of a collection."""


class SpaceSaving:
    """Document frequencies of at most *capacity* dimensions.

    Each dimension has a count and an error: its true frequency lies from *count* to *count + error*. One that is met
    for the first time, or again after it was dropped, starts with the error *dropped*, the largest *count + error* that
    was ever dropped. Above the capacity, those with the smallest *count + error* are dropped.

    So every dimension in the table has a *count + error* of at least *dropped*, and these add up to at most the number
    of (document, dimension) pairs that were counted. Hence the bound on every frequency, listed or not::

        listed <= true <= listed + unlisted,        unlisted <= pairs / capacity

    With 190 dimensions on a document and a capacity of 65,536, that is 0.3 % of the documents. Statistics that carry
    an error of their own add it to the bound.

    Source: A. Metwally, D. Agrawal and A. El Abbadi, "Efficient Computation of Frequent and Top-k Elements in Data
    Streams", ICDT 2005, taken batch by batch. Counts are given without their error, as in Lossy Counting (G. S. Manku
    and R. Motwani, "Approximate Frequency Counts over Data Streams", VLDB 2002), because most dimensions that come late
    are as rare as they look.

    Args:
        capacity: Dimensions that are kept at most, at least 1.
    """

    def __init__(self, capacity: int = MAX_DIMENSIONS) -> None:
        self._capacity = capacity
        self._documents = 0
        self._dimensions: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._counts: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._errors: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._dropped = 0
        self._inherited = 0

    @property
    def documents(self) -> int:
        """Documents counted."""
        return self._documents

    def statistics(self) -> CollectionStatistics:
        """What was counted; later additions do not change it."""
        return CollectionStatistics(self._documents, self._dimensions, self._counts, self._dropped + self._inherited)

    def add(self, more: CollectionStatistics) -> None:
        """Count further documents, which no earlier statistics held."""
        places = np.searchsorted(self._dimensions, more.dimensions)
        listed = np.zeros(len(places), np.bool_)
        inside = places < len(self._dimensions)
        listed[inside] = self._dimensions[places[inside]] == more.dimensions[inside]
        counts = self._counts.copy()  # the one before may be in somebody's statistics
        counts[places[listed]] += more.frequencies[listed]
        self._documents += more.documents
        self._inherited += more.unlisted
        self._dimensions = np.insert(self._dimensions, places[~listed], more.dimensions[~listed])
        self._counts = np.insert(counts, places[~listed], more.frequencies[~listed])
        self._errors = np.insert(self._errors, places[~listed], self._dropped)
        if len(self._dimensions) > self._capacity:
            self._drop()

    def _drop(self) -> None:
        highest = self._counts + self._errors
        cut = np.partition(highest, -self._capacity)[-self._capacity]
        kept = highest > cut
        ties = np.flatnonzero(highest == cut)
        kept[ties[: self._capacity - np.count_nonzero(kept)]] = True
        self._dropped = int(highest[~kept].max())
        self._dimensions, self._counts, self._errors = self._dimensions[kept], self._counts[kept], self._errors[kept]
