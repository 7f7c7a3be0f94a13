"""Writes follow the name: they go to the generation that it points to, while searches stay with the one they know.

Each write asks where the name points before it begins and again before it is acknowledged. So what was acknowledged was
stored in the generation that was live, and nothing is ever written to a retired one without the caller being told.
"""

from __future__ import annotations

import time
from functools import partial

from hybrid_search.connectors.steps import Compute, Operation
from hybrid_search.errors import EncoderMismatch, HybridSearchError, IndexNotFound, IndexSwitched, Unsupported
from hybrid_search.index.core import Core
from hybrid_search.index.lifecycle import read_stamp
from hybrid_search.index.statistics.warn import warn_once

_COMPARED_FOR_S = 60.0
"""After so long the stamp is compared again: the index may have been dropped, and made anew by another encoder."""


def follow(core: Core) -> Operation[int | None]:
    """Before a write: go to the live generation, if its encoder is this one.

    Returns:
        The number of the generation that is written to, for :func:`acknowledge`; None where that is not known yet, or
        the name points to something without a number.

    Raises:
        IndexNotFound: if another writer dropped the index; the next call finds that out by itself, and may make it.
        EncoderMismatch: if the index was switched to another encoder; searches go on with the generation before.
    """
    connector = core.connector
    if not core.follows or connector.pinned is None:
        return None
    live = yield from _live(core)
    if live is None:
        core.forget()
        yield from connector.resolve()
        raise IndexNotFound(f"{connector.url}: the index was dropped since it was opened here; repeat the call")
    if live == connector.pinned:
        if time.monotonic() - core.compared.at >= _COMPARED_FOR_S:
            core.stamped[0] = False
        return live
    stamp = yield from read_stamp(connector.at(live))
    if stamp is not None and not (yield Compute(partial(stamp.made_by, core.encoder))):
        raise EncoderMismatch(
            f"{connector.url}: since it was opened here with the encoder {core.encoder.name!r}, the index was switched "
            f"to generation {live}, built with {stamp.encoder!r}. Nothing was written; open it anew with that encoder. "
            f"Searches of this object go on with generation {connector.pinned}"
        )
    core.forget()
    return (yield from connector.resolve())


def acknowledge(core: Core, began: int | None) -> Operation[None]:
    """After a write: vouch for it only if the name still points to the generation that it went to.

    Args:
        core: The index.
        began: What :func:`follow` returned; if that was None, the generation that the connector found since.

    Raises:
        IndexSwitched: if it points to another one.
    """
    if began is None:
        return
    live = yield from _live(core)
    if live not in (None, began):
        raise IndexSwitched(
            f"{core.connector.url}: the index was switched from generation {began} to {live} during this call, so what "
            f"it wrote may be missing in generation {live}. Nothing is lost: repeat the call, with the encoder of that "
            "generation"
        )


def warn_if_switched(core: Core) -> Operation[None]:
    """Log once if the name points elsewhere by now; nothing is raised, since searches go on."""
    pinned = core.connector.pinned
    if not core.follows or pinned is None:
        return
    try:
        live = yield from _live(core)
    except HybridSearchError:
        return
    if live not in (None, pinned):
        warn_once(
            core,
            f"generation {live}",
            f"the index was switched to generation {live}, and this object goes on searching generation {pinned}; open "
            "it anew, with the encoder of the new generation",
        )


def _live(core: Core) -> Operation[int | None]:
    """None if there is no index; the own number where the live one has none."""
    try:
        return (yield from core.connector.generation())
    except IndexNotFound:
        return None
    except Unsupported:
        return core.connector.pinned
