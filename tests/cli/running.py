"""The command line, run in this process, and the texts that must do no harm in a terminal."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from hybrid_search.cli import app

ROOT = Path(__file__).parents[2]
"""Where ``python -m hybrid_search`` finds the package, installed or not."""

ENVIRONMENT = {"HYBRID_SEARCH_ENCODER": "hashing", "COLUMNS": "120", "NO_COLOR": "1"}

HOSTILE = ("\x1b[31mred", "[red]x[/red]", "\u202ecod.exe", "<b>bold</b>", "\x9b1mC1", "\r\x07bell")
"""Texts that recolour, reorder or ring where they are printed as they are."""


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: str | Path, typed: str | None = None) -> Outcome:
    """Run ``hybrid-search`` with these arguments; an error that would show a traceback is raised."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], env=ENVIRONMENT, input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


def harmless(text: str) -> bool:
    """Whether *text* has no character by which HOSTILE does harm."""
    return not any(character in text for character in "\x1b\u202e\x9b\x07\r")
