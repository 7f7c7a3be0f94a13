"""Building the next generation beside the live one, and bringing it up to date."""

from __future__ import annotations

from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import EncoderMismatch, IndexNotFound, InvalidInput, SyncInProgress
from hybrid_search.index.lifecycle import await_stamp, ensure_created
from hybrid_search.ingest.migrate.counts import Counts
from hybrid_search.ingest.migrate.leases import Leases
from hybrid_search.ingest.migrate.mirror import Mirror
from hybrid_search.ingest.migrate.report import BuildReport, TellBuild
from hybrid_search.ingest.migrate.sides import Sides
from hybrid_search.ingest.migrate.target import Target
from hybrid_search.ingest.migrate.vanished import vanished
from hybrid_search.ingest.migrate.wanted import Wanted, lacking
from hybrid_search.ingest.pipeline.encoding import QuarantiningEncoder
from hybrid_search.ingest.sync.estimate import Estimate

PASSES = 10
"""Passes of one build at most. Each is about as long as others need to write what it finds, so it soon ends."""

BATCH_SIZE = 64
_PAGE = 500
_GRAPH = "indexed_vectors"


def build(sides: Sides, leases: Leases, batch_size: int, tell: TellBuild | None) -> Operation[BuildReport]:
    """Make the next generation, or go on with it, until a pass finds nothing to do.

    Raises:
        InvalidInput: if the live generation was built with the new encoder, or for a batch size below 1.
        SyncInProgress: if another migration builds the same generation.
        IndexSwitched: if the index was switched before this had the lease.
    """
    place = yield from place_to_build(sides)
    counts = Counts(tell)
    mirror = yield from begin(sides, place, leases, counts, batch_size)
    settled = False
    while not settled and counts.passes < PASSES:
        settled = not (yield from mirror.run())
    counts.meters.stop()
    yield from _optimize_alike(sides, place)
    return counts.report(place.live, place.next, settled=settled)


def place_to_build(sides: Sides) -> Operation[Target]:
    """Where to read and where to build; what a creator left behind that died before it had stamped it is deleted.

    Raises:
        InvalidInput: if the live generation was built with the new encoder.
    """
    place = yield from sides.find()
    refuse_if_done(sides, place)
    if not place.unstamped:
        return place
    left = sides.connector.at(place.next)
    try:
        abandoned = (yield from await_stamp(left)) is None and not (yield from left.count(None))
    except IndexNotFound:
        return place  # only a part of it is there, which creating it takes over
    if abandoned:
        yield from left.drop()
    return (yield from sides.find())


def begin(sides: Sides, place: Target, leases: Leases, counts: Counts, batch_size: int) -> Operation[Mirror]:
    """Create the next generation if it is not there, and take its lease.

    Raises:
        InvalidInput: for a batch size below 1.
        SyncInProgress: if another migration builds it.
        IndexSwitched: if the live one is another one by now. It may even be this next one, and what others write to it
            would be deleted here.
    """
    if isinstance(batch_size, bool) or not isinstance(batch_size, int) or batch_size < 1:
        raise InvalidInput(f"batch_size is {batch_size!r}; it must be a whole number of at least 1")
    next = sides.next(place)
    try:
        yield from ensure_created(next)
    except EncoderMismatch as error:  # of two new ones at the same time
        raise SyncInProgress(
            f"{sides.connector.url}: another migration has just begun generation {place.next}, for another encoder; "
            "run this again, and it gets a generation of its own"
        ) from error
    yield from leases.add(next)
    yield from sides.check_live(place.live)
    return Mirror(sides.connector.at(place.live), next, leases, counts, batch_size)


def _optimize_alike(sides: Sides, place: Target) -> Operation[None]:
    """Build a graph of the new vectors where the live ones have one, so that searches are not slower afterwards."""
    live, next = sides.connector.at(place.live), sides.connector.at(place.next)
    if (yield from live.facts()).get(_GRAPH) and (yield from next.facts()).get(_GRAPH) == 0:
        yield from next.optimize()


def plan(sides: Sides) -> Operation[BuildReport]:
    """What :func:`build` would do; nothing is written."""
    place = yield from sides.find()
    refuse_if_done(sides, place)
    live, next = sides.connector.at(place.live), sides.connector.at(place.next)
    counts, estimate, wanted = Counts(), Estimate(), Wanted(sides.encoder.fingerprint)
    counts.begin_pass((yield from live.count(None)))
    cursor: str | None = None
    while True:
        rows, cursor = yield from live.scan(cursor, _PAGE)
        found = wanted.rows(rows)
        missing = (yield from lacking(next, found)) if place.begun else found
        counts.compare(len(rows), len(missing))
        counts.encoded += len(missing)
        estimate.add(missing)
        if cursor is None:
            break
    if place.begun:
        counts.deleted = (yield from vanished(live, next)).number
    seconds = yield from estimate.seconds(QuarantiningEncoder(sides.next(place)))
    return counts.plan(place.live, place.next, seconds)


def refuse_if_done(sides: Sides, place: Target) -> None:
    """Raise InvalidInput if there is nothing to migrate."""
    if place.done:
        raise InvalidInput(
            f"{sides.connector.url}: the live generation {place.live} was built with the encoder "
            f"{sides.encoder.name!r}, so there is nothing to migrate; pass the encoder that it is to have"
        )
