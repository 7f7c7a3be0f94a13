"""Normalisers: a leg's raw scores on a scale that legs can share. One published method a file."""

from hybrid_search.fusion.normalize.base import Normalizer
from hybrid_search.fusion.normalize.min_max import MinMax
from hybrid_search.fusion.normalize.none import NoNormalization
from hybrid_search.fusion.normalize.registry import NORMALIZERS
from hybrid_search.fusion.normalize.theoretical_min_max import TheoreticalMinMax
from hybrid_search.fusion.normalize.three_sigma import ThreeSigma
from hybrid_search.fusion.normalize.z_score import ZScore

__all__ = ["NORMALIZERS", "MinMax", "NoNormalization", "Normalizer", "TheoreticalMinMax", "ThreeSigma", "ZScore"]
