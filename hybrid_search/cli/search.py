"""``hybrid-search search``: the hits of one query."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.fusions import fusion_from
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec, Url, WhereJson
from hybrid_search.cli.output import cell, console, counted, note, print_json
from hybrid_search.cli.where import where_from

if TYPE_CHECKING:
    from hybrid_search.types import SearchResults


class Legs(StrEnum):
    """The fields to search."""

    both = "both"
    sparse = "sparse"
    dense = "dense"


class GroupBy(StrEnum):
    """What hits are grouped by."""

    document = "document"


class GroupScores(StrEnum):
    """What a document scores."""

    best = "best"
    sum = "sum"


def search(
    url: Url,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="The words or the question.")],
    k: Annotated[int, typer.Option("-k", min=1, help="Hits wanted.")] = 10,
    legs: Annotated[Legs, typer.Option("--legs", help="The fields to search; one alone gives its raw score.")] = (
        Legs.both
    ),
    fusion: Annotated[
        str | None,
        typer.Option(
            "--fusion",
            metavar="SPEC",
            help="How the legs are joined: rrf, weighted, comb_sum, comb_mnz or dbsf, with parameters as in rrf:k=20 "
            "or weighted:sparse=0.3,dense=0.7. Without it: what the encoder recommends.",
        ),
    ] = None,
    where: WhereJson = None,
    candidates: Annotated[
        int | None,
        typer.Option(
            "--candidates", min=1, help="Hits wanted of each leg before fusion; else the larger of 100 and k."
        ),
    ] = None,
    group_by: Annotated[
        GroupBy | None,
        typer.Option("--group-by", help="Show only the best chunk of each document; -k then counts documents."),
    ] = None,
    group_score: Annotated[
        GroupScores | None,
        typer.Option(
            "--group-score",
            help="With --group-by: rank documents by the score of their best chunk (best), or by the sum over their "
            "chunks among the candidates (sum).",
        ),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show for each hit which tokens matched.")] = False,
    encoder: EncoderSpec = DEFAULT_ENCODER,
    as_json: AsJson = False,
) -> None:
    """Search an index and print the best hits."""
    from hybrid_search.index import HybridIndex

    matching, joined = where_from(where), fusion_from(fusion)
    with HybridIndex.open(url, encoder_from(encoder), create=False) as index:
        results = index.search(
            query,
            k,
            where=matching,
            legs=legs.value,
            fusion=joined,
            candidates=candidates,
            explain=explain,
            group_by=None if group_by is None else "document",
            group_score=None if group_score is None else group_score.value,
        )
    if as_json:
        print_json(_plain(results))
        return
    if not results:
        typer.echo("No document was found.")
        return
    _print_table(results)
    if explain:
        for hit in results:
            typer.echo(f"\n{hit.explain()}")  # it escapes what is foreign itself
    if results.truncation.tokens:
        note(f"Not read: {counted(results.truncation.tokens, 'token')} at the end of the query")


def _print_table(results: SearchResults) -> None:
    from rich.table import Table

    legs = list(results.candidates)
    fusion, milliseconds = results.fusion or "one leg", 1000 * results.seconds["total"]
    table = Table(caption=f"{counted(len(results), 'hit')}, {fusion}, {milliseconds:.0f} ms", expand=True)
    table.add_column("rank", justify="right")
    table.add_column(cell(results[0].score_kind), justify="right")
    table.add_column("id", overflow="fold", max_width=32)
    table.add_column("text", no_wrap=True, overflow="ellipsis", ratio=1)
    for leg in legs:
        table.add_column(cell(leg), justify="right")
    for hit in results:
        ranks = [f"#{hit.legs[leg].rank}" if leg in hit.legs else "-" for leg in legs]
        table.add_row(str(hit.rank), f"{hit.score:.4f}", cell(hit.id), cell(hit.text), *ranks)
    console().print(table)


def _plain(results: SearchResults) -> dict[str, object]:
    hits = [
        hit.explain().as_dict() | {"parent": hit.parent, "text": hit.text, "metadata": hit.metadata} for hit in results
    ]
    return {
        "query": results.query,
        "fusion": results.fusion,
        "hits": hits,
        "seconds": results.seconds,
        "candidates": results.candidates,
        "truncation": {"tokens": results.truncation.tokens, "weights": results.truncation.weights},
    }
