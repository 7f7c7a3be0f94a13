"""What runs in a process that encodes."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Sequence
from multiprocessing import parent_process

from hybrid_search.encoders import Encoded, Encoder
from hybrid_search.encoders.one_pass.processor import share_processors


class CannotBegin(Exception):  # as the other errors, it is named by what is wrong
    """The encoder cannot be made in this process; the message says why."""


class _Held:
    """The encoder of this process, or why there is none."""

    encoder: Encoder | None = None
    failure = ""


def begin(pickled: bytes, processes: int) -> None:
    """Make the encoder. A failure is kept, and raised by :func:`encode`: raised here, nobody would learn of it.

    Args:
        pickled: The encoder.
        processes: How many work side by side, and share the processors.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's affair
    threading.Thread(target=_end_with_parent, daemon=True).start()
    share_processors(processes)
    try:
        _Held.encoder = pickle.loads(pickled)  # noqa: S301  # from the parent, through its own pipe
    except Exception as error:  # of any kind: it is the encoder's own code
        _Held.failure = f"{type(error).__name__}: {error}"


def encode(texts: Sequence[str]) -> Encoded:
    """Vectors of *texts* as documents.

    Raises:
        CannotBegin: if the encoder could not be made.
        Exception: what the encoder raises; what cannot travel to the parent goes as a RuntimeError of the same words.
    """
    if _Held.encoder is None:
        raise CannotBegin(_Held.failure)
    try:
        return _Held.encoder.encode_documents(texts)
    except Exception as error:
        try:
            pickle.loads(pickle.dumps(error))  # noqa: S301  # made on this line
        except Exception:  # as above
            raise RuntimeError(f"{type(error).__name__}: {error}") from None
        raise


def _end_with_parent() -> None:
    """A parent that is killed tells nobody, and its workers would wait for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
