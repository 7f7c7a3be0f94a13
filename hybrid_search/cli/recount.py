"""``hybrid-search recount``: the collection statistics, counted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec, Url
from hybrid_search.cli.output import console, counted, print_json, safe

if TYPE_CHECKING:
    from hybrid_search.index import RecountReport


def recount(url: Url, encoder: EncoderSpec = DEFAULT_ENCODER, as_json: AsJson = False) -> None:
    """Count again how frequent each word is in the stored documents.

    Query weights follow these statistics, which do not notice deletions by themselves. Documents are not changed.
    """
    from hybrid_search.index import HybridIndex

    with (
        HybridIndex.open(url, encoder_from(encoder), create=False) as index,
        console(stderr=True).status("") as status,  # shown in a terminal only
    ):

        def show(so_far: RecountReport) -> None:
            status.update(f"{counted(so_far.documents, 'document')} counted")

        report = index.recount(progress=show)
        shown = index.url
    if as_json:
        print_json({"url": shown} | report.as_dict())
    else:
        typer.echo(
            f"{counted(report.documents, 'document')} counted in {safe(shown)}, with "
            f"{counted(report.dimensions, 'dimension')}; {counted(report.removed, 'older record')} removed."
        )
