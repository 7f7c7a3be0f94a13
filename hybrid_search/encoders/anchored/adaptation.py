"""The factors by which a collection's statistics change query weights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hybrid_search.encoders.anchored.constants import Anchoring
from hybrid_search.encoders.anchored.idf import idf
from hybrid_search.encoders.anchored.static_table import StaticTable
from hybrid_search.encoders.statistics import CollectionStatistics


def static_idf(indices: npt.NDArray[np.uint32], table: StaticTable, constants: Anchoring) -> npt.NDArray[np.float64]:
    """float64[n]: the idf of dimensions in a collection that nothing is known of."""
    prior = constants.prior_documents
    return idf(prior * table.probability(indices), prior)


def factors(
    indices: npt.NDArray[np.uint32],
    exact: npt.NDArray[np.bool_],
    statistics: CollectionStatistics,
    table: StaticTable,
    constants: Anchoring,
) -> npt.NDArray[np.float64]:
    """float64[n]: the factor of each dimension's query weight, above 0; exactly 1 where no document was counted.

    The static table counts as *prior_documents* more documents of the collection: df = df_c + prior x p, N = N_c +
    prior. An exact word's factor is idf(df, N) / static idf, so that its weight is the blended idf; a learned
    dimension's is that ratio to the power of gamma, since the model has an idea of its own how rare things are. It is
    1 if the table lists no learned dimension at all, for then there is nothing to compare with.

    Args:
        indices: Dimensions.
        exact: bool[n], which of them are exact words.
        statistics: Of the collection.
        table: Of texts at large.
        constants: Of which gamma and prior_documents are used.
    """
    prior = constants.prior_documents
    frequencies = statistics.expected(indices) + prior * table.probability(indices)
    ratios = idf(frequencies, statistics.documents + prior) / static_idf(indices, table, constants)
    exponents = np.where(exact, 1.0, constants.gamma if table.knows_learned else 0.0)
    result: npt.NDArray[np.float64] = ratios**exponents
    return result
