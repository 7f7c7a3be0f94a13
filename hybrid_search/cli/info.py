"""``hybrid-search info``: what an index holds."""

from __future__ import annotations

import json
from typing import Any

from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec, Url
from hybrid_search.cli.output import cell, console, print_json


def info(url: Url, encoder: EncoderSpec = DEFAULT_ENCODER, as_json: AsJson = False) -> None:
    """Show what an index holds.

    Its documents, its encoder, its fields, and what the backend says of it.
    """
    from hybrid_search.index import HybridIndex

    with HybridIndex.open(url, encoder_from(encoder), create=False) as index:
        stats = index.stats().as_dict()
    if as_json:
        print_json(stats)
        return
    _print_table({**stats, "legs": ", ".join(stats["legs"])})


def _print_table(stats: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    facts = stats.pop("facts")
    described = [f"{one['number']} ({one['state']}, {one['encoder'] or 'no stamp'})" for one in stats["generations"]]
    stats["generations"] = ", ".join(described) or None
    runs = {f"encoder {name}": value for name, value in stats.pop("encoder_info").items() if name != "encoder"}
    for name, value in {**stats, **runs, **facts}.items():
        table.add_row(cell(name), cell(_shown(value)))
    console().print(table)


def _shown(value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case None:
            return "none"
        case _:
            return json.dumps(value, default=dict)
