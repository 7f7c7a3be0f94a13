"""The command with its subcommands."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from hybrid_search._version import __version__
from hybrid_search.cli.check import check
from hybrid_search.cli.compare import compare
from hybrid_search.cli.delete import delete
from hybrid_search.cli.doctor import doctor
from hybrid_search.cli.eval import eval as eval_
from hybrid_search.cli.group import Group
from hybrid_search.cli.index import index
from hybrid_search.cli.info import info
from hybrid_search.cli.logs import logs_on_stderr
from hybrid_search.cli.migrate import migrate
from hybrid_search.cli.recount import recount
from hybrid_search.cli.reproduce import reproduce
from hybrid_search.cli.search import search
from hybrid_search.cli.sync import sync
from hybrid_search.cli.train import train
from hybrid_search.cli.tune import tune

_NAME = "hybrid-search"

app = typer.Typer(
    name=_NAME,
    cls=Group,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # brackets in examples are brackets
    pretty_exceptions_enable=False,  # its tracebacks print local variables, passwords among them
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{_NAME} {__version__}")
        raise typer.Exit


@app.callback(
    epilog="\b\nExample:\n  hybrid-search index ./documents --to ./notes\n"
    "  hybrid-search search ./notes 'how do plants eat'",
)
def options(
    context: typer.Context,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose", "-v", count=True, show_default=False, help="Say on stderr what is done; -vv says more."
        ),
    ] = 0,
    version: Annotated[  # noqa: ARG001  # its callback has printed it
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Hybrid (sparse and dense) search in the native fields of a vector database.

    Exit codes: 0 done, 1 an error, 2 a wrong command line, 3 documents were left out, 130 interrupted.
    """
    context.with_resource(logs_on_stderr(verbose))


_EXAMPLES: dict[Callable[..., None], str] = {
    index: "hybrid-search index corpus.jsonl ./documents --to ./notes",
    sync: "hybrid-search sync ./documents --to ./notes --delete-missing --dry-run",
    search: """hybrid-search search ./notes 'how do plants eat' --where '{"year": {"$gte": 2020}}'""",
    info: "hybrid-search info ./notes",
    doctor: "hybrid-search doctor ./notes",
    recount: "hybrid-search recount ./notes",
    migrate: "hybrid-search migrate ./notes --encoder one-pass:./my-head --queries questions.txt --min-overlap 0.6",
    delete: "hybrid-search delete ./notes --id a.txt --id b.txt",
    eval_: "hybrid-search eval ./my-data --report report.html",
    compare: "hybrid-search compare ./notes ./my-data --config 'dense: legs=dense' --config 'rrf10: fusion=rrf:k=10'",
    tune: "hybrid-search tune ./notes ./my-data",
    check: "hybrid-search check golden.json --index ./notes",
}
for _command, _example in _EXAMPLES.items():
    app.command(epilog=f"\b\nExample:\n  {_example}")(_command)
app.add_typer(
    train, name="train", epilog="\b\nExample:\n  hybrid-search train one-pass --texts ./notes --out ./my-head"
)
app.add_typer(reproduce, name="reproduce", epilog="\b\nExample:\n  hybrid-search reproduce nano-msmarco")


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal need not know every letter of a document
    app(prog_name=_NAME)
