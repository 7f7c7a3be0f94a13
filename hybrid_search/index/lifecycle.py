"""Opening, creating and checking an index."""

from __future__ import annotations

import logging
import time
from functools import partial

from hybrid_search.connectors.base import Connector
from hybrid_search.connectors.steps import Compute, Operation, Sleep
from hybrid_search.errors import CorruptIndex, IndexExists, IndexNotFound, Unsupported
from hybrid_search.index.core import Core
from hybrid_search.index.stamp import STAMP_KEY, Stamp

_log = logging.getLogger(__name__)

_STAMP_TRIES = 25
_STAMP_WAIT_S = 0.2


def open_index(core: Core) -> Operation[None]:
    """Compare the stamp if the index exists; else create it, refuse, or leave it to the first ``add``.

    Raises:
        IndexNotFound: with ``create=False`` and no index, and for a foreign index that is not there.
        EncoderMismatch: if the index was built with another encoder.
        Unsupported: with ``create=True`` for a foreign index.
    """
    if core.connector.attached:
        if core.create:
            writable(core)
        yield from require(core)
    elif (yield from core.connector.exists()):
        yield from _check_stamp(core)
    elif core.create is False:
        raise IndexNotFound(f"{core.connector.url}: there is no index; open it with create=None and add documents")
    elif core.create:
        yield from ensure_created(core)


def ensure_created(core: Core) -> Operation[bool]:
    """Make the index if it is missing; of several creators at once, one wins and the others compare their stamp.

    Returns:
        Whether it was made here and now, so that nothing is stored yet.

    Raises:
        IndexNotFound: with ``create=False``, if it was dropped since.
    """
    writable(core)
    if is_checked(core):
        return False
    made = False
    if not (yield from core.connector.exists()):
        if core.create is False:
            raise IndexNotFound(f"{core.connector.url}: there is no index, and it was opened with create=False")
        spec = yield Compute(lambda: core.spec)  # an encoder may load its model to know; not on the event loop
        try:
            yield from core.connector.create(spec)
        except IndexExists:
            pass
        else:
            yield from _put_stamp(core)
            _log.info("%s: created", core.connector.url)
            made = True
    yield from _check_stamp(core)
    return made


def require(core: Core) -> Operation[None]:
    """Raise IndexNotFound, or EncoderMismatch, before anything is read from an index that this object has not seen."""
    if is_checked(core):
        return
    if not (yield from core.connector.exists()):
        hint = "check the name" if core.connector.attached else "add documents first"
        raise IndexNotFound(f"{core.connector.url}: there is no index yet; {hint}")
    if core.connector.attached:
        core.stamped[0] = True  # its owner has no stamp, and answers for the encoder
        _log.info("%s: opened read-only by its fields", core.connector.url)
    else:
        yield from _check_stamp(core)


def is_checked(core: Core) -> bool:
    """Whether the stamp was compared of the very generation that is read now; the one before may have been deleted."""
    return core.stamped[0] and core.compared.generation == core.connector.pinned


def writable(core: Core) -> None:
    """Refuse to write to a foreign index.

    Raises:
        Unsupported: if the index was opened by its fields.
    """
    if core.connector.attached:
        raise Unsupported(
            f"{core.connector.url} was opened read-only by fields=, since somebody else writes it; to write, make an "
            "index of your own under another name"
        )


def read_stamp(connector: Connector) -> Operation[Stamp | None]:
    """The stamp of an index, or of one of its generations; None if there is none."""
    record = yield from connector.get_record(STAMP_KEY)
    return None if record is None else Stamp.from_bytes(record, connector.url)


def await_stamp(connector: Connector) -> Operation[Stamp | None]:
    """The stamp; None if there is none after five seconds, in which another writer may be about to put it."""
    stamp = yield from read_stamp(connector)
    for _ in range(_STAMP_TRIES):
        if stamp is not None:
            break
        yield Sleep(_STAMP_WAIT_S)
        stamp = yield from read_stamp(connector)
    return stamp


def _check_stamp(core: Core) -> Operation[None]:
    stamp = yield from await_stamp(core.connector)
    if stamp is None:
        if (yield from core.connector.count(None)):
            raise CorruptIndex(
                f"{core.connector.url}: the index has documents and no stamp, so nobody knows which encoder made them; "
                "drop it and build it again"
            )
        stamp = yield from _put_stamp(core)  # its creator died before stamping, and nothing was added
    yield Compute(partial(stamp.check, core.encoder, core.connector.url))
    if core.compared.created not in ("", stamp.created):
        core.forget()  # it is another index than before
    core.compared.generation, core.compared.created = core.connector.pinned, stamp.created
    core.compared.at = time.monotonic()
    core.stamped[0] = True
    _log.info("%s: opened, built by the encoder %s of %s", core.connector.url, core.encoder.name, stamp.created)


def _put_stamp(core: Core) -> Operation[Stamp]:
    stamp: Stamp = yield Compute(partial(Stamp.of, core.encoder))
    yield from core.connector.put_record(STAMP_KEY, stamp.to_bytes())
    return stamp
