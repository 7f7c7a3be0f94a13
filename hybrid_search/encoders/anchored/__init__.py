"""Any sparse encoder, anchored to exact words and to the statistics of the collection."""

from hybrid_search.encoders.anchored.constants import Anchoring
from hybrid_search.encoders.anchored.encoder import Anchored
from hybrid_search.encoders.anchored.static_table import StaticTable

__all__ = ["Anchored", "Anchoring", "StaticTable"]
