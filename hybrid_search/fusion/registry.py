"""The fusions by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hybrid_search.fusion.base import Fusion
from hybrid_search.fusion.build import build
from hybrid_search.fusion.comb_mnz import CombMNZ
from hybrid_search.fusion.comb_sum import CombSUM
from hybrid_search.fusion.dbsf import DBSF
from hybrid_search.fusion.normalize.registry import from_data
from hybrid_search.fusion.rrf import RRF
from hybrid_search.fusion.weighted import Weighted
from hybrid_search.types import FusionSpec

FUSIONS: Mapping[str, type[Fusion]] = MappingProxyType(
    {"comb_mnz": CombMNZ, "comb_sum": CombSUM, "dbsf": DBSF, "rrf": RRF, "weighted": Weighted}
)


def from_spec(spec: FusionSpec) -> Fusion:
    """The fusion that *spec* describes; ``from_spec(fusion.spec) == fusion``.

    A normaliser is given by its name ("min_max"), or with parameters as ``{"name": "z_score", "zero": "mean"}``.

    Raises:
        InvalidFusion: for an unknown name or parameter, listing the known ones, and for a parameter out of its range.
    """
    parameters = dict(spec.parameters)
    if "normalizer" in parameters:
        parameters["normalizer"] = from_data(parameters["normalizer"])
    return build(FUSIONS, "fusion", spec.name, parameters)
