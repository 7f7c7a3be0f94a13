"""From errors to exit codes, once for all subcommands."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from hybrid_search.errors import EncoderMismatch, HybridSearchError

ERROR = 1
LEFT_OUT = 3
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class Group(TyperGroup):
    """Turns an error that is not ours to debug into one line on stderr; a traceback is left for bugs."""

    def invoke(self, ctx: Any) -> Any:  # Typer gives its context different bases from version to version
        """Run the subcommand."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise  # the reader of a pipe went away: Typer ends quietly
        except EncoderMismatch as error:
            _fail(f"{error}. Name that encoder with --encoder")
        except (HybridSearchError, OSError) as error:
            _fail(str(error))


def _fail(message: str) -> None:
    from hybrid_search.types import printable

    typer.echo(f"Error: {printable(message)}", err=True)
    raise typer.Exit(ERROR)
