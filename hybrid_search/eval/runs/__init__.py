"""Runs: what was retrieved for each query, in order."""
