"""Fusion: pure functions from legs to one ranking, one published algorithm a file."""

from hybrid_search.fusion.base import Fused, Fusion
from hybrid_search.fusion.comb_mnz import CombMNZ
from hybrid_search.fusion.comb_sum import CombSUM
from hybrid_search.fusion.dbsf import DBSF
from hybrid_search.fusion.normalize import MinMax, NoNormalization, Normalizer, TheoreticalMinMax, ThreeSigma, ZScore
from hybrid_search.fusion.registry import FUSIONS, from_spec
from hybrid_search.fusion.rrf import RRF
from hybrid_search.fusion.weighted import Weighted

__all__ = [
    "DBSF",
    "FUSIONS",
    "RRF",
    "CombMNZ",
    "CombSUM",
    "Fused",
    "Fusion",
    "MinMax",
    "NoNormalization",
    "Normalizer",
    "TheoreticalMinMax",
    "ThreeSigma",
    "Weighted",
    "ZScore",
    "from_spec",
]
