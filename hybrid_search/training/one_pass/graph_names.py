"""Names that the graph for training and what runs it share."""

from __future__ import annotations


def state_name(layer: int) -> str:
    """The output with the hidden states of a layer; 0 is the embedding."""
    return f"state{layer}"
