"""``hybrid-search delete``: documents by id or by filter, or the whole index."""

from __future__ import annotations

from typing import Annotated

import typer

from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec, Url, WhereJson
from hybrid_search.cli.output import counted, print_json, safe
from hybrid_search.cli.where import where_from


def delete(
    url: Url,
    id: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="A document's id; repeat for several documents.")
    ] = None,
    where: WhereJson = None,
    everything: Annotated[bool, typer.Option("--all", help="The whole index with all its documents.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before deleting by filter, or all.")] = False,
    encoder: EncoderSpec = DEFAULT_ENCODER,
    as_json: AsJson = False,
) -> None:
    """Delete documents, or the whole index.

    Deleting by filter, and all, asks first.
    """
    from hybrid_search.index import HybridIndex

    if sum((bool(id), where is not None, everything)) != 1:
        raise typer.BadParameter("name what to delete by one of --id, --where and --all")
    matching = where_from(where)
    with HybridIndex.open(url, encoder_from(encoder), create=False) as index:
        if id:
            deleted = index.delete(id)
        else:
            deleted = index.count(matching)
            if not yes:
                what = "the index with " if everything else ""
                typer.confirm(
                    f"Delete {what}{counted(deleted, 'document')} from {safe(index.url)}?", abort=True, err=True
                )
            if everything:
                index.drop()
            else:
                deleted = index.delete(where=matching)
        shown = index.url
    if as_json:
        print_json({"url": shown, "deleted": deleted})
    else:
        typer.echo(f"{counted(deleted, 'document')} deleted from {safe(shown)}.")
