"""The values: frozen, checked in their constructors, importing no model and no backend."""

from hybrid_search.types.dense_vector import DenseVector, float_rows, row_faults, unit_rows
from hybrid_search.types.document import Document, check_id, shorten, storage_key
from hybrid_search.types.explanation import Explanation, TokenMatch
from hybrid_search.types.fusion_spec import FusionSpec
from hybrid_search.types.hit import Hit, LegScore, RerankScore
from hybrid_search.types.leg import Leg, LegKind, LegName
from hybrid_search.types.native import Native, NativeKind, NativeNormalizer
from hybrid_search.types.printable import printable
from hybrid_search.types.reports import AddReport, FailedDocument
from hybrid_search.types.results import SearchResults
from hybrid_search.types.sparse_vector import SparseVector
from hybrid_search.types.truncation import Truncation

__all__ = [
    "AddReport",
    "DenseVector",
    "Document",
    "Explanation",
    "FailedDocument",
    "FusionSpec",
    "Hit",
    "Leg",
    "LegKind",
    "LegName",
    "LegScore",
    "Native",
    "NativeKind",
    "NativeNormalizer",
    "RerankScore",
    "SearchResults",
    "SparseVector",
    "TokenMatch",
    "Truncation",
    "check_id",
    "float_rows",
    "printable",
    "row_faults",
    "shorten",
    "storage_key",
    "unit_rows",
]
