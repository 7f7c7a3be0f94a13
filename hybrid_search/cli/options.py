"""The arguments and options that several subcommands share."""

from __future__ import annotations

from typing import Annotated

import typer

Url = Annotated[
    str,
    typer.Argument(
        metavar="URL", help="The index: a folder such as ./notes, or a URL such as qdrant://localhost:6333/notes."
    ),
]

EncoderSpec = Annotated[
    str,
    typer.Option(
        "--encoder",
        metavar="SPEC",
        envvar="HYBRID_SEARCH_ENCODER",
        help="What turns text into vectors: one-pass, one-pass:FOLDER, hashing, or "
        "sentence-transformers:SPARSE,DENSE with two model names or folders.",
    ),
]

DEFAULT_ENCODER = "one-pass"

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document; progress and messages go to stderr.")]

WhereJson = Annotated[
    str | None,
    typer.Option(
        "--where",
        metavar="JSON",
        help='Only documents whose metadata match, for instance \'{"lang": "en", "year": {"$gte": 2020}}\'.',
    ),
]

IndexTo = Annotated[
    str, typer.Option("--to", metavar="URL", help="The index: a folder such as ./notes, or a server's URL.")
]

IdColumn = Annotated[
    str | None,
    typer.Option("--id-column", metavar="NAME", help="The column or field of the id, if it is not id or _id."),
]

TextColumn = Annotated[
    str | None,
    typer.Option("--text-column", metavar="NAME", help="The column or field of the text, if it is not text."),
]

TitleColumn = Annotated[
    str | None,
    typer.Option("--title-column", metavar="NAME", help="The column or field put before the text, if it is not title."),
]

MetadataColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--metadata-column",
        metavar="NAME",
        help="A column or field that becomes metadata, in place of all others; repeat for several.",
    ),
]

NumberColumns = Annotated[
    list[str] | None,
    typer.Option(
        "--number", metavar="COLUMN", help="A CSV column whose cells are numbers; repeat for several columns."
    ),
]
