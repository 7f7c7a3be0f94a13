"""The doctor: every misconfiguration that can be seen from outside, with its fix."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from hybrid_search._version import __version__
from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.errors import BackendError, HybridSearchError
from hybrid_search.index.core import Core
from hybrid_search.index.finding import Finding
from hybrid_search.index.generations import generations
from hybrid_search.index.lifecycle import read_stamp
from hybrid_search.index.statistics.findings import findings as statistics_findings

_PROBE_KEY = "doctor/probe"
_UNOPTIMIZED_ROWS = 100_000


def examine(core: Core) -> Operation[list[Finding]]:
    """Look at the index, its stamp, its rights and its size; nothing is changed, but one record put and removed."""
    if not (yield from core.connector.exists()):
        return [Finding("error", f"there is no index at {core.connector.url}", "add documents first")]
    findings: list[Finding] = []
    if not core.connector.attached:
        findings += yield from _stamp(core)
        findings += yield from _rights(core)
        findings += yield from _generations(core)
    facts: Mapping[str, Any] = yield from core.connector.facts()
    rows = yield from core.connector.count(None)
    findings += [finding for check in _CHECKS for finding in check(core, rows, facts)]
    return findings if core.connector.attached else findings + (yield from statistics_findings(core, rows))


def _stamp(core: Core) -> Operation[list[Finding]]:
    try:
        stamp = yield from read_stamp(core.connector)
        if stamp is None:
            return [Finding("error", "the index has no stamp", "drop it and build it again")]
        yield Compute(partial(stamp.check, core.encoder, core.connector.url))
    except HybridSearchError as error:
        return [Finding("error", str(error), "open it with the encoder it was built with, or migrate it to this one")]
    if _release(stamp.library) > _release(__version__):
        return [
            Finding(
                "note",
                f"the index was created by version {stamp.library}, newer than this one ({__version__})",
                "upgrade this installation",
            )
        ]
    return []


def _generations(core: Core) -> Operation[list[Finding]]:
    found: list[Finding] = []
    for one in (yield from generations(core.connector)):
        if one.state == "unfinished":
            made = f"by the encoder {one.encoder!r}" if one.encoder else "without a stamp"
            problem = f"generation {one.number} ({one.documents:,} documents, {made}) was built and never made live"
            fix = "go on with hybrid-search migrate --encoder, or delete it with hybrid-search migrate --drop-old"
            found.append(Finding("note", problem, fix))
        elif one.state == "damaged":
            problem = f"generation {one.number}, which is not live, cannot be read"
            found.append(Finding("note", problem, "restore it, or delete it with hybrid-search migrate --drop-old"))
        elif one.state == "live" and core.follows and core.connector.pinned not in (None, one.number):
            problem = f"this object reads generation {core.connector.pinned}, and generation {one.number} is live"
            found.append(Finding("warning", problem, f"open it anew with the encoder {one.encoder!r}"))
    return found


def _rights(core: Core) -> Operation[list[Finding]]:
    try:
        yield from core.connector.put_record(_PROBE_KEY, json.dumps({"by": __version__}).encode())
        yield from core.connector.delete_record(_PROBE_KEY)
    except BackendError as error:
        return [Finding("warning", f"the index cannot be written to ({error})", "open it with a role that may write")]
    return []


def _empty(core: Core, rows: int, facts: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ARG001  # one shape for all
    if rows == 0:
        yield Finding("warning", "the index is empty, so every search returns nothing", "add documents")


def _unoptimized(core: Core, rows: int, facts: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ARG001  # as above
    if rows >= _UNOPTIMIZED_ROWS and facts.get("indexed_vectors") == 0:
        yield Finding(
            "warning", f"{rows:,} documents are searched one by one, since no graph was built", "call optimize()"
        )


def _volatile(core: Core, rows: int, facts: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ARG001  # as above
    if rows and not core.connector.capabilities.persistent:
        yield Finding("note", "the documents live in this process only", "use a folder or a server to keep them")


def _one_leg(core: Core, rows: int, facts: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ARG001  # as above
    if len(core.legs) == 1:
        yield Finding(
            "note",
            f"the encoder {core.encoder.name!r} makes only {core.legs[0]} vectors, so there is nothing to fuse",
            "use an encoder with both, or PairedEncoder",
        )


def _caps(core: Core, rows: int, facts: Mapping[str, Any]) -> Iterator[Finding]:  # noqa: ARG001  # as above
    most = core.connector.capabilities.max_document_nonzeros
    cap = core.encoder.limits.document_nonzeros
    if most is not None and cap > most:
        yield Finding(
            "error",
            f"the encoder makes up to {cap} non-zeros and {core.connector.capabilities.backend} takes {most}",
            f"set the encoder's document_nonzeros to {most} or less",
        )


_CHECKS: tuple[Callable[[Core, int, Mapping[str, Any]], Iterator[Finding]], ...] = (
    _empty,
    _unoptimized,
    _volatile,
    _one_leg,
    _caps,
)


def _release(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
