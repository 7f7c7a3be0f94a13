"""Connectors: one folder per backend, the same file names in each."""
