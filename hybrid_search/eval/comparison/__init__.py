"""Comparisons: which configuration is better, by how much, whether that is real, and what it costs."""
