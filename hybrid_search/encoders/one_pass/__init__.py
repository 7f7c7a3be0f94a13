"""The default encoder: one forward pass of a small transformer gives the dense and the sparse vector."""

from hybrid_search.encoders.one_pass.encoder import OnePassEncoder
from hybrid_search.encoders.one_pass.network import OnePassNetwork
from hybrid_search.encoders.one_pass.precision import Precision

__all__ = ["OnePassEncoder", "OnePassNetwork", "Precision"]
