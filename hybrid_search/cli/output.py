"""What reaches the terminal: nothing of a document, an id or a query is taken for markup or an escape sequence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_LONGEST_CELL = 2_000


def console(*, stderr: bool = False) -> Console:
    """A console without markup, emoji codes and highlighting."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def cell(text: str) -> Text:
    """Foreign text for a table, on one line."""
    from rich.text import Text

    return Text(safe(text[:_LONGEST_CELL]))


def safe(text: str) -> str:
    """Foreign text on one line without control characters."""
    from hybrid_search.types import printable

    return printable(text)


def counted(number: int, noun: str) -> str:
    """The number with its noun: 1 document, 1,234 documents."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def note(text: str) -> None:
    """A line on stderr."""
    typer.echo(safe(text), err=True)


def usage_error(option: str, message: str) -> typer.BadParameter:
    """The error for a value that the command line should not have; it ends the command with exit code 2."""
    return typer.BadParameter(safe(message), param_hint=option)


def print_json(document: Any) -> None:
    """One JSON document on stdout, in ASCII, so it holds no control character and suits every terminal."""
    typer.echo(json.dumps(document, indent=2, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
