"""Making the new generation the live one, the way back, and deleting the others."""

from __future__ import annotations

import logging
from contextlib import suppress

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.steps import Operation
from hybrid_search.errors import CorruptIndex, IndexNotFound, InvalidInput, SwitchRefused
from hybrid_search.index.lifecycle import read_stamp
from hybrid_search.index.served import Served, put_served, read_served
from hybrid_search.ingest.migrate.building import begin, place_to_build
from hybrid_search.ingest.migrate.counts import Counts
from hybrid_search.ingest.migrate.leases import Leases
from hybrid_search.ingest.migrate.report import SwitchReport, TellBuild
from hybrid_search.ingest.migrate.sides import Sides
from hybrid_search.ingest.migrate.wanted import Wanted, lacking
from hybrid_search.ingest.sync.seen import Seen

_PAGE = 500
_PASSES = 3
"""Before the switch; the one after it brings over what others write meanwhile."""

_log = logging.getLogger(__name__)


def switch(
    sides: Sides, leases: Leases, batch_size: int, tell: TellBuild | None, *, leave_out: bool
) -> Operation[SwitchReport]:
    """Bring the next generation up to date, and make it the live one.

    No sync runs meanwhile, since this holds the lease of the live generation. Calls of ``add`` and ``delete`` go on.
    What was acknowledged to them before the name was pointed elsewhere is brought over by one more pass after it; what
    they write later is not acknowledged (:func:`hybrid_search.index.follow.acknowledge`).

    Args:
        sides: The index.
        leases: Released by the caller, whatever ends this.
        batch_size: Rows that are encoded and stored together, at most.
        tell: Called after each batch.
        leave_out: Whether to switch although some rows are missing in the next generation.

    Raises:
        SwitchRefused: if rows are missing; everything stays as it is.
        SyncInProgress: if a sync, or another migration, writes.
        IndexSwitched: if another migration was faster.
    """
    place = yield from place_to_build(sides)
    connector, live = sides.connector, sides.connector.at(place.live)
    yield from leases.add(sides.carrier(live))
    yield from sides.check_live(place.live)
    counts, settled, mirrored = Counts(tell), False, Seen()
    mirror = yield from begin(sides, place, leases, counts, batch_size)
    while not settled and counts.passes < _PASSES:
        mirrored = Seen()
        settled = not (yield from mirror.run(mirrored))
    build = counts.report(place.live, place.next, settled=settled)
    if build.left_out and not leave_out:
        raise SwitchRefused(
            f"{connector.url}: {build.left_out:,} rows of generation {place.live} are missing in generation "
            f"{place.next}, for instance {build.failed[0].id!r}: {build.failed[0].reason}. Nothing was switched. If "
            "that is meant, allow it with leave_out=True (--leave-out on the command line)"
        )
    yield from put_served(connector.at(place.next), Served(place.live))
    if (yield from read_served(live)) is None:
        yield from put_served(live, Served(None))
    yield from leases.allow()
    yield from connector.point_to(place.next)
    _log.info("%s: generation %d is live, %d was", connector.url, place.next, place.live)
    late = yield from mirror.late(mirrored)
    failed = tuple(counts.failed[len(build.failed) :])
    return SwitchReport(
        place.live, place.next, build, late.carried, late.removed, counts.left_out - build.left_out, failed
    )


def back(sides: Sides, leases: Leases) -> Operation[SwitchReport]:
    """Make the generation that was live before the live one again.

    Raises:
        InvalidInput: if there was none before, or it was deleted.
        SyncInProgress: if a sync, or another migration, writes to one of the two.
        IndexSwitched: if another migration was faster.
    """
    connector = sides.connector
    sides.check()
    live = yield from connector.generation()
    served = yield from read_served(connector.at(live))
    before = None if served is None else served.before
    if before is None or before not in (yield from connector.generations()):
        gone = "no other one was live before" if before is None else f"generation {before}, the one before, was deleted"
        raise InvalidInput(f"{connector.url}: there is no way back from generation {live}: {gone}")
    for number in (live, before):  # a build of the one before would go on deleting there what others then write
        yield from leases.add(sides.carrier(connector.at(number)))
    yield from sides.check_live(live)
    yield from leases.allow()
    yield from connector.point_to(before)
    _log.info("%s: back to generation %d from %d", connector.url, before, live)
    return SwitchReport(live, before, behind=(yield from _behind(connector.at(live), connector.at(before))))


def drop_old(sides: Sides, leases: Leases) -> Operation[list[int]]:
    """Delete every generation but the live one; returns their numbers.

    Raises:
        SyncInProgress: if a migration builds one of them now.
    """
    connector = sides.connector
    sides.check()
    live = yield from connector.generation()
    dropped = []
    for number in (yield from connector.generations()):
        if number == live:
            continue
        old = connector.at(number)
        with suppress(IndexNotFound, CorruptIndex):  # it was killed while it was made, or is damaged
            yield from leases.add(sides.carrier(old))
        yield from old.drop()
        _log.info("%s: generation %d was deleted", connector.url, number)
        dropped.append(number)
    return dropped


def _behind(newer: Connector, older: Connector) -> Operation[int]:
    stamp = yield from read_stamp(older)
    if stamp is None:
        return (yield from newer.count(None))
    wanted, behind = Wanted(stamp.fingerprint), 0
    cursor: str | None = None
    while True:
        rows, cursor = yield from newer.scan(cursor, _PAGE)
        behind += len((yield from lacking(older, wanted.rows(rows))))
        if cursor is None:
            return behind
