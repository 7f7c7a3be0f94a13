"""``hybrid-search doctor``: what is wrong with an index, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from hybrid_search import errors
from hybrid_search.cli.encoders import encoder_from
from hybrid_search.cli.group import ERROR
from hybrid_search.cli.options import DEFAULT_ENCODER, AsJson, EncoderSpec, Url
from hybrid_search.cli.output import print_json, safe

if TYPE_CHECKING:
    from hybrid_search.index import Finding

_FIXES: dict[type[errors.HybridSearchError], str] = {
    errors.IndexLocked: "end the other process, or wait until it has closed the index",
    errors.EncoderMismatch: "name the encoder it was built with by --encoder, or bring it to this one with "
    "hybrid-search migrate",
    errors.NotAnIndex: "name the folder of an index, or an empty one",
    errors.PermissionDenied: "use an account that may read and write there",
    errors.CorruptIndex: "restore the folder from a backup, or delete it and index again",
    errors.BackendUnavailable: "check that the server is running, and the host and port of the URL",
    errors.CorruptWeights: "install the library again",
    errors.MissingExtra: "install the package that is named there",
}
"""Kinds of errors that an index cannot be opened for, with the fix."""


def doctor(url: Url, encoder: EncoderSpec = DEFAULT_ENCODER, as_json: AsJson = False) -> None:
    """Print what is wrong, each with its fix.

    Exit code 1 says that one of the findings is an error. The index is not changed.
    """
    findings = _examine(url, encoder)
    failed = any(finding.severity == "error" for finding in findings)
    if as_json:
        print_json({"findings": [finding.as_dict() for finding in findings], "ok": not failed})
    elif not findings:
        typer.echo("No problem was found.")
    else:
        for finding in findings:
            typer.echo(f"{finding.severity}: {safe(finding.problem)}\n  fix: {safe(finding.fix)}")
    if failed:
        raise typer.Exit(ERROR)


def _examine(url: str, encoder: str) -> list[Finding]:
    from hybrid_search.index import Finding, HybridIndex

    try:
        with HybridIndex.open(url, encoder_from(encoder)) as index:
            return index.doctor()
    except tuple(_FIXES) as error:
        fix = next(fix for kind, fix in _FIXES.items() if isinstance(error, kind))
        return [Finding("error", str(error), fix)]
