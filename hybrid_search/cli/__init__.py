"""The command ``hybrid-search``, one file a subcommand. Models and backends are imported by what uses them."""

from hybrid_search.cli.app import app, main

__all__ = ["app", "main"]
