"""The encoder of an index that was opened without one."""

from __future__ import annotations

from hybrid_search.encoders import Encoder


def default_encoder() -> Encoder:
    """The one-pass encoder with the weights that the library ships; they are loaded at the first encoding."""
    from hybrid_search.encoders.one_pass import OnePassEncoder  # noqa: PLC0415  # only those who use it load it

    return OnePassEncoder()
