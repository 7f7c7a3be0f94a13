"""The fusion recommended by encoders of which nothing better is known."""

from __future__ import annotations

from types import MappingProxyType

from hybrid_search.types import FusionSpec

RRF_60 = FusionSpec("rrf", MappingProxyType({"k": 60}))
"""Reciprocal rank fusion needs no scale of scores; k = 60 as in Cormack, Clarke and Büttcher (2009)."""
