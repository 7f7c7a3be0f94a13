"""What could not be stored, or not be read by the encoder, said at the end of a command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from hybrid_search.cli.output import counted, note

if TYPE_CHECKING:
    from hybrid_search.types import Truncation

_SHOWN = 20
_LONGEST_LINE = 400


def print_truncation(truncation: Truncation) -> None:
    """A line on stdout if texts were longer than the encoder reads."""
    if truncation.tokens:
        typer.echo(
            f"{counted(truncation.texts, 'text')} longer than the encoder reads: "
            f"{counted(truncation.tokens, 'token')} at the end cannot be found."
        )


def note_left_out(lines: Sequence[str], number: int) -> None:
    """The first 20 of *number* on stderr; nothing if there are none."""
    from hybrid_search.types import shorten

    if lines:
        note(f"{number:,} left out:")
        for line in lines[:_SHOWN]:
            note(f"- {shorten(line, _LONGEST_LINE)}")
        if number > _SHOWN:
            note(f"… and {number - _SHOWN:,} more; --json lists all")
